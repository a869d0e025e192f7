import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId, PlanId } from "../shared/id.ts";
import { calculate } from "./calculate-plan.ts";
import type { CommissionPlan, PlanRule } from "./commission-plan.ts";
import type { EarningConversion, EarningFacts } from "./earning-input.ts";
import { PLAIN_TERMS } from "./plan-body.ts";

const EUR = "EUR" as Currency;
const [ADA, GRACE, JOAN] = ["aff_ada", "aff_grace", "aff_joan"] as AffiliateId[] as [
  ...[AffiliateId, AffiliateId, AffiliateId],
];
const PLAN = "pln_a" as PlanId;
const at = (text: string) => Date.parse(text);
const traits = (affiliateId: AffiliateId) => ({
  ...{ affiliateId, group: "gold", tier: null, class: "content", country: "DE", tags: ["vip", "blog"] },
});
const FACTS: EarningFacts = {
  ...{ timeZone: "Europe/Berlin", rates: [], affiliates: [traits(ADA)] },
  customer: { conversionsBefore: 0, firstConvertedAtMs: null },
  ...{ sponsors: [], volumes: [], earned: [], bonuses: [] },
};
const SALE: EarningConversion = {
  ...{ event: "purchase", currency: EUR, amountMinor: 10_000n, occurredAtMs: at("2026-11-20T00:00:00Z") },
  ...{ discountMinor: 0n, shippingMinor: 0n, taxMinor: 0n, items: [] },
  ...{ couponCode: "SPRING", country: "AT", metadata: { channel: "web" } },
};
const TEN: PlanRule = {
  ...{ id: "ten", when: null, recurringMonths: null, action: { kind: "percent", ratePpm: 100_000n } },
};

type Case = {
  readonly sale?: Partial<EarningConversion>;
  readonly facts?: Partial<EarningFacts>;
  readonly credits?: readonly [AffiliateId, number][];
};
function earn(
  parts: Partial<CommissionPlan>,
  { sale = {}, facts = {}, credits = [[ADA, 1_000_000]] }: Case = {},
) {
  const plan = { ...PLAIN_TERMS, currency: EUR, rules: [TEN], ...parts };
  return calculate({
    conversion: { ...SALE, ...sale },
    credits: credits.map(([affiliateId, creditPpm], position) => ({ position, affiliateId, creditPpm })),
    termsOf: () => ({ planId: PLAN, planVersion: 1, plan }),
    facts: { ...FACTS, ...facts },
  });
}
const sums = (...args: Parameters<typeof earn>) =>
  earn(...args).commissions.map(({ kind, level, affiliateId, amountMinor }) => [
    ...[kind, level, affiliateId, amountMinor],
  ]);

