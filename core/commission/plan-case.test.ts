import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { CommissionPlan, PlanRule } from "./commission-plan.ts";
import type { Condition } from "./condition.ts";
import { PLAIN_TERMS } from "./plan-body.ts";
import { type PlanCaseGiven, type PlanCaseSum, planCaseProblem, runPlanCase } from "./plan-case.ts";

const EUR = "EUR" as Currency;
const rule = (parts: Partial<PlanRule> = {}): PlanRule => ({
  ...{ id: "ten", when: null, recurringMonths: null, action: { kind: "percent", ratePpm: 100_000n } },
  ...parts,
});
const plan = (parts: Partial<CommissionPlan> = {}): CommissionPlan => ({
  ...{ ...PLAIN_TERMS, currency: EUR, rules: [rule()] },
  ...parts,
});
const ADA: PlanCaseGiven["affiliates"][number] = {
  ...{ affiliate: "ada", class: "content", group: "gold", tier: "t1", country: "DE", tags: ["mugs"] },
  sponsors: ["grace", "joan"],
  volumes: [{ period: "month", amount_minor: "15000", conversions: 2 }],
  earned: [{ period: "month", amount_minor: "700" }],
};
const GIVEN: PlanCaseGiven = {
  order: {
    ...{ event: "purchase", amount_minor: "10000", currency: "EUR", occurred_at: "2026-11-20T10:00:00Z" },
    ...{ discount_minor: "1000", shipping_minor: "200", tax_minor: "30", coupon_code: "SAVE", country: "FR" },
    metadata: { shop: "berlin" },
    items: [{ sku: "mug", category: "kitchen", quantity: 3, amount_minor: "10000" }],
  },
  credits: [{ affiliate: "ada", credit_ppm: 1_000_000 }],
  affiliates: [ADA],
  customer: { conversions_before: 4, first_converted_at: "2026-01-15T00:00:00Z" },
};
const sum = (affiliate: string, kind: PlanCaseSum["kind"], amountMinor: string): PlanCaseSum => ({
  ...{ affiliate, kind, amount_minor: amountMinor, currency: "EUR" },
});
const run = (parts: Partial<CommissionPlan>, given: Partial<PlanCaseGiven> = {}) =>
  runPlanCase(plan(parts), { ...GIVEN, ...given }).sums;
/** A pay of which all is known. */
const paid = (sums: readonly PlanCaseSum[]) => ({ sums, missing: [] });

