import { assert } from "../shared/assert.ts";

/** Journeys that went the same way: whom they touched, oldest first, and how many ended in an order or not. */
export type JourneyCount = {
  /** Affiliates, or whatever else is compared. A journey that touched nobody tells nothing of anybody. */
  readonly path: readonly string[];
  /** Whole and not negative, as are `others`. */
  readonly conversions: number;
  readonly others: number;
};

/** What a model that reads many journeys gives an affiliate of all their conversions. */
export type ModelShare = {
  readonly affiliate: string;
  /** Parts per million of all conversions; those of all affiliates sum to 1,000,000. */
  readonly creditPpm: number;
};

/** Everybody whom the journeys touched, each once, in order of their names. */
export function affiliatesOf(journeys: readonly JourneyCount[]): readonly string[] {
  for (const { conversions, others } of journeys) {
    assert(isCount(conversions) && isCount(others), "journeys are counted in whole numbers");
  }
  return [...new Set(journeys.flatMap(({ path }) => path))].sort();
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Stands for all whom `mergeSmallest` put together; no id looks like it. */
const OTHERS = "others";

/**
 * Names at most so many affiliates: those that the most journeys touched, equals by their names. All the
 * rest are one, `others`.
 */
export function mergeSmallest(journeys: readonly JourneyCount[], max: number): readonly JourneyCount[] {
  const touched = new Map<string, number>();
  for (const { path, conversions, others } of journeys) {
    for (const each of new Set(path)) touched.set(each, (touched.get(each) ?? 0) + conversions + others);
  }
  if (touched.size <= max) return journeys;
  const largest = [...touched]
    .sort(([left, leftCount], [right, rightCount]) => rightCount - leftCount || (left < right ? -1 : 1))
    .slice(0, max - 1)
    .map(([affiliate]) => affiliate);
  const named = new Set(largest);
  return journeys.map((journey) => ({
    ...journey,
    path: journey.path.map((each) => (named.has(each) ? each : OTHERS)),
  }));
}
