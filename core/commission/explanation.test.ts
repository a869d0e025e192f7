import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId, PlanId } from "../shared/id.ts";
import { calculate } from "./calculate-plan.ts";
import type { CommissionAction, CommissionPlan, PlanRule, TieredAction } from "./commission-plan.ts";
import type { EarningConversion, EarningFacts } from "./earning-input.ts";
import { PLAIN_TERMS } from "./plan-body.ts";

const EUR = "EUR" as Currency;
const [ADA, GRACE] = ["aff_ada", "aff_grace"] as AffiliateId[] as [AffiliateId, AffiliateId];
const PLAN = "pln_a" as PlanId;
const SALE: EarningConversion = {
  ...{ event: "purchase", currency: EUR, amountMinor: 10_000n, occurredAtMs: Date.UTC(2026, 10, 20) },
  ...{ discountMinor: 0n, shippingMinor: 500n, taxMinor: 0n, items: [] },
  ...{ couponCode: null, country: null, metadata: {} },
};
const FACTS: EarningFacts = {
  ...{ timeZone: "UTC", rates: [], affiliates: [] },
  customer: { conversionsBefore: 1, firstConvertedAtMs: Date.UTC(2026, 0, 15) },
  sponsors: [
    { affiliateId: GRACE, chain: [{ affiliateId: ADA, isActive: true }] },
    { affiliateId: ADA, chain: [{ affiliateId: GRACE, isActive: true }] },
  ],
  ...{ volumes: [], earned: [], bonuses: [] },
};
const rule = (action: CommissionAction, parts: Partial<PlanRule> = {}): PlanRule => ({
  ...{ id: "all", when: null, recurringMonths: null, action },
  ...parts,
});
const earn = (
  parts: Partial<CommissionPlan>,
  given: {
    sale?: Partial<EarningConversion>;
    facts?: Partial<EarningFacts>;
    credits?: readonly [AffiliateId, number][];
  } = {},
) =>
  calculate({
    conversion: { ...SALE, ...given.sale },
    credits: (given.credits ?? [[ADA, 1_000_000]]).map(([affiliateId, creditPpm], position) => ({
      ...{ position, affiliateId, creditPpm },
    })),
    termsOf: () => ({
      planId: PLAN,
      planVersion: 3,
      plan: { ...PLAIN_TERMS, currency: EUR, rules: [], ...parts },
    }),
    facts: { ...FACTS, ...given.facts },
  });
const words = (action: CommissionAction, given: Parameters<typeof earn>[1] = {}) =>
  earn({ rules: [rule(action)] }, given).credits.map(({ arithmetic }) => arithmetic);
const HALVES: readonly [AffiliateId, number][] = [
  [ADA, 500_000],
  [GRACE, 500_000],
];

