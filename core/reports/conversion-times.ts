/** From how many seconds after its click a conversion is counted together, and what that is called. */
export const TIME_BUCKETS = [
  { from: 0, name: "under_1_minute" },
  { from: 60, name: "1_to_5_minutes" },
  { from: 300, name: "5_to_15_minutes" },
  { from: 900, name: "15_to_60_minutes" },
  { from: 3_600, name: "1_to_4_hours" },
  { from: 14_400, name: "4_to_12_hours" },
  { from: 43_200, name: "12_to_24_hours" },
  { from: 86_400, name: "1_to_3_days" },
  { from: 259_200, name: "3_to_7_days" },
  { from: 604_800, name: "7_to_14_days" },
  { from: 1_209_600, name: "14_to_30_days" },
  { from: 2_592_000, name: "30_days_and_more" },
] as const;

/** Parts per hundred of conversions that came within a time. */
export const TIME_PERCENTILES = [25, 50, 75, 90, 95, 99] as const;
