import { and, asc, desc, eq, inArray, lt, sql } from "drizzle-orm";
import type { EventId, EventTargetId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { eventAttempts, eventDeliveries, events } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, NotFound } from "../shared/problems.ts";
import { type EventTarget, lockTarget } from "./targets.ts";

/** A delivery, and the type of its event. */
export type Delivery = typeof eventDeliveries.$inferSelect & { readonly type: string };
/** An attempt of a delivery. */
export type DeliveryAttempt = typeof eventAttempts.$inferSelect;
/** Most deliveries that are asked for again at once. */
const REDELIVERIES_MAX = 10_000;

/** Joins a delivery with its event. */
const isItsEvent = and(
  eq(events.workspaceId, eventDeliveries.workspaceId),
  eq(events.id, eventDeliveries.eventId),
);
const isTo = ({ workspaceId }: Context, targetId: EventTargetId) =>
  and(eq(eventDeliveries.workspaceId, workspaceId), eq(eventDeliveries.targetId, targetId));

/** Deliveries to a target, newest event first. */
export function listDeliveries(
  context: Context,
  targetId: EventTargetId,
  { status, limit, after }: PageRequest & { readonly status?: Delivery["status"] | undefined },
): Promise<Page<Delivery>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select({ delivery: eventDeliveries, type: events.type })
      .from(eventDeliveries)
      .innerJoin(events, isItsEvent)
      .where(
        and(
          isTo(context, targetId),
          status ? eq(eventDeliveries.status, status) : undefined,
          after ? lt(eventDeliveries.eventId, after as EventId) : undefined,
        ),
      )
      .orderBy(desc(eventDeliveries.eventId))
      .limit(limit + 1);
    const deliveries = rows.map(({ delivery, type }) => ({ ...delivery, type }));
    return cutPage(deliveries, limit, ({ eventId }) => eventId);
  });
}

/** The attempts of a delivery, oldest first; null if there is no such delivery. */
export function listAttempts(
  context: Context,
  targetId: EventTargetId,
  eventId: EventId,
): Promise<readonly DeliveryAttempt[] | null> {
  return transact(context, async (tx) => {
    const [delivery] = await tx
      .select({ eventId: eventDeliveries.eventId })
      .from(eventDeliveries)
      .where(isDelivery(context, targetId, eventId));
    if (!delivery) return null;
    return tx
      .select()
      .from(eventAttempts)
      .where(
        and(
          eq(eventAttempts.workspaceId, context.workspaceId),
          eq(eventAttempts.targetId, targetId),
          eq(eventAttempts.eventId, eventId),
        ),
      )
      .orderBy(asc(eventAttempts.number));
  });
}

const isDelivery = (context: Context, targetId: EventTargetId, eventId: EventId) =>
  and(isTo(context, targetId), eq(eventDeliveries.eventId, eventId));

type TargetRef = Pick<EventTarget, "id" | "kind">;
/** What one asks for again: one event, or all that failed of an instant and later. */
export type Redelivery = { readonly eventId: EventId } | { readonly failedSince: Date };

/**
 * Has deliveries to a target tried again from the start of the schedule, whatever became of them; those that wait are
 * tried at once. At most 10,000 at a time.
 *
 * @returns how many
 */
export function redeliver(
  context: Context,
  target: TargetRef,
  wanted: Redelivery,
): Promise<Result<number, NotFound | Conflict>> {
  return transact(context, async (tx) => {
    const row = await lockTarget(tx, context, target);
    if (!row) return fail({ code: "not_found", param: null });
    if (row.status === "disabled") {
      return fail({ code: "conflict", param: "status", message: "is disabled" });
    }
    const again = await startAgain(tx, context, target.id, wanted);
    if ("eventId" in wanted && again === 0) return fail({ code: "not_found", param: null });
    if (again > 0) {
      const change =
        "eventId" in wanted ? { eventId: wanted.eventId } : { failedSince: wanted.failedSince.toISOString() };
      const object = target.kind === "webhook" ? "webhook_endpoint" : "postback";
      await audit(tx, context, [
        { action: `${object}.redelivered`, subjectId: target.id, change: { ...change, deliveries: again } },
      ]);
    }
    return ok(again);
  });
}

async function startAgain(
  tx: Db,
  context: Context,
  targetId: EventTargetId,
  wanted: Redelivery,
): Promise<number> {
  const chosen =
    "eventId" in wanted
      ? tx
          .select({ id: eventDeliveries.eventId })
          .from(eventDeliveries)
          .where(isDelivery(context, targetId, wanted.eventId))
      : tx
          .select({ id: eventDeliveries.eventId })
          .from(eventDeliveries)
          .innerJoin(events, isItsEvent)
          .where(
            and(
              isTo(context, targetId),
              eq(eventDeliveries.status, "failed"),
              sql`${events.createdAt} >= ${wanted.failedSince.toISOString()}::timestamptz`,
            ),
          )
          .orderBy(asc(eventDeliveries.eventId))
          .limit(REDELIVERIES_MAX);
  const rows = await tx
    .update(eventDeliveries)
    .set({ status: "waiting", tries: 0, dueAt: context.now, deliveredAt: null, problem: null })
    .where(and(isTo(context, targetId), inArray(eventDeliveries.eventId, chosen)))
    .returning({ id: eventDeliveries.eventId });
  return rows.length;
}
