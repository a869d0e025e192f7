import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { policies } from "../../tests/support/any-policy.ts";
import { casesOf } from "../../tests/support/cases.ts";
import { click, coupon, lock, NOW_MS } from "../../tests/support/touches.ts";
import { VERDICTS } from "../link/verdict.ts";
import { attribute } from "./attribute.ts";
import { judgeTouch } from "./judge-touch.ts";
import { REASONS } from "./reasons.ts";
import type { Touchpoint } from "./touchpoint.ts";

const DAY_MS = 86_400_000;
const who = fc.record({
  affiliateId: fc.constantFrom(..."abcd").map((name) => `aff_${name}` as Touchpoint["affiliateId"]),
  affiliateClass: fc.constantFrom("content", "coupon", "loyalty"),
  affiliateStatus: fc.constantFrom("active" as const, "active" as const, "suspended" as const),
  programStatus: fc.constantFrom("active" as const, "active" as const, "paused" as const),
});
const touches = fc
  .array(
    fc.record({
      who,
      kind: fc.constantFrom("click", "click", "click", "coupon", "lock"),
      ageMs: fc.integer({ min: -600_000, max: 60 * DAY_MS }),
      verdict: fc.constantFrom(...VERDICTS),
      couponStatus: fc.constantFrom("active" as const, "disabled" as const),
    }),
    { maxLength: 10 },
  )
  .map((given) =>
    given.map(({ who: owner, kind, ageMs, verdict, couponStatus }, index): Touchpoint => {
      const id = `t${index}`;
      if (kind === "coupon") return coupon(id, { ...owner, couponStatus });
      return kind === "lock" ? lock(id, ageMs, owner) : click(id, ageMs, { ...owner, verdict });
    }),
  );
/** As `policies`, with times of the size that the touchpoints have. */
const likelyPolicies = fc
  .tuple(policies, fc.integer({ min: 1, max: 60 }), fc.boolean())
  .map(([policy, days, isRanked]) => ({
    ...policy,
    ...{ lookbackMs: days * DAY_MS, minClickToConversionMs: 0, countedVerdicts: VERDICTS },
    classPriority: isRanked ? ["content", "coupon"] : [],
  }));

describe("under any policy", () => {
  it("whatever the journey, each touchpoint is told of, credits are whole, and any order gives the same", () => {
    void fc.assert(
      fc.property(touches, fc.oneof(policies, likelyPolicies), (touchpoints, policy) => {
        const given = { convertedAtMs: NOW_MS, policy, clickProblems: [] };
        const decision = attribute({ ...given, touchpoints });
        expect(attribute({ ...given, touchpoints: [...touchpoints].reverse() })).toEqual(decision);
        expect(decision.considered.map(({ touchId }) => touchId).sort()).toEqual(
          touchpoints.map(({ touchId }) => touchId).sort(),
        );
        const taking = new Set(decision.considered.filter(({ isIn }) => isIn).map(({ touchId }) => touchId));
        const alone = touchpoints.filter((touch) => judgeTouch(touch, NOW_MS, policy) === "eligible");
        expect([...taking].filter((id) => !alone.some(({ touchId }) => touchId === id))).toEqual([]);
        expect(decision.credits.filter(({ touchId }) => !taking.has(touchId))).toEqual([]);
        expect(decision.credits.every(({ creditPpm }) => Number.isInteger(creditPpm) && creditPpm > 0)).toBe(
          true,
        );
        const total = decision.credits.reduce((sum, { creditPpm }) => sum + creditPpm, 0);
        expect(total).toBe(taking.size > 0 ? 1_000_000 : 0);
        expect(decision.reason === "attributed").toBe(taking.size > 0);
        expect(REASONS).toHaveProperty(decision.reason);
      }),
      { numRuns: casesOf(2_000) },
    );
  });

  it("whoever has a click or a coupon that may earn alone, somebody earns", () => {
    void fc.assert(
      fc.property(touches, likelyPolicies, (touchpoints, policy) => {
        const mayEarn = touchpoints.some(
          (touch) => touch.kind !== "lock" && judgeTouch(touch, NOW_MS, policy) === "eligible",
        );
        const { reason } = attribute({ touchpoints, convertedAtMs: NOW_MS, policy, clickProblems: [] });
        if (mayEarn) expect(reason).toBe("attributed");
      }),
      { numRuns: casesOf(2_000) },
    );
  });
});
