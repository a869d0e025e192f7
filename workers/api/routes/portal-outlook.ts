import { findPayoutOutlook } from "../../../services/payouts/outlook.ts";
import { ownAffiliate } from "../own-affiliate.ts";
import { noQuery, orNotFound } from "../params.ts";
import { defineRoute } from "../route.ts";
import { outlookView, showPayoutOutlook } from "../views/payout-outlook.ts";

/** What an affiliate can expect to be paid, told as the merchant is told it. */
export const portalOutlookRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/portal/payout-outlook",
    permission: "portal:read",
    summary: "Shows what one is owed, what is payable when, and what waits and why.",
    query: noQuery,
    answers: { 200: outlookView },
    handler: async (call) => {
      return Response.json(
        showPayoutOutlook(orNotFound(await findPayoutOutlook(call.context, ownAffiliate(call)))),
      );
    },
  }),
];
