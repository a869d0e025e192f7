import { describe, expect, it } from "vitest";
import { judgeCode, STEP_UP_FAILURES_MAX } from "./step-up.ts";

const FRESH = { lastCounter: null, failures: 0, waitUntilMs: null };

describe("a one-time code", () => {
  it("counts once: the step used last and those before it are spent", () => {
    expect(judgeCode(FRESH, 100n, 0)).toEqual({ kind: "right", lastCounter: 100n });
    const used = { ...FRESH, lastCounter: 100n };
    expect([99n, 100n].map((counter) => judgeCode(used, counter, 0).kind)).toEqual(["wrong", "wrong"]);
    expect(judgeCode(used, 101n, 0)).toEqual({ kind: "right", lastCounter: 101n });
  });

  it("waits after three wrong ones, twice as long each time, and is of no use after ten", () => {
    const waits: (number | null)[] = [];
    let state = { ...FRESH, waitUntilMs: null as number | null };
    let nowMs = 0;
    for (let index = 0; index < STEP_UP_FAILURES_MAX; index += 1) {
      const verdict = judgeCode(state, null, nowMs);
      if (verdict.kind !== "wrong") throw new Error(verdict.kind);
      waits.push(verdict.waitUntilMs === null ? null : verdict.waitUntilMs - nowMs);
      state = { ...state, failures: verdict.failures, waitUntilMs: verdict.waitUntilMs };
      if (verdict.waitUntilMs !== null && verdict.failures < STEP_UP_FAILURES_MAX) {
        const early = judgeCode(state, 1n, verdict.waitUntilMs - 1);
        expect(early).toEqual({ kind: "wait", untilMs: verdict.waitUntilMs });
        nowMs = verdict.waitUntilMs;
      }
    }
    expect(waits).toEqual([null, null, ...[1, 2, 4, 8, 16, 32, 64, 128].map((each) => each * 30_000)]);
    expect(judgeCode(state, 1n, nowMs + 1e12)).toEqual({ kind: "locked" });
  });
});
