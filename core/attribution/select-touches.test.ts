import { describe, expect, it } from "vitest";
import { click, coupon, lock, NOW_MS } from "../../tests/support/touches.ts";
import { attribute } from "./attribute.ts";
import { type AttributionPolicy, DEFAULT_POLICY } from "./policy.ts";
import type { ReasonCode } from "./reasons.ts";
import type { Touchpoint } from "./touchpoint.ts";

const DAY_MS = 86_400_000;

/** Credits as `{ touchId: ppm }`, and why each touchpoint was in or out. */
function decide(
  touchpoints: readonly Touchpoint[],
  change: Partial<AttributionPolicy>,
  clickProblems: readonly ReasonCode[] = [],
) {
  const policy = { ...DEFAULT_POLICY, ...change };
  const { reason, credits, considered } = attribute({
    touchpoints,
    convertedAtMs: NOW_MS,
    policy,
    clickProblems,
  });
  return {
    reason,
    credits: Object.fromEntries(credits.map(({ touchId, creditPpm }) => [touchId, creditPpm])),
    why: Object.fromEntries(considered.map(({ touchId, why }) => [touchId, why])),
  };
}

it("a touchpoint is refused for the first reason there is, and no other takes its place", () => {
  const bot = click("a", 1, { verdict: "bot", affiliateClass: "coupon" });
  const { why } = decide([click("b", 9), bot], { classPriority: ["content"] });
  expect(why).toEqual({ a: "click_by_bot", b: "eligible" });
});

it("a click without a verdict is as one without an agent", () => {
  expect(decide([click("a", 1, { verdict: null })], {}).reason).toBe("click_without_agent");
});

describe("a late click", () => {
  const at = (beforeOrderMs: number, inSessionMs = 0) => ({ standDown: { beforeOrderMs, inSessionMs } });

  it("before the order loses to an earlier one of another affiliate", () => {
    expect(decide([click("a", 60_000), click("b", 5_000)], at(5_000))).toMatchObject({
      credits: { a: 1_000_000 },
      why: { a: "eligible", b: "stood_down_at_order" },
    });
  });

  it("a millisecond longer before the order does not", () => {
    expect(decide([click("a", 60_000), click("b", 5_001)], at(5_000)).credits).toEqual({ b: 1_000_000 });
  });

  it("alone before the order stays, whenever it came", () => {
    expect(decide([click("b", 1)], at(5_000)).credits).toEqual({ b: 1_000_000 });
  });

  it("of the affiliate who was there before stays", () => {
    const same = { affiliateId: "aff_a" as Touchpoint["affiliateId"] };
    expect(decide([click("a", 60_000), click("b", 1, same)], at(5_000)).credits).toEqual({ b: 1_000_000 });
  });

  it("does not lose to one that may not earn", () => {
    expect(decide([click("a", 60_000, { verdict: "bot" }), click("b", 1)], at(5_000)).credits).toEqual({
      b: 1_000_000,
    });
  });

  it("of two before the order both lose to the earlier one", () => {
    const { why } = decide([click("a", 60_000), click("b", 2), click("c", 1)], at(5_000));
    expect(why).toEqual({ a: "eligible", b: "stood_down_at_order", c: "stood_down_at_order" });
  });

  it("in a session that carries another affiliate's click loses to that one", () => {
    expect(decide([click("a", 90_000), click("b", 60_000)], at(0, 30_000))).toMatchObject({
      credits: { a: 1_000_000 },
      why: { a: "eligible", b: "stood_down_in_session" },
    });
    expect(decide([click("a", 90_001), click("b", 60_000)], at(0, 30_000)).credits).toEqual({ b: 1_000_000 });
  });

  it("does not lose to one that stood down itself", () => {
    const { why } = decide([click("a", 100), click("b", 80), click("c", 60)], at(0, 30));
    expect(why).toEqual({ a: "eligible", b: "stood_down_in_session", c: "eligible" });
  });

  it("is not what a coupon is, which is used at the order always", () => {
    const change = { ...at(5_000), couponPrecedence: { kind: "coupon_wins" } as const };
    expect(decide([click("a", 60_000), coupon("B")], change).credits).toEqual({ "coupon:B": 1_000_000 });
  });

  it("stays where the policy knows no standing down", () => {
    expect(decide([click("a", 1), click("b", 0)], at(0, 0)).credits).toEqual({ b: 1_000_000 });
  });
});