describe("a rule", () => {
  const holds = (when: PlanRule["when"], given: Case = {}) =>
    earn({ rules: [{ ...TEN, when }] }, given).commissions.length === 1;

  it.each<[PlanRule["when"], boolean]>([
    [{ field: "affiliate.group", in: ["gold"] }, true],
    [{ field: "affiliate.group", in: ["silver"] }, false],
    [{ field: "affiliate.tier", in: ["1"] }, false],
    [{ field: "affiliate.tier", not_in: ["1"] }, true],
    [{ field: "affiliate.tags", in: ["blog", "x"] }, true],
    [{ field: "affiliate.tags", not_in: ["vip"] }, false],
    [{ field: "affiliate.id", in: [ADA] }, true],
    [{ field: "affiliate.class", in: ["coupon"] }, false],
    [{ field: "affiliate.country", in: ["DE"] }, true],
    [{ field: "conversion.country", in: ["DE"] }, false],
    [{ field: "conversion.event", in: ["purchase"] }, true],
    [{ field: "conversion.currency", in: ["USD"] }, false],
    [{ field: "conversion.coupon", in: ["SPRING"] }, true],
    [{ field: "conversion.coupon", in: ["Winter", "Spring"] }, true],
    [{ field: "conversion.coupon", not_in: ["spring"] }, false],
    [{ field: "conversion.event", in: ["Purchase"] }, false],
    [{ field: "conversion.customer", in: ["new"] }, true],
    [{ field: "conversion.metadata", key: "channel", in: ["web"] }, true],
    [{ field: "conversion.metadata", key: "toString", not_in: ["web"] }, true],
    [{ field: "conversion.amount_minor", min: "10000" }, true],
    [{ field: "conversion.amount_minor", min: "10001" }, false],
    [{ field: "conversion.amount_minor", max: "10000" }, true],
    [{ field: "conversion.amount_minor", max: "9999" }, false],
    [{ field: "conversion.payment", min: "2" }, false],
    [{ field: "conversion.occurred_at", from: "2026-11-20T00:00:00Z" }, true],
    [{ field: "conversion.occurred_at", to: "2026-11-20T00:00:00Z" }, false],
    [{ field: "item.sku", in: ["mug"] }, false],
    [{ all: [] }, true],
    [{ any: [] }, false],
    [
      {
        any: [
          { field: "affiliate.group", in: ["x"] },
          { field: "affiliate.country", in: ["DE"] },
        ],
      },
      true,
    ],
    [
      {
        all: [
          { field: "affiliate.group", in: ["x"] },
          { field: "affiliate.country", in: ["DE"] },
        ],
      },
      false,
    ],
  ])("that asks %j holds: %s", (when, expected) => expect(holds(when)).toBe(expected));

  it("knows a returning customer and the payment's number", () => {
    const facts = { customer: { conversionsBefore: 2, firstConvertedAtMs: at("2026-01-01T00:00:00Z") } };
    expect(holds({ field: "conversion.customer", in: ["returning"] }, { facts })).toBe(true);
    expect(holds({ field: "conversion.payment", min: "3", max: "3" }, { facts })).toBe(true);
  });

  it("applies if it is the first that holds, and the trace tells every answer", () => {
    const never = { ...TEN, id: "never", when: { field: "affiliate.group", in: ["x"] } } as const;
    const five = { ...TEN, id: "five", action: { kind: "percent", ratePpm: 50_000n } } as const;
    const [commission] = earn({ rules: [never, five, TEN] }).commissions;
    expect(commission).toMatchObject({ ruleId: "five", amountMinor: 500n });
    expect(commission?.trace).toMatchObject({
      matches: [
        {
          rule_id: "five",
          rules: [
            { rule_id: "never", holds: false, conditions: { actual: "gold", holds: false } },
            { rule_id: "five", holds: true },
            { rule_id: "ten", holds: true },
          ],
        },
      ],
    });
    expect(earn({ rules: [never] }).credits).toMatchObject([{ amountMinor: 0n, ruleId: null }]);
  });

  it.each([
    [0, "2026-01-31T10:00:00Z", false],
    [1, "2026-02-28T09:59:59Z", true],
    [1, "2026-02-28T10:00:00Z", false],
    [12, "2027-01-31T09:59:59Z", true],
    [12, "2027-01-31T10:00:00Z", false],
  ])("that recurs for %s months pays at %s: %s", (recurringMonths, occurredAt, pays) => {
    const rules = [{ ...TEN, recurringMonths }];
    const customer = { conversionsBefore: 1, firstConvertedAtMs: at("2026-01-31T10:00:00Z") };
    const sale = { occurredAtMs: at(occurredAt) };
    expect(earn({ rules }, { sale, facts: { customer } }).commissions.length === 1).toBe(pays);
    expect(earn({ rules }, { sale }).commissions).toHaveLength(1);
  });
});

describe("limits", () => {
  it("keep orders below the minimum from earning", () => {
    expect(sums({ minimumOrderMinor: 10_000n })).toHaveLength(1);
    const { commissions, credits } = earn({ minimumOrderMinor: 10_001n });
    expect(commissions).toEqual([]);
    expect(credits[0]?.arithmetic).toBe("below the minimum order = 0.00 EUR");
  });

  it("cap a conversion over all its affiliates, in proportion", () => {
    const caps = [{ scope: "conversion", amountMinor: 101n } as const];
    const credits: [AffiliateId, number][] = [
      [ADA, 750_000],
      [GRACE, 250_000],
    ];
    expect(sums({ caps }, { credits })).toEqual([
      ["sale", 0, ADA, 76n],
      ["sale", 0, GRACE, 25n],
    ]);
    expect(earn({ caps }).commissions[0]?.arithmetic).toBe(
      "10 % of 100.00 EUR = 10.00 EUR, capped at 1.01 EUR",
    );
  });

  it("cap an affiliate or a customer in a period by what is left of it", () => {
    const fact = { planId: PLAN, affiliateId: ADA, period: "month", currency: EUR } as const;
    const facts = { earned: [{ ...fact, amountMinor: 4_500n }] };
    const capOf = (scope: "affiliate" | "customer", amountMinor: bigint) =>
      sums({ caps: [{ scope, period: "month", amountMinor }] }, { facts });
    expect(capOf("affiliate", 5_000n)).toEqual([["sale", 0, ADA, 500n]]);
    expect(capOf("affiliate", 4_000n)).toEqual([]);
    expect(capOf("affiliate", 9_000n)).toEqual([["sale", 0, ADA, 1_000n]]);
    expect(capOf("customer", 700n)).toEqual([["sale", 0, ADA, 700n]]);
    const ofCustomer = { earned: [{ ...fact, affiliateId: null, amountMinor: 600n }] };
    const caps = [{ scope: "customer", period: "month", amountMinor: 700n } as const];
    expect(sums({ caps }, { facts: ofCustomer })).toEqual([["sale", 0, ADA, 100n]]);
  });
});

