import { SUB_IDS } from "../link/parameters.ts";

/** Stretches of time a report is grouped by, in its time zone; weeks begin on Monday. */
export const TIME_GROUPS = ["hour", "day", "week", "month"] as const;
/** Whose it is: what counts are kept by. */
export const KEPT_GROUPS = ["program", "affiliate", "link"] as const;
/** What clicks say of themselves, and the coupon of an order: rolled up behind the counts, each by itself. */
export const DETAILS = [...SUB_IDS, "country", "device", "referrer", "coupon"] as const;
/** What a report can be narrowed down by. */
export const FILTERS = [...KEPT_GROUPS, ...DETAILS] as const;
/** All a report can be grouped by. */
export const GROUPS = [...TIME_GROUPS, ...FILTERS] as const;

/** A stretch of time. */
export type TimeGroup = (typeof TIME_GROUPS)[number];
/** What a click or an order says of itself. */
export type Detail = (typeof DETAILS)[number];
/** Something to narrow a report down by. */
export type Filter = (typeof FILTERS)[number];
/** Something to group a report by. */
export type Group = (typeof GROUPS)[number];

/** True of a stretch of time. */
export const isTimeGroup = (group: Group): group is TimeGroup =>
  (TIME_GROUPS as readonly string[]).includes(group);
/** True of what a click or an order says of itself. */
export const isDetail = (group: Group): group is Detail => (DETAILS as readonly string[]).includes(group);
/** True of one of the affiliates' own labels. */
export const isLabel = (detail: Detail): boolean => (SUB_IDS as readonly string[]).includes(detail);

/** What a report is read from: sums by whose it is, sums by one detail beside, or the rows themselves. */
export type ReportSource = "counts" | "rollups" | "rows";

/** The least that tells all these apart: roll-ups know of one detail, and of no link. */
export function sourceOf(groups: readonly Group[]): ReportSource {
  const details = new Set(groups.filter(isDetail));
  if (details.size === 0) return "counts";
  return details.size === 1 && !groups.includes("link") ? "rollups" : "rows";
}
