import { findUncompactedHours } from "../../services/log/find-hours.ts";
import { settleHours } from "../../services/log/settle-hours.ts";
import { listWorkspaces } from "../../services/workspaces/list-workspaces.ts";
import { settleMeans } from "../settle-means.ts";
import type { Job } from "./job.ts";

/** Hours and raw objects of one run: a Worker makes 10,000 calls to its bindings. */
const HOURS_PER_RUN_MAX = 500;
const OBJECTS_PER_RUN_MAX = 6_000;
/** Clicks come this late at most, but for replayed ones, which the nightly comparison finds: queues keep messages four days. */
const LATE_MS_MAX = 7 * 86_400_000;

/** Writes hours that ended, or got late clicks, into Parquet and compares them with Postgres. */
export const compactClicks: Job = async (run) => {
  const since = new Date(run.now.getTime() - LATE_MS_MAX);
  const search = { now: run.now, since, max: HOURS_PER_RUN_MAX };
  const hours = await findUncompactedHours(run.db, await listWorkspaces(run.db), search);
  const settled = await settleHours(settleMeans(run, OBJECTS_PER_RUN_MAX), hours);
  return { due_hours: hours.length, ...settled };
};
