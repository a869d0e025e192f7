import {
  createPostbackRequest,
  redeliverRequest,
  updatePostbackRequest,
} from "../../../contracts/api/webhook-endpoints.ts";
import { redeliver } from "../../../services/events/deliveries.ts";
import { postbackResource } from "../../../services/events/target-resources.ts";
import { type EventTarget, getTarget } from "../../../services/events/targets.ts";
import { unwrap } from "../answer.ts";
import { answerAttempts, answerDeliveries, deliveriesQuery } from "../deliveries.ts";
import { judgeUrlBeside } from "../endpoint-guard.ts";
import { noQuery, orNotFound, pathId } from "../params.ts";
import { defineResource } from "../resources/define-resource.ts";
import { defineRoute } from "../route.ts";
import { attemptView, deliveryView, postbackView, redeliveryView, showPostback } from "../views/event.ts";
import { listOf } from "../views/schema.ts";

/** Postbacks: addresses of affiliates that are asked for whenever something happens to their commissions. */
export const postbackRoutes = [
  ...defineResource<EventTarget>({
    ...{ path: "/v1/postbacks", one: "a postback of an affiliate", many: "postbacks" },
    resource: postbackResource,
    permissions: { read: "postbacks:read", write: "postbacks:write" },
    schemas: { create: createPostbackRequest, update: updatePostbackRequest },
    beside: judgeUrlBeside(postbackResource),
    isImported: false,
    ...{ show: showPostback, answer: postbackView },
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
