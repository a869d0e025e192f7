import * as z from "zod/mini";
import { setPayoutMinimumRequest } from "../../../contracts/api/management.ts";
import { currencyCode } from "../../../contracts/text.ts";
import type { Currency } from "../../../core/money/currency.ts";
import { listPayoutMinimums, setPayoutMinimum } from "../../../services/payouts/minimums.ts";
import { listBody } from "../list.ts";
import { noQuery } from "../params.ts";
import { defineRoute } from "../route.ts";
import { payoutMinimumView, showPayoutMinimum } from "../views/entities.ts";
import { listOf } from "../views/schema.ts";

/** The least that is paid out in each currency. */
export const payoutMinimumRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/payout-minimums",
    permission: "payouts:read",
    summary: "Lists the minimums by currency.",
    query: noQuery,
    answers: { 200: listOf(payoutMinimumView) },
    handler: async ({ context }) => {
      return Response.json(
        listBody({ rows: await listPayoutMinimums(context), nextAfter: null }, showPayoutMinimum),
      );
    },
  }),
  defineRoute({
    method: "PUT",
    path: "/v1/payout-minimums/:currency",
    permission: "payouts:prepare",
    summary: "Sets the minimum of a currency.",
    params: z.object({ currency: currencyCode }),
    body: setPayoutMinimumRequest,
    answers: { 200: payoutMinimumView },
    handler: async ({ context, params, body }) => {
      const currency = params.currency as Currency;
      const { minimum_minor } = body;
      const minimum = await setPayoutMinimum(context, { currency, minimumMinor: BigInt(minimum_minor) });
      return Response.json(showPayoutMinimum(minimum));
    },
  }),
];
