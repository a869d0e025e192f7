import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId, PlanId } from "../shared/id.ts";
import { calculate } from "./calculate-plan.ts";
import type { CommissionPlan, PlanRule, TieredAction } from "./commission-plan.ts";
import type { EarningConversion, EarningFacts } from "./earning-input.ts";
import { PLAIN_TERMS } from "./plan-body.ts";

const [EUR, USD] = ["EUR", "USD"] as Currency[] as [Currency, Currency];
const [ADA, GRACE] = ["aff_ada", "aff_grace"] as AffiliateId[] as [AffiliateId, AffiliateId];
const [OURS, THEIRS] = ["pln_a", "pln_b"] as PlanId[] as [PlanId, PlanId];
const SALE: EarningConversion = {
  ...{ event: "purchase", currency: EUR, amountMinor: 10_000n, occurredAtMs: Date.UTC(2026, 10, 20) },
  ...{ discountMinor: 0n, shippingMinor: 0n, taxMinor: 0n, items: [] },
  ...{ couponCode: null, country: null, metadata: {} },
};
const FACTS: EarningFacts = {
  ...{ timeZone: "UTC", rates: [], affiliates: [], sponsors: [], volumes: [], earned: [], bonuses: [] },
  customer: { conversionsBefore: 0, firstConvertedAtMs: null },
};
const TEN: PlanRule = {
  ...{ id: "ten", when: null, recurringMonths: null, action: { kind: "percent", ratePpm: 100_000n } },
};
const TIERED: TieredAction = {
  ...{ kind: "tiered", mode: "marginal", metric: "amount", period: "month" },
  tiers: [
    { from: 0n, ratePpm: 0n },
    { from: 10_000n, ratePpm: 100_000n },
  ],
};
const plan = (parts: Partial<CommissionPlan> = {}): CommissionPlan => ({
  ...{ ...PLAIN_TERMS, currency: EUR, rules: [TEN] },
  ...parts,
});
/** Ada earns under one plan, Grace under the other; each has half of the sale. */
const earn = (
  plans: { readonly ada?: CommissionPlan; readonly grace?: CommissionPlan },
  given: {
    readonly facts?: Partial<EarningFacts>;
    readonly sale?: Partial<EarningConversion>;
    readonly credits?: readonly AffiliateId[];
  } = {},
) => {
  const credits = given.credits ?? [ADA, GRACE];
  return calculate({
    conversion: { ...SALE, ...given.sale },
    credits: credits.map((affiliateId, position) => ({
      ...{ position, affiliateId, creditPpm: 1_000_000 / credits.length },
    })),
    termsOf: ({ affiliateId }) =>
      affiliateId === ADA
        ? { planId: OURS, planVersion: 1, plan: plans.ada ?? plan() }
        : { planId: THEIRS, planVersion: 2, plan: plans.grace ?? plan() },
    facts: { ...FACTS, ...given.facts },
  });
};
const sums = (...args: Parameters<typeof earn>) =>
  earn(...args).commissions.map(({ kind, affiliateId, planId, amountMinor }) => [
    ...[kind, affiliateId, planId, amountMinor],
  ]);

