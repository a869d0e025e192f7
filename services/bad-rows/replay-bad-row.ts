import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { badRows } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { throwTogether } from "../shared/each-apart.ts";
import { cutDetail } from "./store-bad-rows.ts";

/** What is tried again: the payload as it came, and why it was refused the last time. */
export type Replayed = { readonly stage: string; readonly reason: string; readonly payload: unknown };

/** What came of it. `taken` also where it had been taken in before. */
export type ReplayOutcome =
  | { readonly kind: "taken" }
  | { readonly kind: "refused"; readonly reason: string; readonly detail: string };

/**
 * Sends a payload through the code that refused it. Its effects are keyed, so it may run any number of
 * times; it throws while the world is away.
 */
export type TakeAgain = (row: Replayed) => Promise<ReplayOutcome>;

/**
 * Tries a bad row of the workspace again. Taken in, it is resolved for good; refused, it is kept with the
 * reason of now. A row that is resolved, or is not there, is left alone: a message about it may come twice.
 */
export async function replayBadRow(context: Context, id: bigint, takeAgain: TakeAgain): Promise<void> {
  const isRow = and(
    eq(badRows.workspaceId, context.workspaceId),
    eq(badRows.id, id),
    isNull(badRows.resolvedAt),
  );
  const [row] = await transact(context, (tx) => tx.select().from(badRows).where(isRow));
  if (!row) return;
  const outcome = await takeAgain({ ...row, payload: JSON.parse(row.payload) });
  await transact(context, async (tx) => {
    const [after] = await tx.update(badRows).set(changeOf(outcome, context.now)).where(isRow).returning();
    // Another replay resolved it meanwhile, and told so.
    if (!after) return;
    const change = {
      outcome: outcome.kind,
      reason: { from: row.reason, to: after.reason },
      replays: after.replays,
    };
    await audit(tx, context, [{ action: "bad_row.replayed", subjectId: String(id), change }]);
  });
}

/**
 * Tries bad rows again that name no workspace, which nobody else can ask for: each when its age has
 * doubled since the last time, the oldest first.
 *
 * @returns how many were tried, and how many of them were taken in
 */
export async function replayUnowned(
  db: Db,
  { now, limit }: { readonly now: Date; readonly limit: number },
  takeAgain: TakeAgain,
): Promise<{ readonly tried: number; readonly taken: number }> {
  const isUnowned = and(isNull(badRows.workspaceId), isNull(badRows.resolvedAt));
  // After 15 minutes, half an hour, an hour …; 2^20 of them are 30 years.
  const isDue = sql`${badRows.receivedAt} + interval '15 minutes' * power(2, least(${badRows.replays}, 20)) <= ${now.toISOString()}::timestamptz`;
  const rows = await asUnowned(db, (tx) =>
    tx.select().from(badRows).where(and(isUnowned, isDue)).orderBy(badRows.id).limit(limit),
  );
  let taken = 0;
  const errors: unknown[] = [];
  for (const row of rows) {
    const note = (change: Partial<ReturnType<typeof changeOf>>) =>
      asUnowned(db, (tx) =>
        tx
          .update(badRows)
          .set(change)
          .where(and(isUnowned, eq(badRows.id, row.id))),
      );
    try {
      const outcome = await takeAgain({ ...row, payload: JSON.parse(row.payload) });
      await note(changeOf(outcome, now));
      taken += outcome.kind === "taken" ? 1 : 0;
    } catch (error) {
      errors.push(error);
      // Its turn comes later, so that rows which never get through do not keep the others waiting.
      await note({ replays: ONE_MORE });
    }
  }
  throwTogether(errors, (count) => `${count} bad rows could not be tried`);
  return { tried: rows.length, taken };
}

const ONE_MORE = sql<number>`${badRows.replays} + 1`;

function changeOf(outcome: ReplayOutcome, now: Date) {
  return outcome.kind === "taken"
    ? { replays: ONE_MORE, resolvedAt: now }
    : { replays: ONE_MORE, reason: outcome.reason, detail: cutDetail(outcome.detail) };
}

/** Rows without a workspace are seen by whoever switches this on for a transaction: a cron, never a request. */
function asUnowned<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('app.unowned_bad_rows', 'on', true)`);
    return work(tx as Db);
  });
}
