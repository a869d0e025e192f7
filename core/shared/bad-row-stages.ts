/** Where something can be refused: the queue, or that where messages go that ran out of attempts. */
export const BAD_ROW_STAGES = [
  "clicks",
  "conversions",
  "events",
  "payouts",
  "replays",
  "dead-letters",
] as const;
