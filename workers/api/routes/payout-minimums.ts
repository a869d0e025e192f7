import * as z from "zod/mini";
import { setPayoutMinimumRequest } from "../../../contracts/api/management.ts";
import { isCurrency } from "../../../core/money/currency.ts";
import { listPayoutMinimums, setPayoutMinimum } from "../../../services/payouts/minimums.ts";
import { readJson } from "../../shared/read-json.ts";
import { listBody } from "../list.ts";
import { notFound } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { showPayoutMinimum } from "../views/entities.ts";

/** The least that is paid out in each currency. */
export const payoutMinimumRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/payout-minimums",
    permission: "payouts:read",
    summary: "Lists the minimums by currency.",
    handler: async ({ context, query }) => {
      readQuery(query, z.strictObject({}));
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
    handler: async ({ context, request, params }) => {
      const { currency = "" } = params;
      if (!isCurrency(currency)) throw notFound();
      const { minimum_minor } = await readJson(request, setPayoutMinimumRequest);
      const minimum = await setPayoutMinimum(context, { currency, minimumMinor: BigInt(minimum_minor) });
      return Response.json(showPayoutMinimum(minimum));
    },
  }),
];
