import { sql } from "drizzle-orm";
import type { EventId, EventTargetId, WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspaces } from "../../db/client.ts";
import { eventTargets } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { type EventTarget, isTarget } from "./targets.ts";

/** Most deliveries of one target that one runner has under way: a slow one holds up itself alone. */
export const DELIVERIES_AT_ONCE_MAX = 4;
/** Longer than a delivery may take: what a runner that died had in hand comes again after that. */
const LEASE_MS = 60_000;

/** A delivery that is this runner's for as long as the lease lasts, and its event. */
export type Claimed = {
  readonly eventId: EventId;
  /** This attempt included: since it was last asked for, and in all. */
  readonly tries: number;
  readonly attempts: number;
  readonly type: string;
  readonly subjectId: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
};

/** A target that something is due for. */
export type DueTarget = { readonly workspaceId: WorkspaceId; readonly targetId: EventTargetId };

/** Targets that something is due for at an instant, the one that waits longest first. */
export function findDueTargets(
  db: Db,
  workspaceIds: readonly WorkspaceId[],
  at: Date,
): Promise<readonly DueTarget[]> {
  return inWorkspaces(db, workspaceIds, async (tx) => {
    const { rows } = (await tx.execute(sql`
      select target.workspace_id as "workspaceId", target.id as "targetId"
        from event_targets as target
        cross join lateral (
          select due_at from event_deliveries as delivery
           where delivery.workspace_id = target.workspace_id and delivery.target_id = target.id
             and delivery.status = 'waiting' and delivery.due_at <= ${at.toISOString()}::timestamptz
           order by due_at limit 1) as first
       where target.status = 'enabled'
       order by first.due_at, target.id`)) as unknown as { rows: DueTarget[] };
    return rows;
  });
}

/** Takes what is due for a target, a few at a time; each attempt is counted before it is made. Null where it gets nothing. */
export function claimDeliveries(
  context: Context,
  targetId: EventTargetId,
): Promise<{ readonly target: EventTarget; readonly claimed: readonly Claimed[] } | null> {
  return transact(context, async (tx) => {
    const [target] = await tx.select().from(eventTargets).where(isTarget(context, targetId));
    if (target?.status !== "enabled") return null;
    const { workspaceId, now } = context;
    const { rows } = (await tx.execute(sql`
      with due as materialized (
        select event_id from event_deliveries
         where workspace_id = ${workspaceId} and target_id = ${targetId} and status = 'waiting'
           and due_at <= ${now.toISOString()}::timestamptz
         order by due_at, event_id limit ${DELIVERIES_AT_ONCE_MAX} for update skip locked
      )
      update event_deliveries as delivery
         set tries = delivery.tries + 1, attempts = delivery.attempts + 1,
             due_at = ${new Date(now.getTime() + LEASE_MS).toISOString()}::timestamptz
        from due
        join events on events.workspace_id = ${workspaceId} and events.id = due.event_id
       where delivery.workspace_id = ${workspaceId} and delivery.target_id = ${targetId}
         and delivery.event_id = due.event_id
      returning delivery.event_id as "eventId", delivery.tries, delivery.attempts, events.type,
                events.subject_id as "subjectId", events.data, events.created_at as "createdAt"`)) as unknown as {
      rows: (Omit<Claimed, "createdAt"> & { createdAt: string | Date })[];
    };
    return { target, claimed: rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt) })) };
  });
}
