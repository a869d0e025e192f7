import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId, PlanId } from "../shared/id.ts";
import { calculate } from "./calculate-plan.ts";
import type { CommissionAction, CommissionPlan, PlanRule, Tier } from "./commission-plan.ts";
import type { EarningConversion, EarningFacts, VolumeFact } from "./earning-input.ts";
import { PLAIN_TERMS, parsePlanBody } from "./plan-body.ts";

const [EUR, USD, JPY] = ["EUR", "USD", "JPY"] as Currency[] as [Currency, Currency, Currency];
const [ADA, GRACE, JOAN] = ["aff_ada", "aff_grace", "aff_joan"] as AffiliateId[] as [
  ...[AffiliateId, AffiliateId, AffiliateId],
];
const PLAN = "pln_a" as PlanId;
const FACTS: EarningFacts = {
  timeZone: "Europe/Berlin",
  rates: [],
  customer: { conversionsBefore: 0, firstConvertedAtMs: null },
  ...{ affiliates: [], sponsors: [], volumes: [], earned: [], bonuses: [] },
};
const SALE: EarningConversion = {
  ...{ event: "purchase", currency: EUR, amountMinor: 10_000n, occurredAtMs: Date.UTC(2026, 10, 20) },
  ...{ discountMinor: 0n, shippingMinor: 0n, taxMinor: 0n, items: [] },
  ...{ couponCode: null, country: null, metadata: {} },
};

const percent = (ratePpm: bigint): CommissionAction => ({ kind: "percent", ratePpm });
const rule = (action: CommissionAction, parts: Partial<PlanRule> = {}): PlanRule => ({
  ...{ id: "all", when: null, recurringMonths: null, action },
  ...parts,
});
const plan = (rules: readonly PlanRule[], parts: Partial<CommissionPlan> = {}): CommissionPlan => ({
  ...{ ...PLAIN_TERMS, currency: EUR, rules },
  ...parts,
});
const tiers = (...bands: readonly [from: bigint, ratePpm: bigint][]): readonly Tier[] =>
  bands.map(([from, ratePpm]) => ({ from, ratePpm }));

function earn(
  under: CommissionPlan,
  {
    sale = {},
    facts = {},
    credits = [[ADA, 1_000_000]],
  }: {
    readonly sale?: Partial<EarningConversion>;
    readonly facts?: Partial<EarningFacts>;
    readonly credits?: readonly [AffiliateId, number][];
  } = {},
) {
  return calculate({
    conversion: { ...SALE, ...sale },
    credits: credits.map(([affiliateId, creditPpm], position) => ({ position, affiliateId, creditPpm })),
    termsOf: () => ({ planId: PLAN, planVersion: 3, plan: under }),
    facts: { ...FACTS, ...facts },
  });
}
/** Who earned what, by kind. */
const sums = (...args: Parameters<typeof earn>) =>
  earn(...args).commissions.map(({ kind, affiliateId, amountMinor }) => [kind, affiliateId, amountMinor]);
const amount = (under: CommissionPlan, amountMinor: bigint, facts: Partial<EarningFacts> = {}): bigint =>
  earn(under, { sale: { amountMinor }, facts }).commissions.reduce((sum, each) => sum + each.amountMinor, 0n);
const volume = (baseMinor: bigint, parts: Partial<VolumeFact> = {}): VolumeFact => ({
  ...{ planId: PLAN, affiliateId: ADA, period: "month", currency: EUR, baseMinor, conversions: 0 },
  ...parts,
});

