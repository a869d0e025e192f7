import { SUB_IDS } from "../link/parameters.ts";

/** Stretches of time a report is grouped by, in its time zone; weeks begin on Monday. */
export const TIME_GROUPS = ["hour", "day", "week", "month"] as const;
/** Whose it is: what counts are kept by. */
export const KEPT_GROUPS = ["program", "affiliate", "link"] as const;
/** What clicks say of themselves, and the coupon of an order: looked up in the rows, of which there may be only so many. */
export const ROW_GROUPS = [...SUB_IDS, "country", "device", "referrer", "coupon"] as const;
/** What a report can be narrowed down by. */
export const FILTERS = [...KEPT_GROUPS, ...ROW_GROUPS] as const;
/** All a report can be grouped by. */
export const GROUPS = [...TIME_GROUPS, ...FILTERS] as const;

/** A stretch of time. */
export type TimeGroup = (typeof TIME_GROUPS)[number];
/** What only rows tell. */
export type RowGroup = (typeof ROW_GROUPS)[number];
/** Something to narrow a report down by. */
export type Filter = (typeof FILTERS)[number];
/** Something to group a report by. */
export type Group = (typeof GROUPS)[number];

/** True of a stretch of time. */
export const isTimeGroup = (group: Group): group is TimeGroup =>
  (TIME_GROUPS as readonly string[]).includes(group);
/** True of what only rows tell. */
export const isRowGroup = (group: Group): group is RowGroup =>
  (ROW_GROUPS as readonly string[]).includes(group);
