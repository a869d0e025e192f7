import type { EventId, WebhookEndpointId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { eventDeliveries, events } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { lockTarget } from "../events/targets.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, NotFound } from "../shared/problems.ts";

/** Has a test event sent to one endpoint, as any other is: signed, tried again, and in the log. */
export function testEndpoint(
  context: Context,
  id: WebhookEndpointId,
): Promise<Result<EventId, NotFound | Conflict>> {
  return transact(context, async (tx) => {
    const target = await lockTarget(tx, context, { id, kind: "webhook" });
    if (!target) return fail({ code: "not_found", param: null });
    if (target.status === "disabled") {
      return fail({ code: "conflict", param: "status", message: "is disabled" });
    }
    const { workspaceId, now, requestId } = context;
    const eventId = newId("evt", now.getTime());
    const type = "webhook_endpoint.test";
    const data = { id, object: "webhook_endpoint", change: {} };
    const row = { workspaceId, id: eventId, type, subjectId: id, data, requestId, createdAt: now };
    await tx.insert(events).values({ ...row, cause: `${type} ${eventId}` });
    await tx
      .insert(eventDeliveries)
      .values({ workspaceId, targetId: id, eventId, dueAt: now, createdAt: now });
    await audit(tx, context, [
      { action: "webhook_endpoint.test_requested", subjectId: id, change: { eventId } },
    ]);
    return ok(eventId);
  });
}
