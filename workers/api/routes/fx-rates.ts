import * as z from "zod/mini";
import { calendarDate, currencyCode } from "../../../contracts/text.ts";
import type { Currency } from "../../../core/money/currency.ts";
import { listRates } from "../../../services/fx/find-rates.ts";
import { listBody } from "../list.ts";
import { defineRoute } from "../route.ts";
import { currency, day, listOf, text, view } from "../views/schema.ts";

const ratesQuery = z.strictObject({
  on: z.optional(calendarDate),
  currency: z.optional(currencyCode),
});

const rateView = view("FxRate", {
  object: z.literal("fx_rate"),
  base: z.literal("EUR"),
  source: text,
  day,
  currency,
  rate: text,
});

/** What currencies are worth, as commissions are converted. */
export const fxRateRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/fx-rates",
    permission: "programs:read",
    summary: "Lists of each currency the latest rate on a day or before it.",
    query: ratesQuery,
    answers: { 200: listOf(rateView) },
    handler: async ({ context, query }) => {
      const { on, currency } = query;
      const day = on ?? context.now.toISOString().slice(0, 10);
      const rows = await listRates(context, { day, currency: currency as Currency | undefined });
      return Response.json(
        listBody({ rows, nextAfter: null }, (rate) => ({ object: "fx_rate", base: "EUR", ...rate })),
      );
    },
  }),
];
