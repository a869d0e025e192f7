import { addPayoutMethodRequest } from "../../../contracts/api/payout-methods.ts";
import { parseEnvelopeKeys } from "../../../platform/envelope.ts";
import {
  addPayoutMethod,
  cancelPayoutMethod,
  findPayoutMethod,
  listPayoutMethods,
} from "../../../services/payout-methods/payout-methods.ts";
import { unwrap } from "../answer.ts";
import { givenMethod } from "../given-payout-method.ts";
import { listBody } from "../list.ts";
import { ownAffiliate } from "../own-affiliate.ts";
import { noFields, noQuery, orNotFound, pathIds } from "../params.ts";
import { defineRoute } from "../route.ts";
import { requireStepUp } from "../step-up.ts";
import { methodView, showPayoutMethod } from "../views/payout-method.ts";
import { listOf } from "../views/schema.ts";

/**
 * Where an affiliate is paid, as it may see it: by hints. It can stop a change that it did not ask for. Giving a method takes
 * a login that stepped up just now, the first as any other; a key cannot.
 */
export const portalPayoutMethodRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/portal/payout-methods",
    permission: "portal:write",
    summary: "Gives oneself a payout method, by a login that stepped up; all but the first wait 72 hours.",
    body: addPayoutMethodRequest,
    answers: { 201: methodView },
    handler: async (call) => {
      const stepUp = await requireStepUp(call);
      const by = { keys: parseEnvelopeKeys(call.env.ENVELOPE_KEYS), stepUp };
      const given = givenMethod(call.body);
      const added = await addPayoutMethod(call.context, ownAffiliate(call), given, by);
      return Response.json(showPayoutMethod(unwrap(added)), { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/payout-methods",
    permission: "portal:read",
    summary: "Lists where one is paid, newest first, by hints.",
    query: noQuery,
    answers: { 200: listOf(methodView) },
    handler: async (call) => {
      const rows = orNotFound(await listPayoutMethods(call.context, ownAffiliate(call)));
      return Response.json(listBody({ rows, nextAfter: null }, showPayoutMethod));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/portal/payout-methods/:id",
    permission: "portal:read",
    summary: "Shows a payout method of one's own by its hint.",
    params: pathIds({ id: "pmt" }),
    answers: { 200: methodView },
    handler: async (call) => {
      const id = call.params.id;
      const found = await findPayoutMethod(call.context, ownAffiliate(call), id);
      return Response.json(showPayoutMethod(orNotFound(found)));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/portal/payout-methods/:id/cancel",
    permission: "portal:write",
    summary: "Cancels a payout method of one's own before it takes effect.",
    params: pathIds({ id: "pmt" }),
    body: noFields,
    answers: { 200: methodView },
    handler: async (call) => {
      const id = call.params.id;
      const cancelled = await cancelPayoutMethod(call.context, ownAffiliate(call), id);
      return Response.json(showPayoutMethod(unwrap(cancelled)));
    },
  }),
];
