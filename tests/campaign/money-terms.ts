import * as fc from "fast-check";
import type { AttributionPolicy } from "../../core/attribution/policy.ts";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import type { Condition } from "../../core/commission/condition.ts";
import { judgePlan } from "../../core/commission/judge-plan.ts";
import type { Verdict } from "../../core/link/verdict.ts";
import type { Currency } from "../../core/money/currency.ts";

const HOUR_MS = 3_600_000;
const CURRENCIES = ["EUR", "USD", "JPY"] as Currency[];

/** Names one of a list, whatever its length. */
export const nth = fc.nat({ max: 20 });
const ppm = (max: number) => fc.integer({ min: 0, max }).map(BigInt);
/** A sum. */
export const minor = (max: number) => fc.nat({ max }).map(BigInt);
/** A currency that has rates. */
export const currency = fc.constantFrom(...CURRENCIES);
/** A value, and now and then another. */
export const usually = <T>(value: T, other: fc.Arbitrary<T>, weight = 3): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other });

const holder = fc.constantFrom("first" as const, "latest" as const);
/** A policy whose times are of the size of a history. */
export const policy: fc.Arbitrary<AttributionPolicy> = fc.record({
  model: fc.oneof(
    fc.record({ kind: fc.constantFrom("last_click" as const, "first_click" as const, "linear" as const) }),
    fc.record({
      kind: fc.constant("position_based" as const),
      firstPpm: fc.integer({ min: 1, max: 500_000 }),
      lastPpm: fc.integer({ min: 1, max: 500_000 }),
    }),
    fc.record({
      kind: fc.constant("time_decay" as const),
      halfLifeMs: fc.constantFrom(HOUR_MS, 168 * HOUR_MS),
    }),
  ),
  lookbackMs: fc.constantFrom(1, 7, 30, 90).map((days) => days * 24 * HOUR_MS),
  minClickToConversionMs: usually(0, fc.constantFrom(60_000, 600_000)),
  countedVerdicts: fc.constantFrom<Verdict[]>(
    ["human", "duplicate"],
    ["human"],
    ["human", "duplicate", "bot"],
  ),
  couponPrecedence: fc.oneof(
    fc.record({ kind: fc.constantFrom("coupon_wins" as const, "click_wins" as const, "ignored" as const) }),
    fc.record({ kind: fc.constant("split" as const), couponPpm: fc.integer({ min: 1, max: 999_999 }) }),
  ),
  customerLock: fc.oneof(
    fc.constant({ kind: "none" as const }),
    fc.record({ kind: fc.constant("days" as const), days: fc.constantFrom(1, 10, 60), affiliate: holder }),
    fc.record({ kind: fc.constant("lifetime" as const), affiliate: holder }),
  ),
  classPriority: usually<string[]>(
    [],
    fc.constantFrom(["content"], ["coupon", "content"], ["content", "coupon"]),
  ),
  standDown: fc.record({
    beforeOrderMs: usually(0, fc.constantFrom(60_000, 3_600_000)),
    inSessionMs: usually(0, fc.constantFrom(60_000, 3_600_000)),
  }),
}) as fc.Arbitrary<AttributionPolicy>;

const question: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom<Condition>(
    { field: "affiliate.group", in: ["gold"] },
    { field: "affiliate.class", not_in: ["coupon"] },
    { field: "conversion.customer", in: ["new"] },
    { field: "conversion.payment", min: "2", max: "3" },
    { field: "conversion.amount_minor", min: "5000" },
    { field: "conversion.country", in: ["AT"] },
    { field: "item.category", in: ["kitchen"] },
    { field: "item.sku", not_in: ["sku-0"] },
  ),
);
const condition = fc.oneof(
  { weight: 3, arbitrary: question },
  {
    weight: 1,
    arbitrary: fc.array(question, { minLength: 1, maxLength: 2 }).map((all): Condition => ({ all })),
  },
  {
    weight: 1,
    arbitrary: fc.array(question, { minLength: 1, maxLength: 2 }).map((any): Condition => ({ any })),
  },
);
const period = fc.constantFrom("month" as const, "quarter" as const, "lifetime" as const);
const metric = fc.constantFrom("amount" as const, "conversions" as const);

