import { assert } from "../shared/assert.ts";

/**
 * Splits an amount by weight so that the parts sum to exactly the whole.
 *
 * Largest-remainder method (Hamilton): floor every share, then give the left-over minor units to the
 * largest remainders; ties go to the earlier part, so the same input always gives the same split. A
 * negative amount is split as the positive one, mirrored.
 *
 * @param amountMinor minor units
 * @param weights relative weights, none negative, at least one of them positive
 */
export function allocate(amountMinor: bigint, weights: readonly bigint[]): readonly bigint[] {
  if (amountMinor < 0n) return allocate(-amountMinor, weights).map((part) => -part);
  assert(
    weights.every((weight) => weight >= 0n),
    "weights must not be negative",
  );
  const whole = sum(weights);
  assert(whole > 0n, "at least one weight must be positive");
  const shares = weights.map((weight, index) => ({
    index,
    floor: (amountMinor * weight) / whole,
    remainder: (amountMinor * weight) % whole,
  }));
  const leftOver = amountMinor - sum(shares.map(({ floor }) => floor));
  const favoured = new Set(
    [...shares]
      .sort((left, right) =>
        left.remainder === right.remainder
          ? left.index - right.index
          : left.remainder > right.remainder
            ? -1
            : 1,
      )
      .slice(0, Number(leftOver))
      .map(({ index }) => index),
  );
  const parts = shares.map(({ index, floor }) => (favoured.has(index) ? floor + 1n : floor));
  assert(sum(parts) === amountMinor, "the parts must sum to the whole");
  return parts;
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}
