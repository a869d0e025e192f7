import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { policies } from "../../tests/support/any-policy.ts";
import { type AttributionPolicy, DEFAULT_POLICY, FIRST_TERMS, netVerdicts } from "./policy.ts";
import { parsePolicy, policyBody } from "./policy-body.ts";

const throughStore = (policy: AttributionPolicy): AttributionPolicy =>
  parsePolicy(JSON.parse(JSON.stringify(policyBody(policy))));

describe("a stored policy", () => {
  it("is by default the last click of 30 days, by a person, repeats included, and a coupon without a click", () => {
    expect(policyBody(DEFAULT_POLICY)).toStrictEqual({
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
  it("may give all to the first and the last", () => {
    expect(parsePolicy(weights(600_000, 400_000)).model).toMatchObject({
      firstPpm: 600_000,
      lastPpm: 400_000,
    });
    expect(parsePolicy(weights(0, 1)).model).toMatchObject({ firstPpm: 0, lastPpm: 1 });
  });

  const refused = {
    "a stored policy is an object": [null, "{}", 7],
    "a stored policy has a lookback": [
      ...[{}, { ...body, lookback_ms: -1 }, { ...body, lookback_ms: 1.5 }, { ...body, lookback_ms: "1" }],
    ],
    "a stored policy has a minimum time": [{ ...body, min_click_to_conversion_ms: undefined }],
    "a stored policy names its model": [
      { ...body, model: "newest_click" },
      { ...body, model: undefined },
    ],
    "a stored policy lists verdicts": [
      { ...body, counted_verdicts: ["x"] },
      { ...body, counted_verdicts: "human" },
    ],
    "a stored policy by position has weights": [
      { ...body, model: "position_based" },
      weights(-1, 5),
      weights(5, -1),
    ],
    "of the first and the last, one has a weight": [weights(0, 0)],
    "the first and the last take no more than the whole": [weights(600_000, 400_001)],
    "a stored policy of decay has a half-life": [
      { ...body, model: "time_decay" },
      { ...body, model: "time_decay", half_life_ms: 0 },
    ],
    "a stored policy ranks coupons and clicks": [{ ...body, coupon_precedence: "x" }],
    "a stored policy that splits has a coupon's part": [
      { ...body, coupon_precedence: "split" },
      { ...body, coupon_precedence: "split", coupon_ppm: 0 },
      { ...body, coupon_precedence: "split", coupon_ppm: 1_000_000 },
    ],
    "a stored lock names who holds the customer": [{ ...body, customer_lock: { kind: "lifetime" } }],
    "a stored lock has its days": [
      { ...body, customer_lock: { kind: "days", affiliate: "first" } },
      { ...body, customer_lock: { kind: "days", days: 0, affiliate: "first" } },
      { ...body, customer_lock: { kind: "x", days: 1, affiliate: "first" } },
    ],
    "a stored policy lists classes": [
      { ...body, class_priority: [1] },
      { ...body, class_priority: "content" },
    ],
    "a stored policy has times of standing down": [
      { ...body, stand_down: { before_order_ms: 1 } },
      { ...body, stand_down: { in_session_ms: 1 } },
    ],
  };
  it.each(
    Object.entries(refused).flatMap(([why, bodies]) =>
      bodies.map((stored): [string, unknown] => [why, stored]),
    ),
  )("%s: not %j", (why, stored) => {
    expect(() => parsePolicy(stored)).toThrow(why);
  });
});
