import { findUncomparedHours } from "../../services/log/find-hours.ts";
import { removeStrayParts } from "../../services/log/remove-stray-parts.ts";
import { settleHours } from "../../services/log/settle-hours.ts";
import { listWorkspaces } from "../../services/workspaces/list-workspaces.ts";
import { settleMeans } from "../settle-means.ts";
import type { Job } from "./job.ts";

const DAY_MS = 86_400_000;
/** Every hour so young is compared each night; those that were found to differ, or got clicks since, for longer than rows are kept. */
const COMPARED_DAYS = 3;
const DUE_DAYS = 400;
const HOURS_PER_RUN_MAX = 1_000;
const OBJECTS_PER_RUN_MAX = 4_000;
/** What was compared so short a time ago is not compared again. */
const FRESH_MS = DAY_MS / 2;

/**
 * Compares Postgres, Parquet and manifests of the last days, hour by hour, and writes a log line
 * `reconcile_difference` for each hour in which they differ.
 */
export const reconcileClicks: Job = async (run) => {
  const before = (ms: number): Date => new Date(run.now.getTime() - ms);
  const means = settleMeans(run, OBJECTS_PER_RUN_MAX);
  const hours = await findUncomparedHours(means, await listWorkspaces(run.db), {
    ...{ now: run.now, since: before(COMPARED_DAYS * DAY_MS), max: HOURS_PER_RUN_MAX },
    ...{ dueSince: before(DUE_DAYS * DAY_MS), comparedBefore: before(FRESH_MS) },
  });
  const settled = await settleHours(means, hours);
  let strays = 0;
  for (const hour of hours) {
    if (!means.mayGoOn()) break;
    strays += (await removeStrayParts(means.store, hour, { now: run.now })).deleted;
  }
  return { ...settled, stray_parts: strays };
};
