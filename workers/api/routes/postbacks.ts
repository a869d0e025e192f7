import * as z from "zod/mini";
import {
  createPostbackRequest,
  redeliverRequest,
  updatePostbackRequest,
} from "../../../contracts/api/webhook-endpoints.ts";
import { type AffiliateId, isId, type ProgramId } from "../../../core/shared/id.ts";
import { getTarget, listTargets } from "../../../services/events/change-target.ts";
import { redeliver } from "../../../services/events/deliveries.ts";
import { createPostback, updatePostback } from "../../../services/postbacks/postbacks.ts";
import { unwrap } from "../answer.ts";
import { answerAttempts, answerDeliveries, deliveriesQuery } from "../deliveries.ts";
import { endpointGuard } from "../endpoint-guard.ts";
import { listBody, pageParams } from "../list.ts";
import { idParam, noQuery, orNotFound, pageRequestOf, pathId } from "../params.ts";
import { defineRoute } from "../route.ts";
import { givenOnly } from "../values.ts";
import { attemptView, deliveryView, postbackView, redeliveryView, showPostback } from "../views/event.ts";
import { listOf } from "../views/schema.ts";

/** Postbacks: addresses of affiliates that are asked for whenever something happens to their commissions. */
export const postbackRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/postbacks",
    permission: "postbacks:write",
    summary: "Sets up a postback of an affiliate.",
    body: createPostbackRequest,
    answers: { 201: postbackView },
    handler: async ({ context, env, body }) => {
      const { url, types, description = "", contact_email: contactEmail = null } = body;
      const ids = {
        affiliateId: body.affiliate_id as AffiliateId,
        programId: (body.program_id ?? null) as ProgramId | null,
      };
      const input = { url, types, description, contactEmail, ...ids };
      const made = await createPostback(context, input, endpointGuard(env));
      return Response.json(showPostback(unwrap(made)), { status: 201 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/postbacks",
    permission: "postbacks:read",
    summary: "Lists postbacks, oldest first.",
    query: z.strictObject({ ...pageParams, affiliate_id: z.optional(idParam("aff")) }),
    answers: { 200: listOf(postbackView) },
    handler: async ({ context, query }) => {
      const { affiliate_id: affiliateId, ...paging } = query;
      const page = pageRequestOf(paging, (after) => isId("pbk", after));
      return Response.json(
        listBody(await listTargets(context, { kind: "postback", affiliateId }, page), showPostback),
      );
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/postbacks/:id",
    permission: "postbacks:read",
    summary: "Shows a postback.",
    query: noQuery,
    answers: { 200: postbackView },
    handler: async ({ context, params }) =>
      Response.json(showPostback(orNotFound(await getTarget(context, pathId("pbk", params.id))))),
  }),
  defineRoute({
    method: "PATCH",
    path: "/v1/postbacks/:id",
    permission: "postbacks:write",
    summary: "Changes, enables or disables a postback; what is absent stays.",
    body: updatePostbackRequest,
    answers: { 200: postbackView },
    handler: async ({ context, env, params, body }) => {
      const { contact_email: contactEmail, ...rest } = body;
      const change = givenOnly({ ...rest, contactEmail });
      const id = pathId("pbk", params.id);
      return Response.json(
        showPostback(unwrap(await updatePostback(context, id, change, endpointGuard(env)))),
      );
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/postbacks/:id/deliveries",
    permission: "postbacks:read",
    summary: "Lists what a postback told, newest first.",
    query: deliveriesQuery,
    answers: { 200: listOf(deliveryView) },
    handler: async ({ context, params, query }) => {
      const { id } = orNotFound(await getTarget(context, pathId("pbk", params.id)));
      return answerDeliveries(context, id, query);
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/postbacks/:id/deliveries/:event_id/attempts",
    permission: "postbacks:read",
    summary: "Lists the attempts to tell an affiliate of an event, oldest first.",
    query: noQuery,
    answers: { 200: listOf(attemptView) },
    handler: ({ context, params }) =>
      answerAttempts(context, pathId("pbk", params.id), pathId("evt", params.event_id)),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/postbacks/:id/redeliver",
    permission: "postbacks:write",
    summary: "Has all that failed since an instant told by a postback again.",
    body: redeliverRequest,
    answers: { 202: redeliveryView },
    handler: async ({ context, params, body }) => {
      const wanted = { failedSince: new Date(body.failed_since) };
      const again = await redeliver(context, { id: pathId("pbk", params.id), kind: "postback" }, wanted);
      return Response.json({ object: "redelivery", deliveries: unwrap(again) }, { status: 202 });
    },
  }),
];