describe("a commission is explained", () => {
  const plan = {
    basis: { of: "order", less: ["shipping"] },
    minimumOrderMinor: 100n,
    rules: [rule({ kind: "percent", ratePpm: 100_000n }, { recurringMonths: 12 })],
    caps: [
      { scope: "conversion", amountMinor: 5_000n },
      { scope: "affiliate", period: "month", amountMinor: 900n },
    ],
    overrides: { of: "base", ratesPpm: [10_000n] },
    bonuses: [{ id: "big", metric: "amount", period: "month", threshold: 9_000n, amountMinor: 70n }],
  } as const;

  it("whole: the sum that earns, the share, every rule and cap, and the rounding", () => {
    const [sale] = earn(plan).commissions;
    expect(sale).toEqual({
      ...{ kind: "sale", position: 0, level: 0, affiliateId: ADA, baseMinor: 9_500n, amountMinor: 900n },
      ...{ currency: "EUR", isValued: false, planId: PLAN, planVersion: 3, ruleId: "all", bonusKey: null },
      arithmetic: "10 % of 95.00 EUR = 9.50 EUR, capped at 9.00 EUR",
      trace: {
        plan: { id: PLAN, version: 3 },
        basis: { of: "order", whole_minor: "10000", less: { shipping: "500" }, amount_minor: "9500" },
        share: { credit_ppm: 1_000_000, base_minor: "9500" },
        minimum_order: { minimum_minor: "100", actual: "9500", holds: true },
        matches: [
          {
            ...{ item: null, rule_id: "all" },
            rules: [
              {
                ...{ rule_id: "all", holds: true },
                recurring: {
                  ...{ months: 12, first: "2026-01-15T00:00:00.000Z", until: "2027-01-15T00:00:00.000Z" },
                  holds: true,
                },
              },
            ],
          },
        ],
        steps: [{ rule_id: "all", words: "10 % of 95.00 EUR", exact: "950000000000000" }],
        rounded: {
          ...{ exact: "950000000000000", divisor: "1000000000000", mode: "half_up", amount_minor: "950" },
        },
        caps: [
          {
            ...{ scope: "conversion", period: null, cap_minor: "5000", used_minor: "0" },
            ...{ before_minor: "950", after_minor: "950" },
          },
          {
            ...{ scope: "affiliate", period: "month", cap_minor: "900", used_minor: "0" },
            ...{ before_minor: "950", after_minor: "900" },
          },
        ],
      },
    });
  });

  it("that a sponsor earns, or a threshold", () => {
    const [, override, bonus] = earn(plan).commissions;
    expect(override).toEqual({
      ...{ kind: "override", position: 0, level: 1, affiliateId: GRACE, baseMinor: 9_500n, amountMinor: 95n },
      ...{ currency: "EUR", isValued: false, planId: PLAN, planVersion: 3, ruleId: "all", bonusKey: null },
      arithmetic: "10000 ppm of the base 95.00 EUR = 0.95 EUR",
      trace: {
        plan: { id: PLAN, version: 3 },
        override: {
          ...{ of: "base", level: 1, below: ADA },
          ...{ of_minor: "9500", rate_ppm: "10000", amount_minor: "95" },
        },
      },
    });
    expect(bonus).toEqual({
      ...{ kind: "bonus", position: 0, level: 1, affiliateId: ADA, baseMinor: 0n, amountMinor: 70n },
      ...{ currency: "EUR", isValued: false, planId: PLAN, planVersion: 3, ruleId: null },
      bonusKey: "pln_a:big:2026-11",
      arithmetic: "bonus big at 9000 = 0.70 EUR",
      trace: {
        plan: { id: PLAN, version: 3 },
        bonus: {
          ...{ id: "big", key: "pln_a:big:2026-11", metric: "amount", period: "month" },
          ...{ threshold: "9000", reached: "9500", amount_minor: "70" },
        },
      },
    });
    const more = earn({ ...plan, overrides: { of: "commission", ratesPpm: [10_000n] } }).commissions;
    expect(more[1]).toMatchObject({ arithmetic: "10000 ppm of the commission 9.00 EUR = 0.09 EUR" });
  });

  it("also where tiers would take something back, which no sale does", () => {
    const falling = [
      { from: 0n, ratePpm: 100_000n },
      { from: 9_000n, ratePpm: 0n },
    ];
    const action = { kind: "tiered", mode: "whole_period", metric: "amount", period: "month" } as const;
    const fact = { planId: PLAN, affiliateId: ADA, period: "month", currency: EUR } as const;
    const facts = { volumes: [{ ...fact, baseMinor: 8_000n, conversions: 1 }] };
    expect(earn({ rules: [rule({ ...action, tiers: falling })] }, { facts }).credits).toMatchObject([
      { amountMinor: 0n },
    ]);
  });

  it("also where it is nothing", () => {
    expect(words({ kind: "percent", ratePpm: 0n })).toEqual(["0 % of 100.00 EUR = 0.00 EUR"]);
    expect(earn({ rules: [] }).credits.map(({ arithmetic }) => arithmetic)).toEqual([
      "no rule applies = 0.00 EUR",
    ]);
    expect(earn({ ...plan, minimumOrderMinor: 9_501n }).credits).toMatchObject([
      { arithmetic: "below the minimum order = 0.00 EUR", ruleId: null },
    ]);
  });

  it.each<[string, CommissionAction, "base" | "commission", readonly boolean[]]>([
    ["USD", { kind: "percent", ratePpm: 100_000n }, "base", [true, true, false]],
    ["USD", { kind: "percent", ratePpm: 100_000n }, "commission", [true, true, false]],
    ["USD", { kind: "flat", amountMinor: 300n }, "base", [false, true, false]],
    ["USD", { kind: "flat", amountMinor: 300n }, "commission", [false, false, false]],
    ["EUR", { kind: "percent", ratePpm: 100_000n }, "base", [false, false, false]],
  ])("with whether the sale in %s was valued for it: case %#", (currency, action, of, valued) => {
    const rates = [{ currency: "USD" as Currency, rate: "1.25", day: "2026-11-20", source: "ecb" }];
    const terms = { rules: [rule(action)], overrides: { of, ratesPpm: [10_000n] }, bonuses: plan.bonuses };
    const sale = { amountMinor: 20_000n, currency: currency as Currency };
    const { commissions } = earn(terms, { sale, facts: { rates } });
    expect(commissions.map(({ isValued }) => isValued)).toEqual(valued);
  });

  it("of items line by line, as a sale for the first time", () => {
    const items = ["mug", "pen"].map((sku) => ({ sku, category: null, quantity: 1n, amountMinor: 5_000n }));
    const when = { field: "item.sku", in: ["mug"] } as const;
    const mug = rule({ kind: "percent", ratePpm: 100_000n }, { id: "mug", when, recurringMonths: 1 });
    const [credit] = earn(
      { basis: { of: "items", less: [] }, rules: [mug, rule({ kind: "percent", ratePpm: 20_000n })] },
      { sale: { items }, facts: { customer: { conversionsBefore: 0, firstConvertedAtMs: null } } },
    ).credits;
    expect(credit?.trace).toMatchObject({
      basis: { of: "items", whole_minor: "10000", less: {} },
      matches: [
        {
          ...{ item: { sku: "mug", category: null }, rule_id: "mug" },
          rules: [
            {
              ...{ rule_id: "mug", holds: true, conditions: { ...when, actual: "mug", holds: true } },
              recurring: { months: 1, first: null, until: null, holds: true },
            },
            { rule_id: "all", holds: true },
          ],
        },
        { item: { sku: "pen", category: null }, rule_id: "all", rules: [{ holds: false }, { holds: true }] },
      ],
      steps: [{ rule_id: "mug" }, { rule_id: "all" }],
    });
  });
});

