import { findPayoutOutlook } from "../../../services/payouts/outlook.ts";
import { noQuery, orNotFound, pathIds } from "../params.ts";
import { defineRoute } from "../route.ts";
import { outlookView, showPayoutOutlook } from "../views/payout-outlook.ts";

/** What an affiliate is owed, what is payable when, and what waits and why. */
export const payoutOutlookRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/payout-outlook",
    permission: "payouts:read",
    summary: "Shows what an affiliate is owed, what is payable when, and what waits and why.",
    params: pathIds({ id: "aff" }),
    query: noQuery,
    answers: { 200: outlookView },
    handler: async ({ context, params }) => {
      const outlook = orNotFound(await findPayoutOutlook(context, params.id));
      return Response.json(showPayoutOutlook(outlook));
    },
  }),
];