describe("classes by priority", () => {
  const touches = [
    click("a", 3, { affiliateClass: "content" }),
    click("b", 2, { affiliateClass: "coupon" }),
    click("c", 1, { affiliateClass: "cashback" }),
  ];

  it("give all credit to the first that is eligible", () => {
    expect(decide(touches, { classPriority: ["content", "coupon"] })).toMatchObject({
      credits: { a: 1_000_000 },
      why: { a: "eligible", b: "class_outranked", c: "class_outranked" },
    });
  });

  it("pass over a class none of whose touchpoints is eligible", () => {
    const [a, b, c] = touches as [Touchpoint, Touchpoint, Touchpoint];
    const suspended = { ...a, affiliateStatus: "suspended" as const };
    expect(decide([suspended, b, c], { classPriority: ["content", "coupon"] }).credits).toEqual({
      b: 1_000_000,
    });
  });

  it("that are not named come last, together", () => {
    const change = { classPriority: ["loyalty"], model: { kind: "linear" } as const };
    expect(decide(touches, change).credits).toEqual({ a: 333_334, b: 333_333, c: 333_333 });
  });

  it("come before the precedence of coupons", () => {
    const change = {
      classPriority: ["content", "coupon"],
      couponPrecedence: { kind: "coupon_wins" } as const,
    };
    expect(decide([click("a", 3), coupon("B", { affiliateClass: "coupon" })], change)).toMatchObject({
      credits: { a: 1_000_000 },
      why: { "coupon:B": "class_outranked" },
    });
  });
});

describe("a coupon", () => {
  const both = [click("a", 20), click("b", 10), coupon("C")];

  it.each<[AttributionPolicy["couponPrecedence"], Record<string, number>, Record<string, string>]>([
    [{ kind: "coupon_wins" }, { "coupon:C": 1_000_000 }, { a: "coupon_won", b: "coupon_won" }],
    [{ kind: "click_wins" }, { b: 1_000_000 }, { "coupon:C": "click_won" }],
    [{ kind: "split", couponPpm: 300_001 }, { b: 699_999, "coupon:C": 300_001 }, { "coupon:C": "eligible" }],
    [{ kind: "ignored" }, { b: 1_000_000 }, { "coupon:C": "coupon_not_counted" }],
  ])("under %j", (couponPrecedence, credits, why) => {
    const decision = decide(both, { couponPrecedence });
    expect(decision.credits).toEqual(credits);
    expect(decision.why).toMatchObject(why);
  });

  it("splits with clicks that share by the model", () => {
    const change = {
      couponPrecedence: { kind: "split", couponPpm: 500_000 },
      model: { kind: "linear" },
    } as const;
    expect(decide(both, change).credits).toEqual({ a: 250_000, b: 250_000, "coupon:C": 500_000 });
  });

  it("alone takes the whole, and so does a click, whatever the split", () => {
    const change = { couponPrecedence: { kind: "split", couponPpm: 1 } } as const;
    expect(decide([coupon("C")], change).credits).toEqual({ "coupon:C": 1_000_000 });
    expect(decide([click("a", 1)], change).credits).toEqual({ a: 1_000_000 });
    expect(decide([click("a", 1, { verdict: "bot" }), coupon("C")], change).credits).toEqual({
      "coupon:C": 1_000_000,
    });
  });

  it.each<[string, Touchpoint, string]>([
    ["that is disabled", coupon("C", { couponStatus: "disabled" }), "coupon_disabled"],
    ["of a suspended affiliate", coupon("C", { affiliateStatus: "suspended" }), "affiliate_not_active"],
    ["of a paused program", coupon("C", { programStatus: "paused" }), "program_paused"],
  ])("%s earns nothing", (_, only, reason) => {
    expect(decide([only], {}).reason).toBe(reason);
  });

  it("that the policy ignores is told as the reason, unless a click was there to be told of", () => {
    const change = { couponPrecedence: { kind: "ignored" } } as const;
    expect(decide([coupon("C")], change, ["click_id_forged"]).reason).toBe("coupon_not_counted");
    expect(decide([click("a", 9, { verdict: "bot" }), coupon("C")], change).reason).toBe("click_by_bot");
    expect(decide([lock("a", DAY_MS)], change, ["coupon_unknown"]).reason).toBe("coupon_unknown");
  });
});
