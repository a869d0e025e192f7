import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JourneyCount, mergeSmallest } from "./journey-count.ts";
import { MARKOV_AFFILIATES_MAX, markovShares } from "./markov.ts";
import { shapleyShares } from "./shapley.ts";

const journey = (path: string, conversions: number, others = 0): JourneyCount => ({
  ...{ path: path.split(">"), conversions, others },
});
const journeySets = fc.array(
  fc.record({
    path: fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 6 }),
    conversions: fc.nat(20),
    others: fc.nat(20),
  }),
  { minLength: 1, maxLength: 8 },
);
const total = (shares: readonly { readonly creditPpm: number }[]): number =>
  shares.reduce((sum, { creditPpm }) => sum + creditPpm, 0);

describe("Markov", () => {
  it("gives the removal effects of an example worked out by hand", () => {
    const shares = markovShares([journey("a", 2), journey("a>b", 1, 1), journey("b", 2)]);
    // From start to a 4/6, to b 2/6; a orders 1/2 and goes to b 1/2; b orders 3/4, and leaves 1/4.
    // Orders: 4/6 x (1/2 + 1/2 x 3/4) + 2/6 x 3/4 = 5/6. Without a 1/4, effect 7/10; without b 1/3, effect 3/5.
    expect(shares).toEqual([
      { affiliate: "a", creditPpm: 538_462, removalEffectPpm: 700_000 },
      { affiliate: "b", creditPpm: 461_538, removalEffectPpm: 600_000 },
    ]);
  });

  it("gives all to the only one", () => {
    expect(markovShares([journey("a>a>a", 3, 97)])).toEqual([
      { affiliate: "a", creditPpm: 1_000_000, removalEffectPpm: 1_000_000 },
    ]);
  });

  it("gives nothing to who only leads away, and nobody anything where nothing converted", () => {
    expect(markovShares([journey("a", 1), journey("b", 0, 5)])).toMatchObject([
      { affiliate: "a", creditPpm: 1_000_000 },
      { affiliate: "b", creditPpm: 0 },
    ]);
    expect(markovShares([journey("a>b", 0, 5)])).toEqual([]);
    expect(markovShares([])).toEqual([]);
    expect(markovShares([journey("a", 1), journey("b", 0, 0)])).toHaveLength(2);
  });

  it("agrees with the chain walked step by step, with and without each affiliate", () => {
    void fc.assert(
      fc.property(journeySets, (journeys) => {
        const all = orderChance(journeys, null);
        const shares = markovShares(journeys);
        expect(total(shares)).toBe(shares.length === 0 ? 0 : 1_000_000);
        const effects = shares.map(({ affiliate }) => 1 - orderChance(journeys, affiliate) / all);
        const sum = effects.reduce((each, effect) => each + effect, 0);
        shares.forEach(({ creditPpm, removalEffectPpm }, index) => {
          const effect = effects[index] ?? 0;
          expect(Math.abs(effect * 1_000_000 - removalEffectPpm)).toBeLessThan(1);
          expect(Math.abs((effect / sum) * 1_000_000 - creditPpm)).toBeLessThan(1.1);
        });
      }),
    );
  });

  it("takes as many affiliates as it may in seconds, and no more", () => {
    const names = Array.from({ length: MARKOV_AFFILIATES_MAX }, (_, index) => `aff_${index}`);
    const journeys = names.flatMap((name, index) => [
      { path: [name, names[(index * 7 + 3) % names.length] ?? ""], conversions: index + 1, others: 50 },
      { path: [name, names[(index * 11 + 5) % names.length] ?? "", name], conversions: 3, others: 2 },
    ]);
    const shares = markovShares(journeys);
    expect([shares.length, total(shares)]).toEqual([MARKOV_AFFILIATES_MAX, 1_000_000]);
    expect(() => markovShares([...journeys, journey("one more", 1)])).toThrow("no more affiliates");
  }, 20_000);
});

