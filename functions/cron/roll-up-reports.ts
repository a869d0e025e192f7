import { rollUpClicks } from "../../services/reports/roll-up-clicks.ts";
import { rollUpSales } from "../../services/reports/roll-up-sales.ts";
import { eachApart } from "../../services/shared/each-apart.ts";
import { untilMinutesPassed } from "../settle-means.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** What most reports ask about, and most of what changes. */
const RECENT_MS = 2 * 86_400_000;

/** Sums clicks and sales of the last two days by what they say of themselves. */
export const rollUpReports: Job = (run) => rollUpSince(run, new Date(run.now.getTime() - RECENT_MS));

/** As `rollUpReports`, of all there are: late clicks, sales that changed later, and hours that an erasure took away. */
export const rollUpAllReports: Job = (run) => rollUpSince(run, new Date(0));

/** Sales and clicks each by themselves: what keeps the one from being summed keeps not the other. */
async function rollUpSince(run: Parameters<Job>[0], since: Date) {
  const mayGoOn = untilMinutesPassed();
  let hours = 0;
  await eachApart([rollUpSales, rollUpClicks], async (rollUp) => {
    hours += await forEachWorkspace(run, "system:reports", (context) => rollUp(context, { since, mayGoOn }));
  });
  return { rolled_up_hours: hours };
}
