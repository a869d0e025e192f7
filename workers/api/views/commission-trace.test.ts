import { describe, expect, it } from "vitest";
import { storedPlan } from "../../../contracts/api/plans.ts";
import { calculate } from "../../../core/commission/calculate-plan.ts";
import type { CommissionPlan, PlanRule } from "../../../core/commission/commission-plan.ts";
import type { EarningConversion, EarningFacts } from "../../../core/commission/earning-input.ts";
import { planBody } from "../../../core/commission/plan.ts";
import { PLAIN_TERMS, parsePlanBody, planRulesBody } from "../../../core/commission/plan-body.ts";
import type { Currency } from "../../../core/money/currency.ts";
import type { AffiliateId, PlanId } from "../../../core/shared/id.ts";
import { commissionInputs, commissionTrace } from "./commission-trace.ts";

const [EUR, USD] = ["EUR", "USD"] as Currency[] as [Currency, Currency];
const PLAN = `pln_${"a".repeat(26)}` as PlanId;
const [ADA, GRACE] = ["a", "b"].map((each) => `aff_${each.repeat(26)}`) as [AffiliateId, AffiliateId];
const RULES: readonly PlanRule[] = [
  {
    ...{ id: "asked", recurringMonths: 12, action: { kind: "percent", ratePpm: 100_000n } },
    when: {
      all: [
        {
          any: [
            { field: "affiliate.tags", in: ["vip"] },
            { field: "item.sku", not_in: ["b"] },
          ],
        },
        { field: "conversion.metadata", key: "plan", in: ["pro"] },
        { field: "conversion.amount_minor", min: "1", max: "99999" },
        { field: "conversion.occurred_at", from: "2026-01-01T00:00:00.000Z" },
      ],
    },
  },
  {
    ...{ id: "rest", recurringMonths: null, when: null },
    action: {
      ...{ kind: "tiered", mode: "marginal", metric: "amount", period: "month" },
      tiers: [{ from: 0n, ratePpm: 50_000n }],
    },
  },
];
const WHOLE: CommissionPlan = {
  ...PLAIN_TERMS,
  ...{
    currency: EUR,
    basis: { of: "items", less: ["shipping", "tax"] },
    minimumOrderMinor: 100n,
    rules: RULES,
  },
  caps: [
    { scope: "conversion", amountMinor: 5_000n },
    { scope: "affiliate", period: "month", amountMinor: 90_000n },
  ],
  overrides: { of: "base", ratesPpm: [10_000n] },
  bonuses: [{ id: "big", metric: "amount", period: "month", threshold: 9_000n, amountMinor: 70n }],
};
const item = { category: null, quantity: 1n, amountMinor: 5_000n };
const SALE: EarningConversion = {
  ...{ event: "purchase", currency: EUR, amountMinor: 10_000n, occurredAtMs: Date.UTC(2026, 10, 20) },
  ...{ discountMinor: 0n, shippingMinor: 500n, taxMinor: 0n, country: "DE", couponCode: null },
  ...{
    metadata: { plan: "pro" },
    items: [
      { ...item, sku: "a" },
      { ...item, sku: "b" },
    ],
  },
};
const FACTS: EarningFacts = {
  ...{ timeZone: "UTC", rates: [{ source: "ecb", day: "2026-11-20", currency: USD, rate: "1.1" }] },
  customer: { conversionsBefore: 1, firstConvertedAtMs: Date.UTC(2026, 0, 15) },
  affiliates: [
    { affiliateId: ADA, group: null, tier: "gold", class: "content", country: "DE", tags: ["new"] },
  ],
  sponsors: [{ affiliateId: ADA, chain: [{ affiliateId: GRACE, isActive: true }] }],
  volumes: [
    { planId: PLAN, affiliateId: ADA, period: "month", currency: EUR, baseMinor: 10n, conversions: 1 },
  ],
  earned: [{ planId: PLAN, affiliateId: null, period: "month", currency: EUR, amountMinor: 10n }],
  bonuses: [{ affiliateId: ADA, bonusKey: "old" }],
};
/** As a column of JSON gives it back. */
const stored = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (_, each) => (typeof each === "bigint" ? String(each) : each)));

describe("what is told of a commission", () => {
  const { commissions, credits } = calculate({
    conversion: SALE,
    credits: [{ position: 0, affiliateId: ADA, creditPpm: 1_000_000 }],
    termsOf: () => ({ planId: PLAN, planVersion: 3, plan: WHOLE }),
    facts: FACTS,
  });

  it("has the form of every trace that the core writes", () => {
    expect(commissions.map(({ kind }) => kind)).toEqual(["sale", "override", "bonus"]);
    for (const { trace } of [...commissions, ...credits]) {
      expect(commissionTrace.safeParse(stored(trace))).toEqual({ success: true, data: stored(trace) });
    }
  });

  it("has the form of what history knew", () => {
    expect(commissionInputs.safeParse(stored(FACTS))).toEqual({ success: true, data: stored(FACTS) });
  });
});

describe("what is told of a plan has the form that is stored", () => {
  it.each([
    ["of a rate", planBody({ kind: "percent", rateBps: 500n })],
    ["of a sum", planBody({ kind: "flat", amountMinor: 5n, currency: EUR })],
    ["of rules", planRulesBody(WHOLE)],
    ["of a rate, as rules", planRulesBody(parsePlanBody(planBody({ kind: "percent", rateBps: 500n })))],
  ])("%s", (_, body) => {
    expect(storedPlan.safeParse(stored(body))).toEqual({ success: true, data: stored(body) });
  });
});