describe("overrides", () => {
  const chain = [
    { affiliateId: GRACE, isActive: true },
    { affiliateId: JOAN, isActive: true },
  ];
  const facts = { sponsors: [{ affiliateId: ADA, chain }] };

  it("are a rate for each level, of the commission or of what it is of", () => {
    const overrides = { of: "commission", ratesPpm: [52_500n, 10_000n, 5_000n] } as const;
    expect(sums({ overrides }, { facts })).toEqual([
      ...[["sale", 0, ADA, 1_000n]],
      ...[["override", 1, GRACE, 53n]],
      ...[["override", 2, JOAN, 10n]],
    ]);
    expect(sums({ overrides: { of: "base", ratesPpm: [10_000n] } }, { facts })).toContainEqual([
      ...["override", 1, GRACE, 100n],
    ]);
    expect(sums({ overrides })).toHaveLength(1);
  });

  it("pass over who is not active, without moving those above", () => {
    const sponsors = [
      { affiliateId: ADA, chain: chain.map((each, index) => ({ ...each, isActive: index > 0 })) },
    ];
    const overrides = { of: "commission", ratesPpm: [50_000n, 10_000n] } as const;
    expect(sums({ overrides }, { facts: { sponsors } })).toEqual([
      ...[["sale", 0, ADA, 1_000n]],
      ...[["override", 2, JOAN, 10n]],
    ]);
  });

  it("follow the capped commission, and no rule that did not apply", () => {
    const overrides = { of: "commission", ratesPpm: [500_000n] } as const;
    const caps = [{ scope: "conversion", amountMinor: 100n } as const];
    expect(sums({ overrides, caps }, { facts })).toContainEqual(["override", 1, GRACE, 50n]);
    const never = { ...TEN, when: { field: "affiliate.group", in: ["x"] } } as const;
    expect(sums({ overrides: { of: "base", ratesPpm: [10_000n] }, rules: [never] }, { facts })).toEqual([]);
  });
});

describe("bonuses", () => {
  const bonus = {
    id: "big",
    metric: "amount",
    period: "month",
    threshold: 30_000n,
    amountMinor: 5_000n,
  } as const;
  const known = (baseMinor: bigint, conversions = 0) => ({
    volumes: [
      { planId: PLAN, affiliateId: ADA, period: "month", currency: EUR, baseMinor, conversions } as const,
    ],
  });

  it("are earned when a threshold is reached, once in a period by the workspace's calendar", () => {
    expect(sums({ bonuses: [bonus] }, { facts: known(19_999n) })).toHaveLength(1);
    const { commissions } = earn({ bonuses: [bonus] }, { facts: known(20_000n) });
    expect(commissions[1]).toMatchObject({
      ...{ kind: "bonus", level: 1, affiliateId: ADA, amountMinor: 5_000n, baseMinor: 0n },
      bonusKey: "pln_a:big:2026-11",
    });
    const bonuses = [{ affiliateId: ADA, bonusKey: "pln_a:big:2026-11" }];
    expect(sums({ bonuses: [bonus] }, { facts: { ...known(50_000n), bonuses } })).toHaveLength(1);
    const sale = { occurredAtMs: at("2026-11-30T23:00:00Z") };
    expect(sums({ bonuses: [bonus] }, { sale, facts: { ...known(50_000n), bonuses } })).toHaveLength(2);
  });

  it("count each affiliate's own part, and a sale of two credits once", () => {
    const credits: [AffiliateId, number][] = [
      [ADA, 500_000],
      [ADA, 500_000],
    ];
    expect(sums({ bonuses: [bonus] }, { credits, facts: known(25_000n) })).toEqual([
      ...[["sale", 0, ADA, 500n]],
      ...[["sale", 0, ADA, 500n]],
      ...[["bonus", 1, ADA, 5_000n]],
    ]);
    const third = { ...bonus, metric: "conversions", threshold: 3n } as const;
    expect(sums({ bonuses: [third] }, { credits, facts: known(0n, 1) })).toHaveLength(2);
    expect(sums({ bonuses: [third] }, { credits, facts: known(0n, 2) })).toHaveLength(3);
  });
});
