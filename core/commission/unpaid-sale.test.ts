import { expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId, PlanId } from "../shared/id.ts";
import { calculate } from "./calculate-plan.ts";
import type { CommissionPlan, PlanRule } from "./commission-plan.ts";
import { PLAIN_TERMS } from "./plan-body.ts";

const EUR = "EUR" as Currency;
const [ADA, PLAN] = ["aff_ada" as AffiliateId, "pln_a" as PlanId];
const TENTH: PlanRule = {
  ...{ id: "all", when: null, recurringMonths: null },
  action: { kind: "percent", ratePpm: 100_000n },
};
const IN_FRANCE: PlanRule = { ...TENTH, when: { field: "conversion.country", in: ["FR"] } };
const bonuses = [
  { id: "two", metric: "conversions", period: "month", threshold: 2n, amountMinor: 50n },
] as const;

/** Kinds and sums of what the second order of a month earns, of 100.00 EUR. */
function earn(terms: Partial<CommissionPlan>): readonly string[] {
  const plan: CommissionPlan = { ...PLAIN_TERMS, currency: EUR, rules: [TENTH], bonuses, ...terms };
  const volume = { currency: EUR, baseMinor: 100n, conversions: 1 };
  const { commissions } = calculate({
    conversion: {
      ...{ event: "purchase", currency: EUR, amountMinor: 10_000n, occurredAtMs: Date.UTC(2026, 10, 20) },
      ...{ discountMinor: 0n, shippingMinor: 0n, taxMinor: 0n, items: [] },
      ...{ couponCode: null, country: null, metadata: {} },
    },
    credits: [{ position: 0, affiliateId: ADA, creditPpm: 1_000_000 }],
    termsOf: () => ({ planId: PLAN, planVersion: 3, plan }),
    facts: {
      ...{ timeZone: "Europe/Berlin", rates: [], affiliates: [], sponsors: [], earned: [], bonuses: [] },
      customer: { conversionsBefore: 0, firstConvertedAtMs: null },
      volumes: [{ planId: PLAN, affiliateId: ADA, period: "month", ...volume }],
    },
  });
  return commissions.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`);
}

it.each<[string, Partial<CommissionPlan>]>([
  ["an order below the minimum", { minimumOrderMinor: 10_001n }],
  ["one for which no rule holds", { rules: [IN_FRANCE] }],
])("%s reaches no bonus", (_, terms) => {
  expect(earn(terms)).toEqual([]);
});

it("an order to which a rule applies reaches it", () => {
  expect(earn({ minimumOrderMinor: 10_000n, rules: [IN_FRANCE, { ...TENTH, id: "rest" }] })).toEqual([
    ...["sale 1000", "bonus 50"],
  ]);
});
