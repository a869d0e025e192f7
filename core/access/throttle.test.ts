import fc from "fast-check";
import { expect, it } from "vitest";
import { countTry, type ThrottleState } from "./throttle.ts";

const RULE = { freeTries: 3, firstWaitMs: 1_000, longestWaitMs: 8_000 };
const DAY_MS = 86_400_000;

/** The waits after each of so many tries, each made as soon as it may be. */
function waits(tries: number): readonly (number | null)[] {
  let state: ThrottleState | null = null;
  let nowMs = 0;
  return Array.from({ length: tries }, () => {
    const verdict = countTry(state, RULE, nowMs);
    if (verdict.kind === "wait") throw new Error("came too soon");
    state = verdict.state;
    const wait = state.waitUntilMs === null ? null : state.waitUntilMs - nowMs;
    nowMs = state.waitUntilMs ?? nowMs;
    return wait;
  });
}

it("lets the first tries go on, and has each further one wait twice as long, to an end", () => {
  expect(waits(8)).toEqual([null, null, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
});

it("looks at nothing before the wait is over, and at that instant again", () => {
  const state = { tries: 3, sinceMs: 0, waitUntilMs: 1_000 };
  expect(countTry(state, RULE, 999)).toEqual({ kind: "wait", untilMs: 1_000 });
  expect(countTry(state, RULE, 1_000).kind).toBe("tried");
});

it("forgets a day after the first try", () => {
  const state = { tries: 2, sinceMs: 0, waitUntilMs: null };
  expect(countTry(state, RULE, DAY_MS - 1)).toMatchObject({ state: { tries: 3 } });
  expect(countTry(state, RULE, DAY_MS)).toMatchObject({
    state: { tries: 1, sinceMs: DAY_MS, waitUntilMs: null },
  });
});

it("never has anyone wait longer than the longest, however often it was tried", () => {
  fc.assert(
    fc.property(fc.nat({ max: 100_000 }), fc.nat({ max: DAY_MS - 1 }), (tries, nowMs) => {
      const verdict = countTry({ tries, sinceMs: 0, waitUntilMs: null }, RULE, nowMs);
      if (verdict.kind !== "tried") throw new Error("had no wait");
      expect((verdict.state.waitUntilMs ?? nowMs) - nowMs).toBeLessThanOrEqual(RULE.longestWaitMs);
    }),
  );
});