describe("a rate", () => {
  it.each([
    [7n, 200_000n, 1n],
    [2n, 200_000n, 0n],
    [3n, 200_000n, 1n],
    [15n, 100_000n, 2n],
    [1n, 500_000n, 1n],
    [500n, 29_000n, 15n],
    [534_975n, 50_000n, 26_749n],
    [10_000n, 52_500n, 525n],
  ])("of %s at %s ppm is %s: half up, once", (amountMinor, ratePpm, commission) => {
    expect(amount(plan([rule(percent(ratePpm))]), amountMinor)).toBe(commission);
  });

  it("ignores quantity; a sum of each item does not", () => {
    const items = [{ sku: "mug", category: null, quantity: 3n, amountMinor: 10_000n }];
    expect(sums(plan([rule(percent(100_000n))]), { sale: { items } })).toEqual([["sale", ADA, 1_000n]]);
    const perItem = plan([rule({ kind: "per_item", amountMinor: 250n })]);
    expect(sums(perItem, { sale: { items } })).toEqual([["sale", ADA, 750n]]);
    expect(sums(perItem, { sale: { items: [...items, ...items] } })).toEqual([["sale", ADA, 1_500n]]);
    expect(sums(perItem)).toEqual([["sale", ADA, 250n]]);
    expect(sums(plan([rule({ kind: "flat", amountMinor: 250n })]), { sale: { items } })).toEqual([
      ["sale", ADA, 250n],
    ]);
  });

  it("is said in words, with the rule, the version and the exact sum", () => {
    const [commission] = earn(plan([rule(percent(52_500n))]), { sale: { amountMinor: 12_990n } }).commissions;
    expect(commission).toMatchObject({
      ...{ kind: "sale", position: 0, level: 0, ruleId: "all", planVersion: 3, baseMinor: 12_990n },
      arithmetic: "5.25 % of 129.90 EUR = 6.82 EUR",
      trace: { rounded: { exact: "681975000000000", mode: "half_up", amount_minor: "682" } },
    });
  });
});