describe("Shapley", () => {
  it("shares a conversion evenly by all it touched, whatever the order and however often", () => {
    expect(shapleyShares([journey("a>b>a", 1), journey("b>a", 1), journey("c", 1)])).toEqual([
      { affiliate: "a", creditPpm: 333_334 },
      { affiliate: "b", creditPpm: 333_333 },
      { affiliate: "c", creditPpm: 333_333 },
    ]);
    expect(shapleyShares([journey("a>b>c", 6), journey("a", 4)])).toMatchObject([
      { creditPpm: 600_000 },
      { creditPpm: 200_000 },
      { creditPpm: 200_000 },
    ]);
  });

  it("gives nothing to whom nothing converted by, and lists all by name", () => {
    expect(shapleyShares([journey("b", 2), journey("a", 0, 3)])).toEqual([
      { affiliate: "a", creditPpm: 0 },
      { affiliate: "b", creditPpm: 1_000_000 },
    ]);
  });

  it("gives nothing where nothing converted", () => {
    expect(shapleyShares([journey("a", 0, 5)])).toEqual([]);
  });

  it("is the average over every order of joining of what each adds", () => {
    void fc.assert(
      fc.property(journeySets, (journeys) => {
        const shares = shapleyShares(journeys);
        expect(total(shares)).toBe(shares.length === 0 ? 0 : 1_000_000);
        const all = journeys.reduce((sum, { conversions }) => sum + conversions, 0);
        for (const { affiliate, creditPpm } of shares) {
          const value = averageAdded(journeys, affiliate);
          expect(Math.abs((value / all) * 1_000_000 - creditPpm)).toBeLessThan(1.001);
        }
      }),
    );
  });
});

describe("the smallest", () => {
  const journeys = [journey("a>b>c", 1), journey("c", 1, 4), journey("b", 0, 2), journey("a>a", 1)];

  it("are one, whoever more journeys touched named", () => {
    expect(mergeSmallest(journeys, 2).map(({ path }) => path.join(">"))).toEqual([
      ...["others>others>c", "c", "others", "others>others"],
    ]);
    expect(mergeSmallest(journeys, 3)).toBe(journeys);
    const twice = [journey("z", 1), journey("z", 2), journey("b", 1, 1), journey("c", 1)];
    expect(mergeSmallest(twice, 2).map(({ path }) => path)).toEqual([["z"], ["z"], ["others"], ["others"]]);
    // As many journeys touched one as another: the first by name is named.
    expect(mergeSmallest([journey("b", 1), journey("a", 1), journey("c", 1)], 2)).toMatchObject([
      ...[{ path: ["others"] }, { path: ["a"] }, { path: ["others"] }],
    ]);
  });
});

it("journeys are counted in whole numbers", () => {
  for (const count of [-1, 0.5, Number.NaN]) {
    expect(() => shapleyShares([journey("a", count)])).toThrow("whole numbers");
    expect(() => markovShares([journey("a", 1, count)])).toThrow("whole numbers");
  }
});

/** The chance of an order from the start, by walking until hardly anybody is left; at `removed` all are lost. */
function orderChance(journeys: readonly JourneyCount[], removed: string | null): number {
  const moves = new Map<string, Map<string, number>>();
  const count = (from: string, to: string, times: number): void => {
    const row = moves.get(from) ?? new Map<string, number>();
    moves.set(from, row.set(to, (row.get(to) ?? 0) + times));
  };
  for (const { path, conversions, others } of journeys) {
    const steps = ["start", ...path.filter((each, index) => each !== path[index - 1])];
    for (const [index, to] of steps.slice(1).entries()) count(steps[index] ?? "", to, conversions + others);
    count(steps.at(-1) ?? "", "order", conversions);
    count(steps.at(-1) ?? "", "away", others);
  }
  let here = new Map([["start", 1]]);
  let ordered = 0;
  for (let step = 0; step < 20_000 && [...here.values()].some((chance) => chance > 1e-13); step += 1) {
    const next = new Map<string, number>();
    for (const [from, chance] of here) {
      const row = moves.get(from) ?? new Map<string, number>();
      const out = [...row.values()].reduce((sum, times) => sum + times, 0);
      for (const [to, times] of row) {
        if (out === 0 || to === "away" || to === removed) continue;
        const part = (chance * times) / out;
        if (to === "order") ordered += part;
        else next.set(to, (next.get(to) ?? 0) + part);
      }
    }
    here = next;
  }
  return ordered;
}

/** What an affiliate adds on average over every order in which all of them join. */
function averageAdded(journeys: readonly JourneyCount[], affiliate: string): number {
  const orders = permutations([...new Set(journeys.flatMap(({ path }) => path))]);
  const worth = (group: readonly string[]): number =>
    journeys
      .filter(({ path }) => path.every((each) => group.includes(each)))
      .reduce((sum, { conversions }) => sum + conversions, 0);
  const added = orders.map((order) => {
    const place = order.indexOf(affiliate);
    return worth(order.slice(0, place + 1)) - worth(order.slice(0, place));
  });
  return added.reduce((sum, each) => sum + each, 0) / orders.length;
}

function permutations(of: readonly string[]): readonly (readonly string[])[] {
  if (of.length === 0) return [[]];
  return of.flatMap((first) =>
    permutations(of.filter((each) => each !== first)).map((rest) => [first, ...rest]),
  );
}
