import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { policies } from "../../tests/support/any-policy.ts";
import { type AttributionPolicy, DEFAULT_POLICY, FIRST_TERMS, netVerdicts } from "./policy.ts";
import { parsePolicy, policyBody } from "./policy-body.ts";

const throughStore = (policy: AttributionPolicy): AttributionPolicy =>
  parsePolicy(JSON.parse(JSON.stringify(policyBody(policy))));

describe("a stored policy", () => {
  it("is by default the last click of 30 days, by a person, repeats included, and a coupon without a click", () => {
    expect(policyBody(DEFAULT_POLICY)).toEqual({
      model: "last_click",
      lookback_ms: 2_592_000_000,
      min_click_to_conversion_ms: 0,
      counted_verdicts: ["human", "duplicate"],
      coupon_precedence: "click_wins",
      customer_lock: { kind: "none" },
      class_priority: [],
      stand_down: { before_order_ms: 0, in_session_ms: 0 },
    });
  });

  it("counts people net, and not their repeats", () => {
    expect(netVerdicts(DEFAULT_POLICY)).toEqual(["human"]);
  });

  it("is read back as it was written, whatever it says", () => {
    void fc.assert(
      fc.property(policies, (policy) => {
        expect(throughStore(policy)).toEqual(policy);
      }),
    );
  });

  it("of before there were coupons, locks, classes and stand-down has none of them", () => {
    const body = {
      model: "last_click",
      lookback_ms: 7,
      min_click_to_conversion_ms: 5,
      counted_verdicts: ["human"],
    };
    expect(parsePolicy(body)).toEqual({
      ...FIRST_TERMS,
      model: { kind: "last_click" },
      lookbackMs: 7,
      minClickToConversionMs: 5,
      countedVerdicts: ["human"],
    });
  });

  const body = policyBody(DEFAULT_POLICY);
  const weights = (first_ppm: unknown, last_ppm: unknown) => ({
    ...{ ...body, model: "position_based", position_weights: { first_ppm, last_ppm } },
  });
  it.each([
    null,
    {},
    { ...body, lookback_ms: -1 },
    { ...body, lookback_ms: 1.5 },
    { ...body, lookback_ms: "1" },
    { ...body, min_click_to_conversion_ms: undefined },
    { ...body, model: "newest_click" },
    { ...body, model: undefined },
    { ...body, counted_verdicts: ["x"] },
    { ...body, model: "position_based" },
    weights(0, 0),
    weights(600_000, 400_001),
    weights(-1, 5),
    { ...body, model: "time_decay" },
    { ...body, model: "time_decay", half_life_ms: 0 },
    { ...body, coupon_precedence: "x" },
    { ...body, coupon_precedence: "split" },
    { ...body, coupon_precedence: "split", coupon_ppm: 0 },
    { ...body, coupon_precedence: "split", coupon_ppm: 1_000_000 },
    { ...body, customer_lock: { kind: "days", affiliate: "first" } },
    { ...body, customer_lock: { kind: "days", days: 0, affiliate: "first" } },
    { ...body, customer_lock: { kind: "lifetime" } },
    { ...body, customer_lock: { kind: "x", days: 1, affiliate: "first" } },
    { ...body, class_priority: [1] },
    { ...body, class_priority: "content" },
    { ...body, stand_down: { before_order_ms: 1 } },
  ])("is refused as %j", (stored) => {
    expect(() => parsePolicy(stored)).toThrow();
  });
});
