import { describe, expect, it } from "vitest";
import { casesOf } from "../../tests/support/cases.ts";
import { SEED } from "../../tests/support/seed.ts";
import { click, NOW_MS } from "../../tests/support/touches.ts";
import { attribute } from "./attribute.ts";
import { decayWeight } from "./half-life.ts";
import { type AttributionModel, DEFAULT_POLICY, HALF_LIFE_MS_DEFAULT } from "./policy.ts";
import { shareCredit } from "./share-credit.ts";

const DAY_MS = 86_400_000;
const POSITION = { kind: "position_based", firstPpm: 400_000, lastPpm: 400_000 } as const;
const DECAY = { kind: "time_decay", halfLifeMs: HALF_LIFE_MS_DEFAULT } as const;

/** Credits of clicks so many days old, the oldest first. */
const credits = (model: AttributionModel, days: readonly number[]): readonly number[] =>
  shareCredit(
    model,
    days.map((day) => NOW_MS - day * DAY_MS),
    1_000_000,
  );

describe("a model shares the credit", () => {
  it.each<[string, AttributionModel, readonly number[], readonly number[]]>([
    ["of first click to the first", { kind: "first_click" }, [3, 2, 1], [1_000_000, 0, 0]],
    ["of last click to the last", { kind: "last_click" }, [3, 2, 1], [0, 0, 1_000_000]],
    [
      "of linear evenly, the remainder to the oldest",
      { kind: "linear" },
      [3, 2, 1],
      [333_334, 333_333, 333_333],
    ],
    ["by position to one click whole", POSITION, [1], [1_000_000]],
    ["by position to two in halves", POSITION, [2, 1], [500_000, 500_000]],
    ["by position 40/20/40", POSITION, [3, 2, 1], [400_000, 200_000, 400_000]],
    ["by position to seven", POSITION, [7, 6, 5, 4, 3, 2, 1], [400_000, ...Array(5).fill(40_000), 400_000]],
    [
      "by position 30/50/20",
      { ...POSITION, firstPpm: 300_000, lastPpm: 200_000 },
      [3, 2, 1],
      [300_000, 500_000, 200_000],
    ],
    [
      "by position 30:20 to two",
      { ...POSITION, firstPpm: 300_000, lastPpm: 200_000 },
      [2, 1],
      [600_000, 400_000],
    ],
    [
      "by position all to the ends",
      { ...POSITION, firstPpm: 500_000, lastPpm: 500_000 },
      [3, 2, 1],
      [500_000, 0, 500_000],
    ],
    ["by decay 1:2:4 for ages of 14, 7 and 0 days", DECAY, [14, 7, 0], [142_857, 285_714, 571_429]],
    ["by decay as by any other time later", DECAY, [21, 14, 7], [142_857, 285_714, 571_429]],
    ["by decay with half of a half-life", DECAY, [3.5, 0], [414_214, 585_786]],
    ["by decay to what is long ago nothing", DECAY, [400, 0], [0, 1_000_000]],
  ])("%s", (_, model, days, expected) => {
    expect(credits(model, days)).toEqual(expected);
  });

  it("and leaves out who is given nothing, though in", () => {
    const { credits: given, considered } = attribute({
      touchpoints: [click("a", 20), click("b", 10)],
      convertedAtMs: NOW_MS,
      policy: { ...DEFAULT_POLICY, model: { kind: "first_click" } },
      clickProblems: [],
    });
    expect(given).toEqual([{ touchId: "a", creditPpm: 1_000_000 }]);
    expect(considered.map(({ why }) => why)).toEqual(["eligible", "eligible"]);
  });
});

describe("a weight that decays", () => {
  it("is the power of one half that floating point gives, to twelve digits", () => {
    for (let age = 0; age < 40; age += 0.37) {
      const ageMs = Math.round(age * DAY_MS);
      const weight = Number(decayWeight(ageMs, DAY_MS)) / 2 ** 80;
      expect(Math.abs(weight / 2 ** (-ageMs / DAY_MS) - 1)).toBeLessThan(1e-11);
    }
  });

  it("halves with each half-life, until nothing is left of it", () => {
    expect([0, 1, 2, 79, 80, 81, 1_000].map((age) => decayWeight(age * 997, 997))).toEqual([
      ...[1n << 80n, 1n << 79n, 1n << 78n, 2n, 1n, 0n, 0n],
    ]);
  });

  it.each([
    ...[-1, 0.5, Number.NaN].map((age): [number, number, string] => [
      ...([age, 1, "an age is whole milliseconds, not negative"] as const),
    ]),
    ...[0, -1, 0.5, Number.NaN].map((halfLife): [number, number, string] => [
      ...([1, halfLife, "a half-life is whole milliseconds, positive"] as const),
    ]),
  ])("is of no age %s under a half-life of %s", (ageMs, halfLifeMs, why) => {
    expect(() => decayWeight(ageMs, halfLifeMs)).toThrow(why);
  });

  it("never grows with age", () => {
    let before = decayWeight(0, 997);
    for (let ageMs = 1; ageMs < 20_000; ageMs += 1) {
      const weight = decayWeight(ageMs, 997);
      expect(weight <= before).toBe(true);
      before = weight;
    }
  });
});

/** Numbers below `limit` that look random and are the same for a seed (xorshift). */
function randomBelow(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

it("credits of a million random cases are whole and sum to exactly what there is to share", () => {
  const below = randomBelow(SEED | 1);
  for (let index = 0; index < casesOf(1_000_000); index += 1) {
    const firstPpm = 1 + below(500_000);
    const models: readonly AttributionModel[] = [
      { kind: "last_click" },
      { kind: "first_click" },
      { kind: "linear" },
      { kind: "position_based", firstPpm, lastPpm: below(500_000) },
      { kind: "time_decay", halfLifeMs: 1 + below(90 * DAY_MS) },
    ];
    const wholePpm = 1 + below(1_000_000);
    const atMs = Array.from({ length: 1 + below(6) }, () => below(0x7fffffff)).sort((a, b) => a - b);
    const parts = shareCredit(models[index % models.length] ?? { kind: "linear" }, atMs, wholePpm);
    const total = parts.reduce((sum, part) => sum + part, 0);
    if (total !== wholePpm || parts.some((part) => part < 0 || !Number.isInteger(part))) {
      expect.fail(`seed ${SEED}, case ${index}: ${parts} of ${wholePpm}`);
    }
  }
}, 60_000);
