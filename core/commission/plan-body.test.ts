import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { CommissionPlan } from "./commission-plan.ts";
import { type PlanRulesBody, parsePlanBody, planRulesBody } from "./plan-body.ts";

const PLAN: CommissionPlan = {
  currency: "EUR" as Currency,
  basis: { of: "items", less: ["discount", "tax"] },
  minimumOrderMinor: 1_000n,
  rules: [
    {
      ...{ id: "tiers", when: { field: "affiliate.group", in: ["gold"] }, recurringMonths: 12 },
      action: {
        ...{ kind: "tiered", mode: "marginal", metric: "amount", period: "month" },
        tiers: [
          { from: 0n, ratePpm: 0n },
          { from: 5_000n, ratePpm: 1_000_000n },
        ],
      },
    },
    { id: "rate", when: null, recurringMonths: 0, action: { kind: "percent", ratePpm: 52_500n } },
    { id: "sum", when: null, recurringMonths: null, action: { kind: "flat", amountMinor: 250n } },
    { id: "each", when: null, recurringMonths: null, action: { kind: "per_item", amountMinor: 25n } },
  ],
  caps: [
    { scope: "conversion", amountMinor: 9_000n },
    { scope: "customer", period: "quarter", amountMinor: 90_000n },
  ],
  overrides: { of: "commission", ratesPpm: [100_000n, 50_000n] },
  bonuses: [{ id: "big", metric: "conversions", period: "lifetime", threshold: 100n, amountMinor: 5_000n }],
};
const BODY: PlanRulesBody = {
  v: 2,
  currency: "EUR" as Currency,
  basis: { of: "items", less: ["discount", "tax"] },
  minimum_order_minor: "1000",
  rules: [
    {
      ...{ id: "tiers", when: { field: "affiliate.group", in: ["gold"] }, recurring_months: 12 },
      action: {
        ...{ kind: "tiered", mode: "marginal", metric: "amount", period: "month" },
        tiers: [
          { from: "0", rate_ppm: 0 },
          { from: "5000", rate_ppm: 1_000_000 },
        ],
      },
    },
    { id: "rate", when: null, recurring_months: 0, action: { kind: "percent", rate_ppm: 52_500 } },
    { id: "sum", when: null, recurring_months: null, action: { kind: "flat", amount_minor: "250" } },
    { id: "each", when: null, recurring_months: null, action: { kind: "per_item", amount_minor: "25" } },
  ],
  caps: [
    { scope: "conversion", amount_minor: "9000" },
    { scope: "customer", period: "quarter", amount_minor: "90000" },
  ],
  overrides: { of: "commission", rates_ppm: [100_000, 50_000] },
  bonuses: [
    { ...{ id: "big", metric: "conversions", period: "lifetime" }, threshold: "100", amount_minor: "5000" },
  ],
};
const [tiered, percent, flat] = BODY.rules as [
  ...[PlanRulesBody["rules"][number], PlanRulesBody["rules"][number], PlanRulesBody["rules"][number]],
];

describe("a plan", () => {
  it("is stored as plain JSON, with sums as digits, and read back", () => {
    expect(planRulesBody(PLAN)).toEqual(BODY);
    expect(JSON.parse(JSON.stringify(planRulesBody(PLAN)))).toEqual(BODY);
    expect(parsePlanBody(BODY)).toEqual(PLAN);
  });

  it("of rates alone is stored without what it has not", () => {
    const none = { currency: null, caps: [], bonuses: [], overrides: null };
    const plain = { ...PLAN, ...none, minimumOrderMinor: null, rules: PLAN.rules.slice(1, 2) };
    const body = { ...BODY, ...none, minimum_order_minor: null, rules: [percent] };
    expect(planRulesBody(plain)).toEqual(body);
    expect(parsePlanBody(body)).toEqual(plain);
  });

  it("of before there were rules is one rule that always holds", () => {
    expect(parsePlanBody({ kind: "percent", rate_bps: 525 })).toEqual({
      ...{ currency: null, basis: { of: "order", less: [] }, minimumOrderMinor: null },
      ...{ caps: [], overrides: null, bonuses: [] },
      rules: [
        { id: "rule_1", when: null, recurringMonths: null, action: { kind: "percent", ratePpm: 52_500n } },
      ],
    });
    expect(parsePlanBody({ kind: "flat", amount_minor: "500", currency: "JPY" })).toMatchObject({
      ...{ currency: "JPY", rules: [{ action: { kind: "flat", amountMinor: 500n } }] },
    });
  });

  const withRule = (rule: unknown, action: object) => ({
    ...BODY,
    rules: [{ ...(rule as object), action: { ...(rule as { action: object }).action, ...action } }],
  });
  const digits = "a stored sum is in digits";
  const ppm = "a stored rate is in parts per million";
  it.each<[string, unknown, string]>([
    ["nothing", null, "a stored plan is an object"],
    ["a text", "{}", "a stored plan is an object"],
    ["another version", { ...BODY, v: 3 }, "a stored plan of rules is of version 2"],
    ["no currency there is", { ...BODY, currency: "EUX" }, "a stored plan has a currency or none"],
    ["no list of rules", { ...BODY, rules: {} }, "a stored plan lists rules and caps"],
    ["no list of caps", { ...BODY, caps: null }, "a stored plan lists rules and caps"],
    ["a minimum that is a number", { ...BODY, minimum_order_minor: 1_000 }, digits],
    ["a minimum below nothing", { ...BODY, minimum_order_minor: "-1" }, digits],
    ["a sum with a currency", withRule(flat, { amount_minor: "5 EUR" }), digits],
    ["a sum with decimals", withRule(flat, { amount_minor: "5.00" }), digits],
    ["a cap without a sum", { ...BODY, caps: [{ scope: "conversion", amount_minor: "" }] }, digits],
    ["a rate below nothing", withRule(percent, { rate_ppm: -1 }), ppm],
    ["a rate above the whole", withRule(percent, { rate_ppm: 1_000_001 }), ppm],
    ["a rate of a part of a millionth", withRule(percent, { rate_ppm: 0.5 }), ppm],
    ["a tier below nothing", withRule(tiered, { tiers: [{ from: "-5", rate_ppm: 1 }] }), digits],
    ["a tier above the whole", withRule(tiered, { tiers: [{ from: "0", rate_ppm: 2_000_000 }] }), ppm],
    ["an override above the whole", { ...BODY, overrides: { of: "base", rates_ppm: [1_000_001] } }, ppm],
  ])("is not read from %s", (_, body, why) => {
    expect(() => parsePlanBody(body)).toThrow(why);
  });
});
