import { allocate } from "../money/allocate.ts";
import { affiliatesOf, type JourneyCount, type ModelShare } from "./journey-count.ts";

/**
 * Shares conversions by Shapley value, exactly: what an affiliate adds on average to those who came before
 * it, over every order of joining, where a group is worth the conversions that touched nobody else.
 *
 * That worth is a sum of games, one for each journey, that pay once all whom it touched have joined; in
 * each of those every one of them has the same value (Shapley 1953, symmetry and additivity). So a
 * conversion is shared evenly by all it touched, whatever their order and however often.
 *
 * @returns by name; none where nothing converted
 */
export function shapleyShares(journeys: readonly JourneyCount[]): readonly ModelShare[] {
  const affiliates = affiliatesOf(journeys);
  const groups = journeys.map(({ path, conversions }) => ({ group: new Set(path), conversions }));
  const common = groups.reduce((multiple, { group }) => lowestCommon(multiple, BigInt(group.size || 1)), 1n);
  const weights = new Map(affiliates.map((affiliate) => [affiliate, 0n]));
  for (const { group, conversions } of groups) {
    for (const affiliate of group) {
      const part = (BigInt(conversions) * common) / BigInt(group.size);
      weights.set(affiliate, (weights.get(affiliate) ?? 0n) + part);
    }
  }
  const all = [...weights.values()];
  if (all.every((weight) => weight === 0n)) return [];
  const parts = allocate(1_000_000n, all);
  return affiliates.map((affiliate, index) => ({ affiliate, creditPpm: Number(parts[index] ?? 0n) }));
}

/** The least that both divide (Euclid). */
function lowestCommon(left: bigint, right: bigint): bigint {
  let [divisor, rest] = [left, right];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return (left / divisor) * right;
}
