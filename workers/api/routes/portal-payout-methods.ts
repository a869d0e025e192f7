import * as z from "zod/mini";
import {
  cancelPayoutMethod,
  findPayoutMethod,
  listPayoutMethods,
} from "../../../services/payout-methods/payout-methods.ts";
import { unwrap } from "../answer.ts";
import { listBody } from "../list.ts";
import { ownAffiliate } from "../own-affiliate.ts";
import { orNotFound, pathId, readOptionalJson } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { showPayoutMethod } from "../views/payout-method.ts";

const noFields = z.strictObject({});

/**
 * Where an affiliate is paid, as it may see it: by hints. It can stop a change that it did not ask for; giving a method
 * takes a one-time code of a factor that somebody vouched for, and is the merchant's.
 */
export const portalPayoutMethodRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/portal/payout-methods",
    permission: "portal:read",
    summary: "Lists where one is paid, newest first, by hints.",
    handler: async (call) => {
      readQuery(call.query, noFields);
      const rows = orNotFound(await listPayoutMethods(call.context, ownAffiliate(call)));
      return Response.json(listBody({ rows, nextAfter: null }, showPayoutMethod));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/payout-methods/:id",
    permission: "portal:read",
    summary: "Shows a payout method of one's own by its hint.",
    handler: async (call) => {
      const id = pathId("pmt", call.params.id);
      const found = await findPayoutMethod(call.context, ownAffiliate(call), id);
      return Response.json(showPayoutMethod(orNotFound(found)));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/portal/payout-methods/:id/cancel",
    permission: "portal:write",
    summary: "Cancels a payout method of one's own before it takes effect.",
    handler: async (call) => {
      await readOptionalJson(call.request, noFields);
      const id = pathId("pmt", call.params.id);
      const cancelled = await cancelPayoutMethod(call.context, ownAffiliate(call), id);
      return Response.json(showPayoutMethod(unwrap(cancelled)));
    },
  }),
];
