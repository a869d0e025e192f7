import * as z from "zod/mini";
import { findPayoutOutlook } from "../../../services/payouts/outlook.ts";
import { orNotFound, pathId } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { showPayoutOutlook } from "../views/payout-outlook.ts";

/** What an affiliate is owed, what is payable when, and what waits and why. */
export const payoutOutlookRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/payout-outlook",
    permission: "payouts:read",
    summary: "Shows what an affiliate is owed, what is payable when, and what waits and why.",
    handler: async ({ context, params, query }) => {
      readQuery(query, z.strictObject({}));
      const outlook = orNotFound(await findPayoutOutlook(context, pathId("aff", params.id)));
      return Response.json(showPayoutOutlook(outlook));
    },
  }),
];
