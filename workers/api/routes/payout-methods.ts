import type * as z from "zod/mini";
import { addPayoutMethodRequest } from "../../../contracts/api/payout-methods.ts";
import { parseEnvelopeKeys } from "../../../platform/envelope.ts";
import {
  addPayoutMethod,
  cancelPayoutMethod,
  findPayoutMethod,
  listPayoutMethods,
  revealPayoutMethod,
} from "../../../services/payout-methods/payout-methods.ts";
import { unwrap } from "../answer.ts";
import { givenMethod } from "../given-payout-method.ts";
import { listBody } from "../list.ts";
import { noFields, noQuery, orNotFound, pathId, pathIds } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { readStepUp, requireStepUp } from "../step-up.ts";
import { methodView, revealedMethod, showOpenMethod, showPayoutMethod } from "../views/payout-method.ts";
import { listOf } from "../views/schema.ts";

const methodPath = pathIds({ id: "aff", method_id: "pmt" });

/** Where affiliates are paid. What a method is itself is sealed: these show its hint. */
export const payoutMethodRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/affiliates/:id/payout-methods",
    permission: "payout_methods:write",
    summary:
      "Gives an affiliate a payout method; all but the first ask for a one-time code and wait 72 hours.",
    params: pathIds({ id: "aff" }),
    body: addPayoutMethodRequest,
    answers: { 201: methodView },
    handler: add,
  }),
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/payout-methods",
    permission: "payout_methods:read",
    summary: "Lists the payout methods of an affiliate, newest first, by their hints.",
    params: pathIds({ id: "aff" }),
    query: noQuery,
    answers: { 200: listOf(methodView) },
    handler: async ({ context, params }) => {
      const rows = orNotFound(await listPayoutMethods(context, params.id));
      return Response.json(listBody({ rows, nextAfter: null }, showPayoutMethod));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/payout-methods/:method_id",
    permission: "payout_methods:read",
    summary: "Shows a payout method by its hint.",
    params: methodPath,
    answers: { 200: methodView },
    handler: async ({ context, params }) => {
      const { affiliateId, id } = idsOf(params);
      return Response.json(showPayoutMethod(orNotFound(await findPayoutMethod(context, affiliateId, id))));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/affiliates/:id/payout-methods/:method_id/cancel",
    permission: "payout_methods:write",
    summary: "Cancels a payout method before it takes effect.",
    params: methodPath,
    body: noFields,
    answers: { 200: methodView },
    handler: async ({ context, params }) => {
      const { affiliateId, id } = idsOf(params);
      return Response.json(showPayoutMethod(unwrap(await cancelPayoutMethod(context, affiliateId, id))));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/payout-methods/:method_id/reveal",
    permission: "payout_methods:reveal",
    summary: "Shows a payout method whole, by a one-time code; who saw it is audited.",
    params: methodPath,
    answers: { 200: revealedMethod },
    handler: reveal,
  }),
];

async function add(call: Call<z.output<typeof addPayoutMethodRequest>>): Promise<Response> {
  const affiliateId = pathId("aff", call.params.id);
  const stepUp = await readStepUp(call);
  const given = givenMethod(call.body);
  const keys = parseEnvelopeKeys(call.env.ENVELOPE_KEYS);
  const added = await addPayoutMethod(call.context, affiliateId, given, { keys, stepUp });
  return Response.json(showPayoutMethod(unwrap(added)), { status: 201 });
}

async function reveal(call: Call): Promise<Response> {
  const { affiliateId, id } = idsOf(call.params);
  const stepUp = await requireStepUp(call);
  const keys = parseEnvelopeKeys(call.env.ENVELOPE_KEYS);
  const { view, method } = unwrap(await revealPayoutMethod(call.context, affiliateId, id, { keys, stepUp }));
  return Response.json(
    { ...showPayoutMethod(view), ...showOpenMethod(method) },
    { headers: { "cache-control": "private, no-store" } },
  );
}

const idsOf = (params: Call["params"]) => ({
  affiliateId: pathId("aff", params.id),
  id: pathId("pmt", params.method_id),
});
