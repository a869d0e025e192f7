import { rollUpClicks } from "../../services/reports/roll-up-clicks.ts";
import { rollUpSales } from "../../services/reports/roll-up-sales.ts";
import { untilMinutesPassed } from "../settle-means.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Clicks come this late, but for replayed ones, which each night's run finds. */
const RECENT_MS = 86_400_000;
const EVER = new Date(0);

/** Sums clicks of the last day, and sales that changed, by what they say of themselves. */
export const rollUpReports: Job = async (run) => {
  const mayGoOn = untilMinutesPassed();
  const since = new Date(run.now.getTime() - RECENT_MS);
  return {
    rolled_up_hours: await forEachWorkspace(
      run,
      "system:reports",
      async (context) =>
        (await rollUpClicks(context, { since, mayGoOn })) +
        (await rollUpSales(context, { since: EVER, mayGoOn })),
    ),
  };
};

/** As `rollUpReports`, of all clicks that are there: before they are compared, and dropped. */
export const rollUpAllReports: Job = async (run) => {
  const mayGoOn = untilMinutesPassed();
  return {
    rolled_up_hours: await forEachWorkspace(run, "system:reports", (context) =>
      rollUpClicks(context, { since: EVER, mayGoOn }),
    ),
  };
};
