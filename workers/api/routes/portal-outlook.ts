import * as z from "zod/mini";
import { findPayoutOutlook } from "../../../services/payouts/outlook.ts";
import { ownAffiliate } from "../own-affiliate.ts";
import { orNotFound } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { showPayoutOutlook } from "../views/payout-outlook.ts";

/** What an affiliate can expect to be paid, told as the merchant is told it. */
export const portalOutlookRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/portal/payout-outlook",
    permission: "portal:read",
    summary: "Shows what one is owed, what is payable when, and what waits and why.",
    handler: async (call) => {
      readQuery(call.query, z.strictObject({}));
      return Response.json(
        showPayoutOutlook(orNotFound(await findPayoutOutlook(call.context, ownAffiliate(call)))),
      );
    },
  }),
];
