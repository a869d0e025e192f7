import * as z from "zod/mini";
import { eventData } from "../../../contracts/events/event.ts";
import { eventBody } from "../../../core/events/event-body.ts";
import type { Delivery, DeliveryAttempt } from "../../../services/events/deliveries.ts";
import type { EventRow } from "../../../services/events/list-events.ts";
import type { EventTarget } from "../../../services/events/targets.ts";
import { showInstant } from "./money.ts";
import { idOf, instant, text as line, maybe, maybeInstant, oneOf, several, view } from "./schema.ts";

const target = {
  ...{ url: line, types: several(line), description: line, status: oneOf("enabled", "disabled") },
  ...{ disabled_because: maybe(oneOf("by_hand", "gone", "failing")), contact_email: maybe(line) },
  ...{ failing_since: maybeInstant, archived_at: maybeInstant, created_at: instant, updated_at: instant },
  version: z.int(),
};

/** An event, as it is delivered. */
export const eventView = view("Event", {
  ...{ id: idOf("evt"), object: z.literal("event"), version: z.literal(1), type: line },
  ...{ workspace_id: idOf("ws"), timestamp: instant, data: eventData },
});
/** A webhook endpoint; its secret is in the answers that make one, and nowhere else. */
export const endpointView = view("WebhookEndpoint", {
  ...{ id: idOf("whe"), object: z.literal("webhook_endpoint"), ...target },
  ...{ earlier_secret_until: maybeInstant, secret: z.optional(line) },
});
/** An affiliate's postback. */
export const postbackView = view("Postback", {
  ...{ id: idOf("pbk"), object: z.literal("postback"), ...target },
  ...{ affiliate_id: maybe(idOf("aff")), program_id: maybe(idOf("prg")) },
});
/** One event at one target. */
export const deliveryView = view("EventDelivery", {
  ...{ object: z.literal("event_delivery"), event_id: idOf("evt"), type: line },
  ...{ status: oneOf("waiting", "delivered", "failed"), attempts: z.int(), next_attempt_at: maybeInstant },
  ...{ status_code: maybe(z.int()), problem: maybe(line), delivered_at: maybeInstant, created_at: instant },
});
/** One attempt of a delivery. */
export const attemptView = view("EventAttempt", {
  ...{ object: z.literal("event_attempt"), number: z.int(), started_at: instant, duration_ms: z.int() },
  ...{ status_code: maybe(z.int()), problem: maybe(line), answer: maybe(line) },
});

/** How many deliveries begin again. */
export const redeliveryView = view("Redelivery", { object: z.literal("redelivery"), deliveries: z.int() });
/** The test event that is sent. */
export const testedView = view("WebhookTest", { object: z.literal("event"), id: idOf("evt") });

/** Shows an event as receivers get it. */
export function showEvent({ id, workspaceId, type, data, createdAt }: EventRow) {
  return eventBody({ id, workspaceId, type, data, createdAt });
}

function showTarget(row: EventTarget) {
  return {
    ...{ id: row.id, url: row.url, types: row.types, description: row.description, status: row.status },
    ...{ disabled_because: row.ended, contact_email: row.contactEmail },
    failing_since: showInstant(row.failingSince),
    archived_at: showInstant(row.archivedAt),
    created_at: showInstant(row.createdAt),
    updated_at: showInstant(row.updatedAt),
    version: row.version,
  };
}

/** Shows an endpoint, without its secret. */
export function showEndpoint(row: EventTarget) {
  const earlier_secret_until = showInstant(row.earlierUntil);
  return { ...showTarget(row), object: "webhook_endpoint", earlier_secret_until };
}

/** Shows a postback. */
export function showPostback(row: EventTarget) {
  const { affiliateId: affiliate_id, programId: program_id } = row;
  return { ...showTarget(row), object: "postback", affiliate_id, program_id };
}

/** Shows where a delivery stands. */
export function showDelivery(row: Delivery) {
  return {
    ...{ object: "event_delivery", event_id: row.eventId, type: row.type, status: row.status },
    ...{ attempts: row.attempts, status_code: row.statusCode, problem: row.problem },
    next_attempt_at: row.status === "waiting" ? showInstant(row.dueAt) : null,
    delivered_at: showInstant(row.deliveredAt),
    created_at: showInstant(row.createdAt),
  };
}

/** Shows an attempt, with how its answer begins. */
export function showAttempt(row: DeliveryAttempt) {
  return {
    ...{ object: "event_attempt", number: row.number, started_at: showInstant(row.startedAt) },
    ...{ duration_ms: row.durationMs, status_code: row.statusCode, problem: row.problem, answer: row.answer },
  };
}
