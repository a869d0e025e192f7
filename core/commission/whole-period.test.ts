import { expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId, PlanId } from "../shared/id.ts";
import { calculate } from "./calculate-plan.ts";
import type { CommissionPlan, TieredAction } from "./commission-plan.ts";
import { PLAIN_TERMS } from "./plan-body.ts";

const EUR = "EUR" as Currency;
const ADA = "aff_ada" as AffiliateId;
const PLAN = "pln_a" as PlanId;
/** Ten percent from the second conversion of the month on, of all of the month; before, five. */
const MONTH: TieredAction = {
  ...{ kind: "tiered", mode: "whole_period", metric: "conversions", period: "month" },
  tiers: [
    { from: 0n, ratePpm: 50_000n },
    { from: 2n, ratePpm: 100_000n },
  ],
};
const plan: CommissionPlan = {
  ...{ ...PLAIN_TERMS, currency: EUR },
  rules: [
    {
      ...{ id: "kitchen", when: { field: "item.category", in: ["kitchen"] }, recurringMonths: null },
      action: { kind: "flat", amountMinor: 0n },
    },
    { id: "rest", when: null, recurringMonths: null, action: MONTH },
  ],
};

it("a whole period makes up for earlier orders, also where a rule before it takes other lines of the order", () => {
  const item = { sku: "pen", category: "office", quantity: 1n, amountMinor: 10_000n };
  const earned = (items: readonly (typeof item)[]) =>
    calculate({
      conversion: {
        ...{ event: "purchase", currency: EUR, occurredAtMs: Date.UTC(2026, 10, 20), items },
        amountMinor: items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
        ...{ discountMinor: 0n, shippingMinor: 0n, taxMinor: 0n },
        ...{ couponCode: null, country: null, metadata: {} },
      },
      credits: [{ position: 0, affiliateId: ADA, creditPpm: 1_000_000 }],
      termsOf: () => ({ planId: PLAN, planVersion: 1, plan }),
      facts: {
        ...{ timeZone: "UTC", rates: [], affiliates: [], sponsors: [], earned: [], bonuses: [] },
        customer: { conversionsBefore: 0, firstConvertedAtMs: null },
        volumes: [
          {
            planId: PLAN,
            affiliateId: ADA,
            period: "month",
            currency: EUR,
            baseMinor: 4_000n,
            conversions: 1,
          },
        ],
      },
    }).commissions.map(({ amountMinor }) => amountMinor);
  // 10 % of 140.00, less 5 % of the 40.00 before.
  expect(earned([item])).toEqual([1_200n]);
  expect(earned([{ ...item, sku: "mug", category: "kitchen", amountMinor: 0n }, item])).toEqual([1_200n]);
});
