import { assert } from "../shared/assert.ts";

/** Basis points of the whole. */
export const BPS_WHOLE = 10_000n;

/**
 * Divides and rounds half up, that is half away from zero.
 *
 * @param divisor positive
 * @see docs/decisions/0003-rounding.md
 */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  assert(divisor > 0n, "divisor must be positive");
  const magnitude = dividend < 0n ? -dividend : dividend;
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return dividend < 0n ? -rounded : rounded;
}

/**
 * Takes a rate of an amount, rounded half up, as affiliates check it with a calculator.
 *
 * @param amountMinor minor units
 * @param rateBps basis points, 0 to 10,000
 */
export function multiplyBps(amountMinor: bigint, rateBps: bigint): bigint {
  assert(rateBps >= 0n, "rateBps must not be negative");
  assert(rateBps <= BPS_WHOLE, "rateBps must not exceed 100 %");
  return divideHalfUp(amountMinor * rateBps, BPS_WHOLE);
}
