import { allocate } from "../money/allocate.ts";
import { decayWeight } from "./half-life.ts";
import type { AttributionModel } from "./policy.ts";

/**
 * Shares credit among clicks by a model. The parts are whole parts per million that sum to the whole, by
 * the largest remainder (`core/money/allocate.ts`), ties to the older click; a part may be zero.
 *
 * @param atMs when each was clicked, the oldest first, at least one
 * @param wholePpm what there is to share, in parts per million
 */
export function shareCredit(
  model: AttributionModel,
  atMs: readonly number[],
  wholePpm: number,
): readonly number[] {
  const parts = allocate(BigInt(wholePpm), weightsOf(model, atMs));
  return parts.map(Number);
}

function weightsOf(model: AttributionModel, atMs: readonly number[]): readonly bigint[] {
  const last = atMs.length - 1;
  switch (model.kind) {
    case "last_click":
      return atMs.map((_, index) => (index === last ? 1n : 0n));
    case "first_click":
      return atMs.map((_, index) => (index === 0 ? 1n : 0n));
    case "linear":
      return atMs.map(() => 1n);
    case "position_based":
      return positionWeights(model, atMs.length);
    case "time_decay": {
      // From the newest on, which keeps the proportions and lets one click at least have a weight.
      const newestMs = atMs[last] ?? 0;
      return atMs.map((each) => decayWeight(newestMs - each, model.halfLifeMs));
    }
  }
}

function positionWeights(
  { firstPpm, lastPpm }: { readonly firstPpm: number; readonly lastPpm: number },
  count: number,
): readonly bigint[] {
  if (count === 1) return [1n];
  const between = BigInt(count - 2);
  const middle = BigInt(1_000_000 - firstPpm - lastPpm);
  // Scaled by the number between, so that each of them weighs a whole number.
  const scale = between === 0n ? 1n : between;
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) return BigInt(firstPpm) * scale;
    return index === count - 1 ? BigInt(lastPpm) * scale : middle;
  });
}