describe("tiers", () => {
  const ORACLE = tiers([0n, 10_000n], [1_000n, 20_000n], [3_000n, 30_000n], [8_000n, 50_000n]);
  const marginal = (period: "order" | "month", bands: readonly Tier[]) =>
    plan([rule({ kind: "tiered", mode: "marginal", metric: "amount", period, tiers: bands })]);
  const SALES = [200n, 300n, 1_500n, 1_200n, 2_000n, 4_500n];

  it("rate the parts of each order by themselves", () => {
    const paid = SALES.map((each) => amount(marginal("order", ORACLE), each));
    expect(paid).toEqual([2n, 3n, 20n, 14n, 30n, 95n]);
    expect(paid.reduce((sum, each) => sum + each, 0n)).toBe(164n);
  });

  it("rate the parts of a running volume", () => {
    let baseMinor = 0n;
    const paid = SALES.map((each) => {
      const earned = amount(marginal("month", ORACLE), each, { volumes: [volume(baseMinor)] });
      baseMinor += each;
      return earned;
    });
    expect(paid.reduce((sum, each) => sum + each, 0n)).toBe(285n);
    expect(amount(marginal("month", ORACLE), 9_700n)).toBe(285n);
  });

  it.each([
    [[tiers([0n, 100_000n], [5_000n, 120_000n])], 6_000n, 620n],
    [[tiers([0n, 100_000n], [5_000n, 120_000n])], 5_000n, 500n],
    [[tiers([0n, 100_000n], [5_000n, 120_000n])], 4_000n, 400n],
    [[tiers([0n, 50_000n], [10_000n, 70_000n], [25_000n, 100_000n])], 30_000n, 2_050n],
  ] as const)("rate parts: %o of %s is %s", ([bands], amountMinor, paid) => {
    expect(amount(marginal("month", bands), amountMinor)).toBe(paid);
  });

  it("rate a whole period by what it attained, a boundary as the higher one, and make up for what came before", () => {
    const bands = tiers([0n, 10_000n], [10_000n, 20_000n], [50_000n, 30_000n]);
    const whole = plan([
      rule({ kind: "tiered", mode: "whole_period", metric: "amount", period: "month", tiers: bands }),
    ]);
    expect(amount(whole, 15_000n)).toBe(300n);
    expect(amount(whole, 60_000n)).toBe(1_800n);
    expect(amount(whole, 50_000n)).toBe(1_500n);
    expect(amount(whole, 35_000n, { volumes: [volume(15_000n)] })).toBe(1_500n - 300n);
    expect(amount(whole, 35_000n, { volumes: [volume(15_000n, { affiliateId: GRACE })] })).toBe(700n);
    expect(amount(whole, 35_000n, { volumes: [volume(15_000n, { period: "quarter" })] })).toBe(700n);
  });

  it("rate an order by its own amount, however it is shared", () => {
    const bands = tiers([0n, 100_000n], [5_000n, 150_000n], [10_000n, 200_000n]);
    const perOrder = plan([
      rule({ kind: "tiered", mode: "per_order", metric: "amount", period: "order", tiers: bands }),
    ]);
    expect([2_500n, 7_500n, 20_000n].map((each) => amount(perOrder, each))).toEqual([250n, 1_125n, 4_000n]);
    const credits: [AffiliateId, number][] = [
      ...([
        [ADA, 500_000],
        [GRACE, 500_000],
      ] as [AffiliateId, number][]),
    ];
    expect(sums(perOrder, { sale: { amountMinor: 10_000n }, credits })).toEqual([
      ["sale", ADA, 1_000n],
      ["sale", GRACE, 1_000n],
    ]);
    expect(sums(marginal("order", bands), { sale: { amountMinor: 10_000n }, credits })).toEqual([
      ["sale", ADA, 625n],
      ["sale", GRACE, 625n],
    ]);
  });

  it("count what an earlier rule sold in the same order", () => {
    const item = (category: string) => ({ sku: category, category, quantity: 1n, amountMinor: 5_000n });
    const action = { kind: "tiered", mode: "marginal", metric: "amount", period: "month" } as const;
    const tiered = (id: string): PlanRule =>
      rule(
        { ...action, tiers: tiers([0n, 0n], [10_000n, 100_000n]) },
        { id, when: { field: "item.sku", in: [id] } },
      );
    const sale = { amountMinor: 15_000n, items: [item("a"), item("b"), item("c")] };
    expect(sums(plan([tiered("a"), tiered("b"), tiered("c")]), { sale })).toEqual([["sale", ADA, 500n]]);
  });

  it("count conversions, one for all credits of an affiliate in a sale", () => {
    const bands = tiers([0n, 0n], [3n, 100_000n]);
    const action = { kind: "tiered", mode: "marginal", metric: "conversions", period: "month" } as const;
    const counted = plan([rule({ ...action, tiers: bands })]);
    const paidAfter = (conversions: number) =>
      amount(counted, 10_000n, { volumes: [volume(0n, { conversions })] });
    expect([paidAfter(1), paidAfter(2)]).toEqual([0n, 1_000n]);
    const credits: [AffiliateId, number][] = [
      [ADA, 500_000],
      [ADA, 500_000],
    ];
    const facts = { volumes: [volume(0n, { conversions: 1 })] };
    expect(sums(counted, { credits, facts })).toEqual([]);
  });
});

describe("the amount that earns", () => {
  const items = [
    { sku: "mug", category: "kitchen", quantity: 2n, amountMinor: 3_000n },
    { sku: "pen", category: "office", quantity: 1n, amountMinor: 7_000n },
  ];
  const sale = { items, amountMinor: 12_345n, shippingMinor: 500n, taxMinor: 845n, discountMinor: 1_000n };

  it("is of the order or its items, less what the plan takes off, and never below nothing", () => {
    const of = (basis: CommissionPlan["basis"]) =>
      earn(plan([rule(percent(100_000n))], { basis }), { sale }).credits.map(({ baseMinor }) => baseMinor);
    expect(of({ of: "order", less: [] })).toEqual([12_345n]);
    expect(of({ of: "order", less: ["shipping", "tax"] })).toEqual([11_000n]);
    expect(of({ of: "items", less: ["discount"] })).toEqual([9_000n]);
    const small = { ...sale, amountMinor: 100n };
    expect(
      earn(plan([rule(percent(100_000n))], { basis: { of: "order", less: ["tax"] } }), { sale: small })
        .commissions,
    ).toEqual([]);
  });

  it("falls under rules item by item, rounded once over all of them", () => {
    const byItem = plan([
      rule(percent(150_000n), { id: "kitchen", when: { field: "item.category", in: ["kitchen"] } }),
      rule(percent(50_000n), { id: "rest" }),
    ]);
    const basis = { of: "items", less: ["discount"] } as const;
    const [commission] = earn({ ...byItem, basis }, { sale }).commissions;
    // 2,700 at 15 % and 6,300 at 5 %.
    expect(commission).toMatchObject({ amountMinor: 405n + 315n, ruleId: "kitchen" });
    expect(commission?.arithmetic).toBe("15 % of 27.00 EUR + 5 % of 63.00 EUR = 7.20 EUR");
  });
});