describe("a case", () => {
  it("runs the plan over its order, shared by its credits", () => {
    expect(run({})).toEqual([sum("ada", "sale", "1000")]);
    const credits = [
      { affiliate: "joan", credit_ppm: 250_000 },
      { affiliate: "ada", credit_ppm: 500_000 },
      { affiliate: "ada", credit_ppm: 250_000 },
    ];
    expect(run({}, { credits })).toEqual([sum("ada", "sale", "750"), sum("joan", "sale", "250")]);
    const nothing = rule({ action: { kind: "percent", ratePpm: 0n } });
    expect(run({ rules: [nothing] })).toEqual([]);
  });

  it.each<[string, Partial<CommissionPlan>, string]>([
    ["discount", { basis: { of: "order", less: ["discount"] } }, "900"],
    ["shipping", { basis: { of: "order", less: ["shipping"] } }, "980"],
    ["tax", { basis: { of: "order", less: ["tax"] } }, "997"],
    ["pieces", { rules: [rule({ action: { kind: "per_item", amountMinor: 7n } })] }, "21"],
    ["earnings before", { caps: [{ scope: "affiliate", period: "month", amountMinor: 900n }] }, "200"],
  ])("knows its %s", (_, parts, amountMinor) => {
    expect(run(parts)).toEqual([sum("ada", "sale", amountMinor)]);
  });

  it.each<Condition>([
    { field: "conversion.event", in: ["purchase"] },
    { field: "conversion.currency", in: ["EUR"] },
    { field: "conversion.coupon", in: ["SAVE"] },
    { field: "conversion.country", in: ["FR"] },
    { field: "conversion.customer", in: ["returning"] },
    { field: "conversion.payment", min: "5", max: "5" },
    { field: "conversion.metadata", key: "shop", in: ["berlin"] },
    { field: "conversion.occurred_at", from: "2026-11-20T10:00:00Z", to: "2026-11-20T10:00:01Z" },
    { field: "affiliate.id", in: ["ada"] },
    { field: "affiliate.class", in: ["content"] },
    { field: "affiliate.group", in: ["gold"] },
    { field: "affiliate.tier", in: ["t1"] },
    { field: "affiliate.country", in: ["DE"] },
    { field: "affiliate.tags", in: ["mugs"] },
    { field: "item.sku", in: ["mug"] },
    { field: "item.category", in: ["kitchen"] },
  ])("answers %j", (when) => {
    expect(run({ rules: [rule({ when })] })).toEqual([sum("ada", "sale", "1000")]);
    expect(run({ rules: [rule({ when: { all: [when, { any: [] }] } })] })).toEqual([]);
  });

  it("knows since when the customer buys, or that it is new", () => {
    const monthsOf = (recurringMonths: number, given: Partial<PlanCaseGiven> = {}) =>
      run({ rules: [rule({ recurringMonths })] }, given).length;
    expect([monthsOf(10), monthsOf(11)]).toEqual([0, 1]);
    const customer = { conversions_before: 0, first_converted_at: null };
    expect(monthsOf(0, { customer })).toBe(1);
  });

  it("knows sponsors and volumes", () => {
    const overrides = { of: "commission", ratesPpm: [100_000n, 50_000n] } as const;
    const bonus = {
      id: "b",
      metric: "amount",
      period: "month",
      threshold: 25_000n,
      amountMinor: 9n,
    } as const;
    const third = { ...bonus, id: "c", metric: "conversions", threshold: 3n, amountMinor: 4n } as const;
    expect(run({ overrides, bonuses: [bonus, third, { ...bonus, id: "d", threshold: 25_001n }] })).toEqual([
      ...[sum("ada", "bonus", "13"), sum("ada", "sale", "1000")],
      ...[sum("grace", "override", "100"), sum("joan", "override", "50")],
    ]);
  });

  it("counts what was before in the order's currency where the plan has none", () => {
    const order = { ...GIVEN.order, currency: "JPY" };
    expect(run({ currency: null }, { order })).toEqual([{ ...sum("ada", "sale", "1000"), currency: "JPY" }]);
    const bands = [
      { from: 0n, ratePpm: 0n },
      { from: 3n, ratePpm: 100_000n },
    ];
    const action = { kind: "tiered", mode: "marginal", metric: "conversions", period: "month" } as const;
    const rules = [rule({ action: { ...action, tiers: bands } })];
    expect(run({ currency: null, rules }, { order })).toHaveLength(1);
  });
});

describe("a case in another currency than its plan's", () => {
  const order = { ...GIVEN.order, amount_minor: "11783", currency: "USD" };
  const rates = [{ currency: "USD", rate: "1.1783" }];

  it("is paid at the rate that it gives, of the day of its order", () => {
    expect(run({}, { order, rates })).toEqual([sum("ada", "sale", "1000")]);
  });

  it("says which rate it lacks, and is not taken for one that pays nothing", () => {
    const pay = runPlanCase(plan(), { ...GIVEN, order });
    expect(pay).toEqual({ sums: [], missing: ["USD to EUR"] });
    expect(planCaseProblem([], pay)).toBe("expected nothing; no rate is given from USD to EUR");
    expect(planCaseProblem([], { ...pay, missing: [...pay.missing, "EUR to JPY"] })).toBe(
      "expected nothing; no rate is given from USD to EUR, EUR to JPY",
    );
  });

  it("needs none where no sum is valued", () => {
    const flat = rule({ action: { kind: "flat", amountMinor: 500n } });
    expect(run({ rules: [flat] }, { order })).toEqual([sum("ada", "sale", "500")]);
  });
});

describe("what a case expects", () => {
  const outcome = [sum("ada", "sale", "1000"), sum("ada", "bonus", "5"), sum("joan", "sale", "1")];

  it("may be told in any order and in parts, nothing left out", () => {
    const parts = [sum("joan", "sale", "1"), sum("ada", "sale", "400"), sum("ada", "sale", "600")];
    expect(
      planCaseProblem([...parts, sum("ada", "bonus", "5"), sum("x", "sale", "0")], paid(outcome)),
    ).toBeNull();
    expect(planCaseProblem([], paid([]))).toBeNull();
  });

  it("differs in words", () => {
    expect(planCaseProblem([sum("ada", "sale", "1000")], paid(outcome))).toBe(
      "expected ada sale 10.00 EUR; got ada bonus 0.05 EUR, ada sale 10.00 EUR, joan sale 0.01 EUR",
    );
    expect(planCaseProblem([], paid([{ ...sum("ada", "sale", "7"), currency: "JPY" }]))).toBe(
      "expected nothing; got ada sale 7 JPY",
    );
  });
});