const tiers = (steps: readonly bigint[]) =>
  fc
    .array(ppm(300_000), { minLength: steps.length, maxLength: steps.length })
    .map((rates) =>
      rates
        .toSorted((a, b) => Number(a - b))
        .map((ratePpm, index) => ({ from: steps[index] ?? 0n, ratePpm })),
    );
const tiersOf = (of: "amount" | "conversions") =>
  tiers(of === "amount" ? [0n, 8_000n, 20_000n] : [0n, 2n, 4n]);
const tiered = fc.oneof(
  fc.record({
    kind: fc.constant("tiered" as const),
    mode: fc.constant("per_order" as const),
    metric: fc.constant("amount" as const),
    period: fc.constant("order" as const),
    tiers: tiersOf("amount"),
  }),
  fc.record({
    kind: fc.constant("tiered" as const),
    mode: fc.constant("marginal" as const),
    metric: fc.constant("amount" as const),
    period: fc.constant("order" as const),
    tiers: tiersOf("amount"),
  }),
  metric.chain((of) =>
    fc.record({
      kind: fc.constant("tiered" as const),
      mode: fc.constantFrom("marginal" as const, "whole_period" as const),
      metric: fc.constant(of),
      period,
      tiers: tiersOf(of),
    }),
  ),
);
const rule = fc.record({
  when: usually<Condition | null>(null, condition, 1),
  recurringMonths: usually<number | null>(null, fc.constantFrom(0, 1, 2), 4),
  action: fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("percent" as const), ratePpm: ppm(300_000) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom("flat" as const, "per_item" as const),
        amountMinor: minor(2_000),
      }),
    },
    { weight: 2, arbitrary: tiered },
  ),
});
const cap = fc.oneof(
  fc.record({ scope: fc.constant("conversion" as const), amountMinor: minor(3_000) }),
  fc.record({
    scope: fc.constantFrom("customer" as const, "affiliate" as const),
    period,
    amountMinor: minor(5_000),
  }),
);
const bonus = metric.chain((of) =>
  fc.record({
    metric: fc.constant(of),
    period,
    threshold: of === "amount" ? fc.constantFrom(5_000n, 15_000n) : fc.constantFrom(1n, 3n),
    amountMinor: fc.constantFrom(1n, 777n),
  }),
);
/** Sums need a currency. */
const needsCurrency = (terms: CommissionPlan): boolean =>
  judgePlan(terms).some(({ param }) => param === "currency");
/** A plan that the API would take. */
export const plan: fc.Arbitrary<CommissionPlan> = fc
  .record({
    currency: usually<Currency | null>(null, currency, 1),
    basis: fc.record({
      of: fc.constantFrom("order" as const, "items" as const),
      less: fc.subarray(["discount" as const, "shipping" as const, "tax" as const]),
    }),
    minimumOrderMinor: usually<bigint | null>(null, minor(6_000), 5),
    rules: fc
      .array(rule, { minLength: 1, maxLength: 3 })
      .map((rules) => rules.map((each, index) => ({ ...each, id: `rule-${index}` }))),
    caps: usually<(typeof cap extends fc.Arbitrary<infer C> ? C : never)[]>(
      [],
      fc.array(cap, { maxLength: 2 }),
      2,
    ),
    overrides: usually<CommissionPlan["overrides"]>(
      null,
      fc.record({
        of: fc.constantFrom("commission" as const, "base" as const),
        ratesPpm: fc.array(ppm(100_000), { minLength: 1, maxLength: 3 }),
      }),
      2,
    ),
    bonuses: usually<CommissionPlan["bonuses"]>(
      [],
      bonus.map((each) => [{ ...each, id: "bonus" }]),
      2,
    ),
  })
  .map((each) => (needsCurrency(each) ? { ...each, currency: each.currency ?? ("EUR" as Currency) } : each))
  .filter((each) => judgePlan(each).length === 0);
