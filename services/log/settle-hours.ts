import { tellError } from "../../core/shared/tell-error.ts";
import type { Db } from "../../db/client.ts";
import type { ClickBatch } from "./click-batch.ts";
import { compactHour } from "./compact-hour.ts";
import type { LogHour } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";
import { type Reconciliation, reconcileHour } from "./reconcile-hour.ts";

/** What a run over hours works with. */
export type SettleMeans = {
  readonly db: Db;
  readonly store: LogStore;
  /** The memory of compaction, used by one hour after the other. */
  readonly batch: ClickBatch;
  readonly now: Date;
  /** Raw objects that the whole run may read. */
  readonly objectsMax: number;
  /** Asked before each hour; the hours that are left are found again by the next run. */
  readonly mayGoOn: () => boolean;
  /** Tells of what a person should know. */
  readonly report: (event: LogEvent) => void;
};

/** Something about an hour that a person should know. */
export type LogEvent = { readonly hour: LogHour } & (
  | { readonly kind: "raw_object_unreadable"; readonly name: string; readonly reason: string }
  | ({ readonly kind: "reconcile_difference" } & Reconciliation)
  | { readonly kind: "hour_failed"; readonly reason: string }
);

/** What a run did. */
export type Settled = {
  readonly hours: number;
  readonly objects: number;
  readonly rows: number;
  readonly differing: number;
  readonly failed: number;
};

/**
 * Compacts hours and compares each with Postgres, one after the other. An hour that fails keeps no other
 * from its turn. What was not finished is found again by the next run.
 */
export async function settleHours(means: SettleMeans, hours: readonly LogHour[]): Promise<Settled> {
  const total = { hours: 0, objects: 0, rows: 0, differing: 0, failed: 0 };
  for (const hour of hours) {
    const objectsMax = means.objectsMax - total.objects;
    if (objectsMax <= 0 || !means.mayGoOn()) break;
    try {
      const settled = await settleHour(means, hour, objectsMax);
      total.hours += 1;
      total.objects += settled.objects;
      total.rows += settled.rows;
      total.differing += settled.isEqual ? 0 : 1;
    } catch (error) {
      total.failed += 1;
      means.report({ kind: "hour_failed", hour, reason: tellError(error) });
    }
  }
  return total;
}

/** Compares twice before it tells of a difference: clicks may come between what is read here and there. */
async function settleHour(means: SettleMeans, hour: LogHour, objectsMax: number) {
  let objects = 0;
  let rows = 0;
  for (let attempt = 1; ; attempt += 1) {
    const compaction = await compactHour(means, hour, { now: means.now, objectsMax: objectsMax - objects });
    objects += compaction.objects;
    rows += compaction.rows;
    // Not compared, the hour stays due.
    if (compaction.left > 0 || compaction.outcome === "overtaken") return { objects, rows, isEqual: true };
    const reconciliation = await reconcileHour(means, hour);
    const { isEqual } = reconciliation;
    if (isEqual || attempt > 1) {
      for (const each of compaction.unreadable)
        means.report({ kind: "raw_object_unreadable", hour, ...each });
      if (!isEqual) means.report({ kind: "reconcile_difference", hour, ...reconciliation });
      return { objects, rows, isEqual };
    }
  }
}