describe("credits of two plans", () => {
  it("are capped each by its own plan, and stay in their order", () => {
    const ada = plan({ caps: [{ scope: "conversion", amountMinor: 100n }] });
    expect(sums({ ada })).toEqual([
      ["sale", ADA, OURS, 100n],
      ["sale", GRACE, THEIRS, 500n],
    ]);
    expect(sums({ ada }, { credits: [GRACE, ADA] })).toEqual([
      ["sale", GRACE, THEIRS, 500n],
      ["sale", ADA, OURS, 100n],
    ]);
    expect(earn({ ada }).credits.map(({ trace }) => trace.plan)).toEqual([
      { id: OURS, version: 1 },
      { id: THEIRS, version: 2 },
    ]);
  });

  it.each([
    ["the plan, affiliate and period", {}, 100n],
    ["another plan", { planId: THEIRS }, 500n],
    ["another period", { period: "quarter" }, 500n],
    ["another affiliate", { affiliateId: GRACE }, 500n],
    ["the customer", { affiliateId: null }, 500n],
  ] as const)("have used a cap by what was earned of %s", (_, parts, expected) => {
    const fact = {
      planId: OURS,
      affiliateId: ADA,
      period: "month",
      currency: EUR,
      amountMinor: 900n,
    } as const;
    const ada = plan({ caps: [{ scope: "affiliate", period: "month", amountMinor: 1_000n }] });
    const facts = { earned: [{ ...fact, ...parts }] };
    expect(sums({ ada }, { facts })[0]).toEqual(["sale", ADA, OURS, expected]);
  });

  it.each([
    ["the plan, affiliate and period", {}, 500n],
    ["another plan", { planId: THEIRS }, 0n],
    ["another period", { period: "quarter" }, 0n],
    ["another affiliate", { affiliateId: GRACE }, 0n],
  ] as const)("have the volume of %s", (_, parts, expected) => {
    const fact = {
      planId: OURS,
      affiliateId: ADA,
      period: "month",
      currency: EUR,
      baseMinor: 10_000n,
    } as const;
    const ada = plan({ rules: [{ ...TEN, action: TIERED }] });
    const facts = { volumes: [{ ...fact, conversions: 1, ...parts }] };
    expect(earn({ ada }, { facts }).credits[0]?.amountMinor).toBe(expected);
  });

  it("of one affiliate add up to its volume, and those of another do not", () => {
    const ada = plan({ rules: [{ ...TEN, action: TIERED }] });
    const sale = { amountMinor: 20_000n };
    expect(sums({ ada }, { sale, credits: [ADA, ADA] })).toEqual([["sale", ADA, OURS, 1_000n]]);
    expect(sums({ ada, grace: ada }, { sale })).toEqual([]);
    const never = { ...TEN, id: "never", when: { any: [] } };
    const mixed = plan({ rules: [never, { ...TEN, action: TIERED }] });
    expect(sums({ ada: mixed }, { sale, credits: [ADA, ADA] })).toEqual([["sale", ADA, OURS, 1_000n]]);
    // An order's own tiers do not count what was sold before it.
    const ofOrder = plan({ rules: [{ ...TEN, action: { ...TIERED, period: "order" } }] });
    expect(sums({ ada: ofOrder }, { sale, credits: [ADA, ADA] })).toEqual([
      ["sale", ADA, OURS, 500n],
      ["sale", ADA, OURS, 500n],
    ]);
  });

  it("count a volume in the plan's currency, or in the sale's where it has none", () => {
    const rates = [{ currency: USD, rate: "2", day: "2026-11-20", source: "ecb" }];
    const volumes = [
      { planId: OURS, affiliateId: ADA, period: "month", currency: USD, baseMinor: 20_000n, conversions: 1 },
    ] as const;
    const rules = [{ ...TEN, action: TIERED }];
    const facts = { rates, volumes };
    expect(sums({ ada: plan({ rules }) }, { facts, credits: [ADA] })).toEqual([["sale", ADA, OURS, 1_000n]]);
    const bare = plan({ rules, currency: null });
    const inDollars = { sale: { currency: USD }, facts: { volumes }, credits: [ADA] };
    expect(sums({ ada: bare }, inDollars)).toEqual([["sale", ADA, OURS, 1_000n]]);
  });

  it("ask for no rate where nothing is valued", () => {
    const flat = plan({ rules: [{ ...TEN, action: { kind: "flat", amountMinor: 70n } }] });
    const given = { sale: { currency: USD }, credits: [ADA] };
    expect(earn({ ada: flat }, given)).toMatchObject({
      missingRates: [],
      commissions: [{ amountMinor: 70n }],
    });
    expect(
      earn({ ada: plan() }, { ...given, sale: { currency: USD, amountMinor: 0n } }).missingRates,
    ).toEqual([]);
    const bonus = { id: "b", metric: "amount", period: "month", threshold: 1n, amountMinor: 5n } as const;
    expect(earn({ ada: { ...flat, bonuses: [bonus] } }, given).missingRates).toEqual([
      { from: USD, to: EUR, day: "2026-11-20" },
    ]);
  });

  it("are none where nobody is credited", () => {
    expect(earn({}, { credits: [] })).toEqual({ commissions: [], credits: [], missingRates: [] });
  });
});

it("a plan without a currency has no bonuses", () => {
  const bonus = { id: "b", metric: "conversions", period: "month", threshold: 1n, amountMinor: 5n } as const;
  const bonuses = [bonus];
  expect(sums({ ada: plan({ currency: null, bonuses }) }, { credits: [ADA] })).toHaveLength(1);
  expect(sums({ ada: plan({ bonuses }) }, { credits: [ADA] })).toHaveLength(2);
});

describe("an affiliate that nobody knows", () => {
  it("is of content, of no group, and without tags", () => {
    const rulesOf = (when: PlanRule["when"]) => ({ ada: plan({ rules: [{ ...TEN, when }] }) });
    const holds = (when: PlanRule["when"]) => sums(rulesOf(when), { credits: [ADA] }).length === 1;
    expect(holds({ field: "affiliate.class", in: ["content"] })).toBe(true);
    expect(holds({ field: "affiliate.id", in: [ADA] })).toBe(true);
    const [credit] = earn(rulesOf({ field: "affiliate.tags", in: ["x"] }), { credits: [ADA] }).credits;
    expect(credit?.trace).toMatchObject({
      matches: [{ rules: [{ conditions: { actual: [], holds: false } }] }],
    });
    expect(holds({ field: "affiliate.group", not_in: ["x"] })).toBe(true);
  });

  it("is not another that is known", () => {
    const known = { affiliateId: GRACE, group: "gold", tier: null, class: "coupon", country: null, tags: [] };
    const when = { field: "affiliate.class", in: ["coupon"] } as const;
    const plans = { ada: plan({ rules: [{ ...TEN, when }] }) };
    expect(sums(plans, { credits: [ADA], facts: { affiliates: [known] } })).toEqual([]);
  });

  it("has no sponsor of another", () => {
    const overrides = { of: "commission", ratesPpm: [100_000n] } as const;
    const sponsors = [{ affiliateId: GRACE, chain: [{ affiliateId: GRACE, isActive: true }] }];
    expect(sums({ ada: plan({ overrides }) }, { credits: [ADA], facts: { sponsors } })).toHaveLength(1);
  });
});
