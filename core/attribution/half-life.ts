import { assert } from "../shared/assert.ts";

/** Binary places of a weight: far finer than a part per million, and a whole number of chunks below. */
const WEIGHT_PLACES = 80n;
/** A half-life is cut into 2^40 parts, and an age is rounded down to one of them. */
const FRACTION_PLACES = 40;
/** The fraction is read in chunks of this many places, so that a weight takes five products. */
const CHUNK_PLACES = 8;
const CHUNKS = FRACTION_PLACES / CHUNK_PLACES;
const CHUNK_SIZE = 1 << CHUNK_PLACES;
const ONE = 1n << WEIGHT_PLACES;

/** For each chunk, the powers of one half that its values stand for, at `WEIGHT_PLACES`. */
const POWERS = powersOfOneHalf();

/**
 * Weighs an age: 2^(-age / half-life), as a whole number of 2^-80, floored. Made of integers alone, so that
 * every machine gives the same; of two ages the younger never weighs less.
 *
 * @param ageMs whole milliseconds, not negative
 * @param halfLifeMs whole milliseconds, positive
 */
export function decayWeight(ageMs: number, halfLifeMs: number): bigint {
  assert(Number.isSafeInteger(ageMs) && ageMs >= 0, "an age is whole milliseconds, not negative");
  assert(Number.isSafeInteger(halfLifeMs) && halfLifeMs > 0, "a half-life is whole milliseconds, positive");
  const places = (BigInt(ageMs) << BigInt(FRACTION_PLACES)) / BigInt(halfLifeMs);
  const halvings = places >> BigInt(FRACTION_PLACES);
  if (halvings > WEIGHT_PLACES) return 0n;
  let fraction = Number(places & ((1n << BigInt(FRACTION_PLACES)) - 1n));
  let weight = ONE;
  for (let chunk = CHUNKS - 1; chunk >= 0; chunk -= 1) {
    const digit = fraction % CHUNK_SIZE;
    fraction = (fraction - digit) / CHUNK_SIZE;
    weight = (weight * (POWERS[chunk]?.[digit] ?? 0n)) >> WEIGHT_PLACES;
  }
  return weight >> halvings;
}

function powersOfOneHalf(): readonly (readonly bigint[])[] {
  const tables: bigint[][] = [];
  let place = ONE >> 1n;
  for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
    // The lowest place of the chunk: one half to the power of 2^-(8, 16, 24 …).
    for (let step = 0; step < CHUNK_PLACES; step += 1) place = squareRoot(place << WEIGHT_PLACES);
    const powers = [ONE];
    for (let digit = 1; digit < CHUNK_SIZE; digit += 1) {
      powers.push(((powers[digit - 1] ?? ONE) * place) >> WEIGHT_PLACES);
    }
    tables.push(powers);
  }
  return tables;
}

/** The largest whole number whose square is not above the value (Newton's method). */
function squareRoot(value: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
