import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "./policy.ts";
import { outcomeProblem, type PolicyCaseGiven, runPolicyCase } from "./policy-case.ts";

const owner = (affiliate: string) => ({
  affiliate,
  ...{ class: "content", affiliate_status: "active", program_status: "active" },
});
const click = (affiliate: string, seconds: number, change = {}) => ({
  ...{ ...owner(affiliate), kind: "click", seconds_before_order: seconds, verdict: "human", ...change },
});
const given = (journey: readonly object[], coupon: object | null = null) =>
  ({ journey, order: { coupon } }) as unknown as PolicyCaseGiven;
const LINEAR = { ...DEFAULT_POLICY, model: { kind: "linear" } } as const;

describe("a case", () => {
  it("gives credits by affiliate, however often each was clicked, in order of their names", () => {
    const journey = [click("shop", 60), click("zine", 3600), click("zine", 30)];
    expect(runPolicyCase(LINEAR, given(journey))).toEqual({
      reason: "attributed",
      credits: [
        { affiliate: "shop", credit_ppm: 333_333 },
        { affiliate: "zine", credit_ppm: 666_667 },
      ],
    });
  });

  it("knows the order's coupon and earlier orders", () => {
    const coupon = { ...owner("deals"), status: "active" };
    const couponWins = { ...DEFAULT_POLICY, couponPrecedence: { kind: "coupon_wins" } } as const;
    expect(runPolicyCase(couponWins, given([click("blog", 60)], coupon)).credits).toEqual([
      { affiliate: "deals", credit_ppm: 1_000_000 },
    ]);
    expect(runPolicyCase(couponWins, given([], { ...coupon, status: "disabled" }))).toEqual({
      reason: "coupon_disabled",
      credits: [],
    });
    const locked = { ...DEFAULT_POLICY, customerLock: { kind: "lifetime", affiliate: "first" } } as const;
    const journey = [click("first", 9_000_000, { kind: "earlier_order" }), click("blog", 60)];
    expect(runPolicyCase(locked, given(journey)).credits).toEqual([
      { affiliate: "first", credit_ppm: 1_000_000 },
    ]);
  });

  it("tells why nobody earns, by the clicks there are and how old they are", () => {
    const of = (...journey: object[]) => runPolicyCase(DEFAULT_POLICY, given(journey));
    expect(of(click("blog", 60, { verdict: "bot" }))).toEqual({ reason: "click_by_bot", credits: [] });
    expect(of(click("blog", 31 * 86_400)).reason).toBe("click_expired");
    expect(of(click("blog", 29 * 86_400)).reason).toBe("attributed");
    expect(of(click("blog", 9, { kind: "earlier_order" })).reason).toBe("lock_not_counted");
    expect(of().reason).toBe("no_click");
  });

  it("takes clicks of the same second in its own order", () => {
    const journey = Array.from({ length: 12 }, (_, index) => click(`a${index}`, 5));
    expect(runPolicyCase(DEFAULT_POLICY, given(journey)).credits).toEqual([
      { affiliate: "a11", credit_ppm: 1_000_000 },
    ]);
  });

  it("says how an outcome differs, and nothing where it does not", () => {
    const half = (affiliate: string) => ({ affiliate, credit_ppm: 500_000 });
    const both = { reason: "attributed", credits: [half("b"), half("a")] } as const;
    expect(outcomeProblem(both, { ...both, credits: [half("a"), half("b")] })).toBeNull();
    expect(outcomeProblem(both, { reason: "click_expired", credits: [] })).toBe(
      "expected a 500000, b 500000; got no credit (click_expired)",
    );
    expect(outcomeProblem({ reason: "no_click", credits: [] }, { reason: "click_by_bot", credits: [] })).toBe(
      "expected no credit (no_click); got no credit (click_by_bot)",
    );
  });
});
