import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";

/** An event, an endpoint, and an attempt to tell the one to the other. */
export async function insertEventRows(db: Db, workspaceId: WorkspaceId): Promise<void> {
  const nowMs = Date.now();
  const [eventId, targetId, at] = [newId("evt", nowMs), newId("whe", nowMs), new Date(0)];
  const subject = { type: "key.created", subjectId: "key_side", data: {}, requestId: "req" };
  await db.insert(schema.events).values({ workspaceId, id: eventId, cause: eventId, ...subject });
  await db.insert(schema.eventTargets).values({
    ...{ workspaceId, id: targetId, kind: "webhook", url: "https://hooks.shop.example/" },
    ...{ types: ["program.created"], sealedSecret: "" },
  });
  await db.insert(schema.eventDeliveries).values({ workspaceId, targetId, eventId, dueAt: at });
  await db
    .insert(schema.eventAttempts)
    .values({ workspaceId, targetId, eventId, number: 1, startedAt: at, durationMs: 1 });
}
