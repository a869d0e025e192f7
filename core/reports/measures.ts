/** What `sale_counts` sums, as its columns and those of the view `sale_parts` are called. */
export const SALE_MEASURES = [
  ...(["conversions_ppm", "undecided_ppm", "unattributed_ppm", "refunded_ppm"] as const),
  ...(["pending_ppm", "held_ppm", "approved_ppm", "reversed_ppm"] as const),
  ...(["amount_minor", "refunded_minor", "earned_minor", "pending_minor", "held_minor"] as const),
  ...(["approved_minor", "paid_minor", "reversed_minor", "adjusted_minor"] as const),
] as const;
/** One of them. */
export type SaleMeasure = (typeof SALE_MEASURES)[number];
