import { allocate } from "../money/allocate.ts";
import { divideHalfUp } from "../money/money.ts";
import { assert } from "../shared/assert.ts";
import { affiliatesOf, type JourneyCount, type ModelShare } from "./journey-count.ts";

/** Most affiliates that one chain has, since the work grows with their cube. The smallest can be one together. */
export const MARKOV_AFFILIATES_MAX = 100;
/** Binary places to which two removal effects are compared; they are exact before. */
const COMPARED_PLACES = 128n;
const WHOLE_PPM = 1_000_000n;

/** An affiliate's part, and how many of the conversions would be lost without it. */
export type MarkovShare = ModelShare & { readonly removalEffectPpm: number };

/** How often each went to each, to an order, and began; the indices are those of the affiliates. */
type Chain = {
  /** Left, less where it went to: what was counted out of each on the diagonal, moves negative. */
  readonly balance: bigint[][];
  readonly toOrder: bigint[];
  readonly fromStart: bigint[];
};

/**
 * Shares conversions by the removal effects of a Markov chain of the first order, exactly.
 *
 * Visitors go from start over affiliates to an order or away; repeats in a row are as one. Without an affiliate,
 * whoever reaches it is lost: its removal effect is the part of the orders that go. In whole
 * numbers that is (reaches it) x (orders from it) / (orders), with both from the adjugate of one matrix.
 *
 * @returns by name; none where nothing converted
 */
export function markovShares(journeys: readonly JourneyCount[]): readonly MarkovShare[] {
  const affiliates = affiliatesOf(journeys);
  assert(affiliates.length <= MARKOV_AFFILIATES_MAX, "a chain has no more affiliates than the most");
  const { balance, toOrder, fromStart } = countMoves(journeys, affiliates);
  const adjugate = adjugateOf(balance);
  const orders = adjugate.map((row) => product(row, toOrder));
  const all = product(fromStart, orders);
  if (all === 0n) return [];
  const effects = affiliates.map((_, index) => {
    const reached = adjugate.reduce(
      (sum, row, from) => sum + (fromStart[from] ?? 0n) * (row[index] ?? 0n),
      0n,
    );
    return { lost: reached * (orders[index] ?? 0n), of: (adjugate[index]?.[index] ?? 1n) * all };
  });
  const parts = allocate(
    WHOLE_PPM,
    effects.map(({ lost, of }) => (lost << COMPARED_PLACES) / of),
  );
  return affiliates.map((affiliate, index) => {
    const { lost, of } = effects[index] ?? { lost: 0n, of: 1n };
    const removalEffectPpm = Number(divideHalfUp(lost * WHOLE_PPM, of));
    return { affiliate, creditPpm: Number(parts[index] ?? 0n), removalEffectPpm };
  });
}

function countMoves(journeys: readonly JourneyCount[], affiliates: readonly string[]): Chain {
  const places = new Map(affiliates.map((affiliate, index) => [affiliate, index]));
  const balance = affiliates.map(() => affiliates.map(() => 0n));
  const toOrder = affiliates.map(() => 0n);
  const fromStart = affiliates.map(() => 0n);
  for (const { path, conversions, others } of journeys) {
    const count = BigInt(conversions) + BigInt(others);
    // A repeat goes to where it was: on the diagonal it cancels itself out.
    const steps = path.map((each) => places.get(each) ?? 0);
    steps.forEach((place, index) => {
      add(balance[place], place, count);
      const next = steps[index + 1];
      if (next === undefined) add(toOrder, place, BigInt(conversions));
      else add(balance[place], next, -count);
    });
    const [first] = steps;
    if (first !== undefined) add(fromStart, first, count);
  }
  // Whom only journeys that were counted zero times touched leads nowhere, and must not make the matrix singular.
  balance.forEach((row, index) => {
    if (row[index] === 0n) row[index] = 1n;
  });
  return { balance, toOrder, fromStart };
}

/**
 * The adjugate, its determinant times its inverse, in whole numbers: elimination on both sides of the
 * diagonal without fractions (Bareiss 1968), where each division is exact. Every pivot is positive, since
 * whoever is somewhere can leave for good, so none is exchanged.
 */
function adjugateOf(matrix: readonly (readonly bigint[])[]): readonly (readonly bigint[])[] {
  const size = matrix.length;
  let rows = matrix.map((row, index) => [...row, ...matrix.map((_, other) => (other === index ? 1n : 0n))]);
  let before = 1n;
  for (let step = 0; step < size; step += 1) {
    const lead = rows[step] ?? [];
    const pivot = lead[step] ?? 0n;
    assert(pivot > 0n, "whoever is somewhere can leave for good");
    const divisor = before;
    rows = rows.map((row, index) => {
      if (index === step) return row;
      const factor = row[step] ?? 0n;
      return row.map((each, column) => (pivot * each - factor * (lead[column] ?? 0n)) / divisor);
    });
    before = pivot;
  }
  return rows.map((row) => row.slice(size));
}

function product(left: readonly bigint[], right: readonly bigint[]): bigint {
  return left.reduce((sum, each, index) => sum + each * (right[index] ?? 0n), 0n);
}

function add(row: bigint[] | undefined, place: number, count: bigint): void {
  if (row) row[place] = (row[place] ?? 0n) + count;
}