describe("a credit", () => {
  it("earns its share by its own plan: 15 at 80/8/12 is 12, 1 and 2", () => {
    const credits: [AffiliateId, number][] = [
      [ADA, 800_000],
      [GRACE, 80_000],
      [JOAN, 120_000],
    ];
    const whole = plan([rule(percent(1_000_000n))]);
    expect(sums(whole, { sale: { amountMinor: 15n }, credits }).map(([, , each]) => each)).toEqual([
      12n,
      1n,
      2n,
    ]);
  });

  it("of a plan of before there were rules earns what it did", () => {
    const flat = parsePlanBody({ kind: "flat", amount_minor: "500", currency: "JPY" });
    const credits: [AffiliateId, number][] = [
      [ADA, 333_333],
      [GRACE, 666_667],
    ];
    // 166.6665 and 333.3335, each rounded half up by itself.
    expect(earn(flat, { credits }).commissions).toMatchObject([
      { baseMinor: 3_333n, amountMinor: 167n, currency: "JPY" },
      { baseMinor: 6_667n, amountMinor: 333n, currency: "JPY" },
    ]);
    const rate = parsePlanBody({ kind: "percent", rate_bps: 525 });
    expect(earn(rate, { sale: { currency: USD } }).commissions).toMatchObject([
      { amountMinor: 525n, currency: "USD", arithmetic: "5.25 % of 100.00 USD = 5.25 USD" },
    ]);
  });

  it("splits any amount exactly, and the commissions of a whole rate sum to it", () => {
    const parts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 8 });
    void fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), parts, (amountMinor, weights) => {
        const credits = weights.map((ppm): [AffiliateId, number] => [ADA, ppm]);
        const { credits: settled } = earn(plan([rule(percent(1_000_000n))]), {
          sale: { amountMinor },
          credits,
        });
        expect(settled.reduce((sum, { baseMinor }) => sum + baseMinor, 0n)).toBe(amountMinor);
        expect(settled.reduce((sum, each) => sum + each.amountMinor, 0n)).toBe(amountMinor);
      }),
    );
  });
});

describe("sums of another currency", () => {
  const rates = [{ currency: USD, rate: "1.1783", day: "2026-11-19", source: "ecb" }];
  it("are valued in the plan's at the rate of the day, or nothing is paid yet", () => {
    const inEuro = plan([rule(percent(100_000n))]);
    expect(earn(inEuro, { sale: { currency: USD }, facts: { rates } }).commissions).toMatchObject([
      { baseMinor: 10_000n, amountMinor: 849n, currency: "EUR" },
    ]);
    const flat = plan([rule({ kind: "flat", amountMinor: 500n })]);
    expect(sums(flat, { sale: { currency: JPY } })).toEqual([["sale", ADA, 500n]]);
    const overrides = { of: "base", ratesPpm: [1n] } as const;
    expect(sums({ ...flat, overrides, minimumOrderMinor: 0n }, { sale: { currency: JPY } })).toEqual([]);
    const missing = earn(inEuro, { sale: { currency: JPY }, facts: { rates } });
    expect(missing.commissions).toEqual([]);
    expect(missing.missingRates).toEqual([{ from: "JPY", to: "EUR", day: "2026-11-20" }]);
  });
});
