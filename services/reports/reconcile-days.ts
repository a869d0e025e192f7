import type { Context } from "../shared/context.ts";
import { type CountDifference, reconcileCounts } from "./reconcile-counts.ts";
import { reconcileDetails } from "./reconcile-details.ts";

const DAY_MS = 86_400_000;
/** What changes most is compared each night; of a year before, another week each night. */
const DAYS_EACH_NIGHT = 35;
const WEEKS_BEFORE = 53;
/** Details are many more sums, and written once. */
const DETAIL_DAYS_EACH_NIGHT = 3;

/**
 * Compares the counts of the last five weeks with their rows, and those of one more week of the year before: which one
 * is told by the day, so that all of them have their turn. Roll-ups by what clicks and orders say are compared over three days
 * and that week.
 */
export async function reconcileNightly(context: Context): Promise<readonly CountDifference[]> {
  const today = Math.floor(context.now.getTime() / DAY_MS);
  const week = today - DAYS_EACH_NIGHT - 7 * ((today % WEEKS_BEFORE) + 1);
  const spanOf = (first: number, days: number) => ({
    from: new Date(first * DAY_MS),
    to: new Date((first + days) * DAY_MS),
  });
  return [
    ...(await reconcileCounts(context, spanOf(today - DAYS_EACH_NIGHT, DAYS_EACH_NIGHT + 1))),
    ...(await reconcileCounts(context, spanOf(week, 7))),
    ...(await reconcileDetails(context, spanOf(today - DETAIL_DAYS_EACH_NIGHT, DETAIL_DAYS_EACH_NIGHT + 1))),
    ...(await reconcileDetails(context, spanOf(week, 7))),
  ];
}
