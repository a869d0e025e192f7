import { and, asc, eq } from "drizzle-orm";
import type { ErasureId } from "../../core/shared/id.ts";
import { erasures } from "../../db/schema/index.ts";
import { rawClicksPrefix } from "../clicks/raw-object-key.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { eraseBadRows } from "./erase-bad-rows.ts";
import { eraseHour, RUN_MS_MAX } from "./erase-hour.ts";
import { hasSubject } from "./erase-part.ts";
import { eraseRows } from "./erase-rows.ts";
import { countsOf, type ErasureProgress, withHours } from "./erasure-progress.ts";
import { clickLogPrefix, hourOfPath, type LogHour, manifestKey, partKey } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";
import type { Erasure } from "./request-erasure.ts";
import type { Subject } from "./subject.ts";

const DAY_MS = 86_400_000;
/** Of younger days Postgres has rows, which tell the hours. */
const SEARCHED_BEFORE_MS = 89 * DAY_MS;

/** What erasing works with. */
export type EraseMeans = {
  readonly store: LogStore;
  /** Asked before each hour and each day; what is left is done by the next run. */
  readonly mayGoOn: () => boolean;
};

/**
 * Goes on with the erasures of a workspace, each as far as the time allows.
 *
 * An erasure is done when all hours that had clicks of the subject were looked at again, a while after
 * the last change, and nothing was found: a compaction or a batch of clicks that was under way may bring
 * something back until then.
 *
 * @returns how many were done
 */
export async function continueErasures(context: Context, means: EraseMeans): Promise<number> {
  const open = await transact(context, (tx) =>
    tx
      .select()
      .from(erasures)
      .where(and(eq(erasures.workspaceId, context.workspaceId), eq(erasures.status, "requested")))
      .orderBy(asc(erasures.id)),
  );
  let done = 0;
  for (const erasure of open) if (await continueErasure(context, means, erasure)) done += 1;
  return done;
}

async function continueErasure(context: Context, means: EraseMeans, erasure: Erasure): Promise<boolean> {
  const { now } = context;
  const { workspaceId, visitorIds, createdAt: before } = erasure;
  const subject: Subject = { workspaceId, visitorIds: new Set(visitorIds), before };
  let progress = erasure.outcome as ErasureProgress;
  const save = async (changed: ErasureProgress): Promise<void> => {
    progress = changed;
    await saveProgress(context, erasure.id, progress);
  };
  const rows = await eraseRows(context, subject);
  const bad = await eraseBadRows(context, means.store, subject);
  const counts = { clicks: progress.clicks + rows.clicks, bad_rows: progress.bad_rows + bad.rows };
  await save(withHours({ ...progress, ...counts }, [...rows.hours, ...bad.hours], now));
  await search(context, means, { subject, read: () => progress, save });
  await eraseHours(context, means, { subject, read: () => progress, save });
  if (progress.todo.length > 0 || !progress.is_searched) return false;
  if (now.getTime() - progress.changed_at_ms < RUN_MS_MAX) return false;
  if (!progress.is_verifying) {
    await save({ ...progress, todo: progress.hours, is_verifying: true });
    await eraseHours(context, means, { subject, read: () => progress, save });
    if (progress.todo.length > 0 || !progress.is_verifying) return false;
  }
  await finish(context, erasure.id, progress);
  return true;
}

type Step = {
  readonly subject: Subject;
  readonly read: () => ErasureProgress;
  readonly save: (progress: ErasureProgress) => Promise<void>;
};

/** Looks for the subject in days that Postgres may have no rows of any more, day by day. */
async function search(context: Context, means: EraseMeans, { subject, read, save }: Step): Promise<void> {
  if (read().is_searched) return;
  const { workspaceId, now } = context;
  const prefixes = [clickLogPrefix(workspaceId), rawClicksPrefix(workspaceId)];
  const listed = await Promise.all(prefixes.map((prefix) => means.store.listFolders(prefix)));
  const last = `day=${new Date(subject.before.getTime() - SEARCHED_BEFORE_MS).toISOString().slice(0, 10)}/`;
  const days = [...new Set(listed.flat())]
    .sort()
    .filter((day) => day <= last && day > (read().searched_day ?? ""));
  for (const day of days) {
    if (!means.mayGoOn()) return;
    const found: Date[] = [];
    const folders = await Promise.all(prefixes.map((prefix) => means.store.listFolders(`${prefix}${day}`)));
    for (const folder of new Set(folders.flat())) {
      const hour = hourOfPath(`${day}${folder}`);
      if (hour && (await mayHaveSubject(means.store, { workspaceId, hour }, subject))) found.push(hour);
    }
    await save({ ...withHours(read(), found, now), searched_day: day });
  }
  await save({ ...read(), is_searched: true });
}

/** An hour that was never compacted tells nothing, so it may. */
async function mayHaveSubject(store: LogStore, hour: LogHour, subject: Subject): Promise<boolean> {
  const stored = await store.readManifest(manifestKey(hour));
  if (!stored) return true;
  for (const part of stored.manifest.parts) {
    if (await hasSubject(store, { key: partKey(hour, part.name), part, subject })) return true;
  }
  return false;
}

async function eraseHours(context: Context, means: EraseMeans, { subject, read, save }: Step): Promise<void> {
  const { workspaceId, now } = context;
  for (const name of read().todo) {
    if (!means.mayGoOn()) return;
    const erased = await eraseHour(means.store, { workspaceId, hour: new Date(name) }, { subject, now });
    const isChanged = erased.rawObjects > 0 || erased.parts > 0;
    const progress = read();
    await save({
      ...progress,
      todo: erased.isSettled ? progress.todo.filter((other) => other !== name) : progress.todo,
      raw_objects: progress.raw_objects + erased.rawObjects,
      parts: progress.parts + erased.parts,
      ...(isChanged || !erased.isSettled ? { changed_at_ms: now.getTime(), is_verifying: false } : {}),
    });
  }
}

async function saveProgress(context: Context, id: ErasureId, outcome: ErasureProgress): Promise<void> {
  await transact(context, (tx) => tx.update(erasures).set({ outcome }).where(isOpen(context, id)));
}

/** What named the person goes; the counts stay. */
async function finish(context: Context, id: ErasureId, progress: ErasureProgress): Promise<void> {
  const outcome = countsOf(progress);
  await transact(context, async (tx) => {
    const done = { status: "done" as const, visitorIds: [], doneAt: context.now, outcome };
    const [row] = await tx
      .update(erasures)
      .set(done)
      .where(isOpen(context, id))
      .returning({ id: erasures.id });
    if (row) await audit(tx, context, [{ action: "erasure.done", subjectId: id, change: { ...outcome } }]);
  });
}

function isOpen({ workspaceId }: Context, id: ErasureId) {
  return and(eq(erasures.workspaceId, workspaceId), eq(erasures.id, id), eq(erasures.status, "requested"));
}
