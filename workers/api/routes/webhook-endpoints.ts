import {
  createEndpointRequest,
  redeliverRequest,
  updateEndpointRequest,
} from "../../../contracts/api/webhook-endpoints.ts";
import { parseEnvelopeKeys } from "../../../platform/envelope.ts";
import { redeliver } from "../../../services/events/deliveries.ts";
import { endpointResource } from "../../../services/events/target-resources.ts";
import { type EventTarget, getTarget } from "../../../services/events/targets.ts";
import { testEndpoint } from "../../../services/webhooks/test-endpoint.ts";
import {
  createEndpoint,
  type MadeEndpoint,
  rotateSecret,
} from "../../../services/webhooks/webhook-endpoints.ts";
import { unwrap } from "../answer.ts";
import { answerAttempts, answerDeliveries, deliveriesQuery } from "../deliveries.ts";
import { endpointGuard, judgeUrlBeside } from "../endpoint-guard.ts";
import { noFields, noQuery, orNotFound, pathId } from "../params.ts";
import { defineResource } from "../resources/define-resource.ts";
import { defineRoute } from "../route.ts";
import {
  attemptView,
  deliveryView,
  endpointView,
  redeliveryView,
  showEndpoint,
  testedView,
} from "../views/event.ts";
import { listOf } from "../views/schema.ts";

/** Webhook endpoints: where a merchant is told what happens. */
export const webhookEndpointRoutes = [
  defineRoute({
    method: "POST",
    path: "/v1/webhook-endpoints",
    permission: "webhooks:write",
    summary: "Sets up a webhook endpoint; the answer shows its secret, once.",
    body: createEndpointRequest,
    beside: judgeUrlBeside(endpointResource),
    answers: { 201: endpointView },
    handler: async ({ context, env, body }) => {
      const { url, types, description = "", contact_email: contactEmail = null } = body;
      const made = await createEndpoint(
        context,
        { url, types, description, contactEmail },
        { keys: parseEnvelopeKeys(env.ENVELOPE_KEYS), guard: endpointGuard(env) },
      );
      return Response.json(withSecret(unwrap(made)), { status: 201 });
    },
  }),
  ...defineResource<EventTarget>({
    ...{ path: "/v1/webhook-endpoints", one: "a webhook endpoint", many: "webhook endpoints" },
    resource: endpointResource,
    permissions: { read: "webhooks:read", write: "webhooks:write" },
    schemas: { update: updateEndpointRequest },
    beside: judgeUrlBeside(endpointResource),
    ...{ show: showEndpoint, answer: endpointView },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/webhook-endpoints/:id/rotate-secret",
    permission: "webhooks:write",
    summary: "Gives a webhook endpoint another secret; for a day those before sign as well.",
    body: noFields,
    answers: { 200: endpointView },
    handler: async ({ context, env, params }) => {
      const keys = parseEnvelopeKeys(env.ENVELOPE_KEYS);
      return Response.json(withSecret(unwrap(await rotateSecret(context, pathId("whe", params.id), keys))));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/webhook-endpoints/:id/test",
    permission: "webhooks:write",
    summary: "Has a test event sent to a webhook endpoint.",
    body: noFields,
    answers: { 202: testedView },
    handler: async ({ context, params }) => {
      const id = unwrap(await testEndpoint(context, pathId("whe", params.id)));
      return Response.json({ object: "event", id }, { status: 202 });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/webhook-endpoints/:id/deliveries",
    permission: "webhooks:read",
    summary: "Lists what was told to a webhook endpoint, newest first.",
    query: deliveriesQuery,
    answers: { 200: listOf(deliveryView) },
    handler: async ({ context, params, query }) => {
      const { id } = orNotFound(await getTarget(context, pathId("whe", params.id)));
      return answerDeliveries(context, id, query);
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/webhook-endpoints/:id/deliveries/:event_id/attempts",
    permission: "webhooks:read",
    summary: "Lists the attempts to tell a webhook endpoint of an event, oldest first.",
    query: noQuery,
    answers: { 200: listOf(attemptView) },
    handler: ({ context, params }) =>
      answerAttempts(context, pathId("whe", params.id), pathId("evt", params.event_id)),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/webhook-endpoints/:id/deliveries/:event_id/redeliver",
    permission: "webhooks:write",
    summary: "Has an event told to a webhook endpoint again, whatever became of it.",
    body: noFields,
    answers: { 202: redeliveryView },
    handler: async ({ context, params }) => {
      const wanted = { eventId: pathId("evt", params.event_id) };
      const again = await redeliver(context, { id: pathId("whe", params.id), kind: "webhook" }, wanted);
      return Response.json({ object: "redelivery", deliveries: unwrap(again) }, { status: 202 });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/webhook-endpoints/:id/redeliver",
    permission: "webhooks:write",
    summary: "Has all that failed since an instant told to a webhook endpoint again.",
    body: redeliverRequest,
    answers: { 202: redeliveryView },
    handler: async ({ context, params, body }) => {
      const wanted = { failedSince: new Date(body.failed_since) };
      const again = await redeliver(context, { id: pathId("whe", params.id), kind: "webhook" }, wanted);
      return Response.json({ object: "redelivery", deliveries: unwrap(again) }, { status: 202 });
    },
  }),
];

const withSecret = ({ endpoint, secret }: MadeEndpoint) => ({ ...showEndpoint(endpoint), secret });
