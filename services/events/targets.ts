import { and, eq, inArray, sql } from "drizzle-orm";
import type { EventTargetId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { eventDeliveries, eventTargets } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";

/** Where events are told, as it is stored. */
export type EventTarget = typeof eventTargets.$inferSelect;

/** What is said of a target, whatever its kind. */
export type TargetInput = Pick<EventTarget, "url" | "types" | "description" | "contactEmail">;

/** Where the secrets of a target are sealed for. */
export const secretPlace = ({ workspaceId, id }: Pick<EventTarget, "workspaceId" | "id">): string =>
  `event_targets ${workspaceId} ${id}`;

/** One target of the workspace. */
export const isTarget = ({ workspaceId }: Pick<Context, "workspaceId">, id: EventTargetId) =>
  and(eq(eventTargets.workspaceId, workspaceId), eq(eventTargets.id, id));

/** A target of a kind, locked until the transaction ends; null if there is none. */
export async function lockTarget(
  tx: Db,
  context: Context,
  { id, kind }: Pick<EventTarget, "id" | "kind">,
): Promise<EventTarget | null> {
  const [row] = await tx
    .select()
    .from(eventTargets)
    .where(and(isTarget(context, id), eq(eventTargets.kind, kind)))
    .for("no key update");
  return row ?? null;
}

/** Writes what a target is from now on, and gives up what waits for one that gets nothing any more. */
export async function updateTarget(
  tx: Db,
  context: Context,
  { before, change }: { readonly before: EventTarget; readonly change: Partial<EventTarget> },
): Promise<EventTarget> {
  const [after] = await tx
    .update(eventTargets)
    .set({ ...change, updatedAt: context.now })
    .where(isTarget(context, before.id))
    .returning();
  if (!after) throw new Error("a locked target was not written");
  if (after.status === "disabled" && before.status === "enabled")
    await giveUpWaiting(tx, context, [after.id]);
  return after;
}

/**
 * Gives up what waits for targets that get nothing any more. Who tells of an act holds the end of the audit log: what was told
 * while they still got it is there once that is held here.
 */
export async function giveUpWaiting(
  tx: Db,
  { workspaceId }: Context,
  ids: readonly EventTargetId[],
): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`select 1 from audit_heads where workspace_id = ${workspaceId} for no key update`);
  await tx
    .update(eventDeliveries)
    .set({ status: "failed", problem: "target_disabled" })
    .where(
      and(
        eq(eventDeliveries.workspaceId, workspaceId),
        inArray(eventDeliveries.targetId, [...ids]),
        eq(eventDeliveries.status, "waiting"),
      ),
    );
}

/** What of a status goes with it: one that is enabled again starts afresh. */
export function statusChange(
  before: EventTarget,
  status: EventTarget["status"] | undefined,
): Partial<EventTarget> {
  if (status === undefined || status === before.status) return {};
  return status === "enabled"
    ? { status, ended: null, failingSince: null, givenUp: 0 }
    : { status, ended: "by_hand" };
}

/** One target of the workspace, or null; its id tells of which kind it is. */
export async function getTarget(context: Context, id: EventTargetId): Promise<EventTarget | null> {
  const [row] = await transact(context, (tx) => tx.select().from(eventTargets).where(isTarget(context, id)));
  return row ?? null;
}