describe("the arithmetic is in words", () => {
  it("of sums, with the share of each credit", () => {
    const [flat, each] = [
      { kind: "flat", amountMinor: 250n },
      { kind: "per_item", amountMinor: 250n },
    ] as const;
    expect(words(flat)).toEqual(["flat 2.50 EUR = 2.50 EUR"]);
    expect(words(flat, { credits: HALVES })).toEqual(
      Array.from({ length: 2 }, () => "flat 2.50 EUR x 500000 / 1000000 = 1.25 EUR"),
    );
    const items = [{ sku: "mug", category: null, quantity: 3n, amountMinor: 10_000n }];
    expect(words(each, { sale: { items } })).toEqual(["3 x 2.50 EUR = 7.50 EUR"]);
    expect(words(each, { sale: { items }, credits: HALVES })[0]).toBe(
      "3 x 2.50 EUR x 500000 / 1000000 = 3.75 EUR",
    );
  });

  it.each([
    [100_000n, "10 %"],
    [52_500n, "5.25 %"],
    [50_100n, "5.01 %"],
    [1n, "0.0001 %"],
    [1_000_000n, "100 %"],
  ])("of a rate of %s ppm: %s", (ratePpm, text) => {
    expect(words({ kind: "percent", ratePpm })[0]).toMatch(new RegExp(`^${text.replace(".", "\\.")} of 100`));
  });

  const tiers = [
    { from: 0n, ratePpm: 10_000n },
    { from: 15_000n, ratePpm: 20_000n },
  ];
  it.each<[string, Partial<TieredAction>]>([
    ["order of 10000 at 10000 ppm (EUR minor units) = 1.00 EUR", { mode: "per_order", period: "order" }],
    ["tiers from 0 to 10000 (EUR minor units) = 1.00 EUR", { period: "order" }],
    ["tiers from 8000 to 18000 (EUR minor units) = 1.30 EUR", {}],
    ["18000 at 20000 ppm less 8000 at 10000 ppm (EUR minor units) = 2.80 EUR", { mode: "whole_period" }],
    ["10000 at 10000 ppm as conversion 3 (EUR minor units) = 1.00 EUR", { metric: "conversions" }],
  ])("of tiers: %s", (text, parts) => {
    const action = { kind: "tiered", mode: "marginal", metric: "amount", period: "month", tiers } as const;
    const fact = { planId: PLAN, affiliateId: ADA, period: "month", currency: EUR } as const;
    const facts = { volumes: [{ ...fact, baseMinor: 8_000n, conversions: 2 }] };
    expect(words({ ...action, ...parts }, { facts })).toEqual([text]);
  });
});
