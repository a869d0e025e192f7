import { replayUnowned } from "../../services/bad-rows/replay-bad-row.ts";
import { takeAgainWith } from "../take-again.ts";
import type { Job } from "./job.ts";

/** Most rows that one run tries; the others have their turn a quarter of an hour later. */
const ROWS_PER_RUN_MAX = 500;

/**
 * Tries again what names no workspace: dead letters of an outage that is over, and messages that today's
 * code can read. No tenant sees such rows, so none could ask for it.
 */
export const replayUnownedRows: Job = async (run) => {
  const { tried, taken } = await replayUnowned(
    run.db,
    { now: run.now, limit: ROWS_PER_RUN_MAX },
    takeAgainWith(run),
  );
  return { replayed_bad_rows: tried, resolved_bad_rows: taken };
};
