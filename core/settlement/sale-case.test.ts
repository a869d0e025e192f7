import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../attribution/policy.ts";
import type { CommissionPlan, PlanRule } from "../commission/commission-plan.ts";
import { PLAIN_TERMS } from "../commission/plan-body.ts";
import type { Currency } from "../money/currency.ts";
import type { PlanId } from "../shared/id.ts";
import {
  lackedByPlanSale,
  lackedBySale,
  type PlanSaleCase,
  type PolicySaleCase,
  planSaleProblem,
  policySaleProblem,
  runPlanSale,
  runPolicySale,
} from "./sale-case.ts";

const LINEAR = { ...DEFAULT_POLICY, model: { kind: "linear" } } as const;
const click = (affiliate: string, seconds: number, change: object = {}) => ({
  ...({ affiliate, class: "content", affiliate_status: "active", program_status: "active" } as const),
  ...({ kind: "click", seconds_before_order: seconds, verdict: "human", ...change } as const),
});
const ORDER = {
  ...{ event: "sale", amount_minor: "105", currency: "EUR", occurred_at: "2027-01-15T12:00:00.000Z" },
  ...{ discount_minor: "0", shipping_minor: "0", tax_minor: "0", coupon_code: null, country: null },
  ...{ metadata: {}, items: [] },
};
const CUSTOMER = { conversions_before: 0, first_converted_at: null };
const HALF: PlanRule = {
  ...{ id: "half", when: null, recurringMonths: null },
  action: { kind: "percent", ratePpm: 500_000n },
};
const plan = (parts: Partial<CommissionPlan> = {}): CommissionPlan => ({
  ...{ ...PLAIN_TERMS, rules: [HALF], ...parts },
});
const PLAN = "pln_shop" as PlanId;
const plans = (parts: Partial<CommissionPlan> = {}) => new Map([[PLAN, plan(parts)]]);
const sale = (parts: Partial<PolicySaleCase> = {}): PolicySaleCase => ({
  ...{ journey: [click("zine", 30)], order: { coupon: null, ...ORDER }, plan: { plan_id: PLAN } },
  ...{ customer: CUSTOMER, ...parts },
});
const eur = (affiliate: string, amount_minor: string) => ({
  ...({ affiliate, kind: "sale", amount_minor, currency: "EUR" } as const),
});
const traits = (affiliate: string, parts: object = {}) => ({
  ...{ affiliate, class: "content", group: null, tier: null, country: null },
  ...{ tags: [], sponsors: [], volumes: [], earned: [], ...parts },
});

describe("a case of the policy that asks for money", () => {
  it("pays each touchpoint by itself, as a sale is paid, and shows credits by affiliate", () => {
    const journey = [click("zine", 60), click("zine", 30), click("shop", 10)];
    // 105 in thirds is 35 each, of which a half is 17.5: two touchpoints earn 18 each, and not 35 together.
    expect(runPolicySale(LINEAR, sale({ journey }), plans())).toEqual({
      reason: "attributed",
      credits: [
        { affiliate: "shop", credit_ppm: 333_333 },
        { affiliate: "zine", credit_ppm: 666_667 },
      ],
      pay: { sums: [eur("shop", "18"), eur("zine", "36")], missing: [] },
    });
  });

  it("is paid nothing and asked nothing where it names no plan", () => {
    const given = { journey: [click("zine", 30)], order: { coupon: null } };
    expect(runPolicySale(LINEAR, given, new Map()).pay).toBeNull();
    expect(lackedBySale(given, new Map())).toEqual([]);
  });

  it("counts what was before under the plan of each affiliate", () => {
    const caps = [{ scope: "affiliate", period: "month", amountMinor: 60n } as const];
    const earned = [{ period: "month", amount_minor: "40" }];
    const rule = { kind: "flat", amount_minor: "9", currency: "EUR" };
    const affiliates = [traits("zine", { earned }), traits("shop", { earned, plan: { rule } })];
    const journey = [click("zine", 60), click("shop", 30)];
    expect(
      runPolicySale(LINEAR, sale({ journey, affiliates }), plans({ caps, currency: "EUR" as Currency })).pay
        ?.sums,
    ).toEqual([eur("shop", "5"), eur("zine", "20")]);
  });

  it("asks plans about the class that the journey says, and the coupon's", () => {
    const ofCoupons = plans({ rules: [{ ...HALF, when: { field: "affiliate.class", in: ["coupon"] } }] });
    const paid = (given: PolicySaleCase) => runPolicySale(DEFAULT_POLICY, given, ofCoupons).pay?.sums;
    const journey = [click("zine", 30, { class: "coupon" })];
    expect(paid(sale({ journey }))).toEqual([eur("zine", "53")]);
    expect(paid(sale({ journey, affiliates: [traits("zine")] }))).toEqual([eur("zine", "53")]);
    expect(paid(sale({ affiliates: [traits("zine", { class: "coupon" })] }))).toEqual([]);
    const {
      kind: _,
      seconds_before_order: __,
      verdict: ___,
      ...owner
    } = click("deals", 0, { class: "coupon" });
    const order = { coupon: { ...owner, status: "active" as const }, ...ORDER };
    expect(paid(sale({ journey: [], order }))).toEqual([eur("deals", "53")]);
  });

  it("lacks the rates of whoever may be credited, though another one is", () => {
    const own = { rule: { kind: "percent", rate_bps: 1 } };
    const journey = [click("zine", 60), click("shop", 30)];
    const inDollars = plans({ currency: "USD" as Currency });
    const given = sale({ journey, affiliates: [traits("shop", { plan: own })] });
    expect(runPolicySale(DEFAULT_POLICY, given, inDollars).pay?.missing).toEqual([]);
    expect(lackedBySale(given, inDollars)).toEqual(["EUR to USD"]);
    expect(lackedBySale({ ...given, rates: [{ currency: "USD", rate: "1.1" }] }, inDollars)).toEqual([]);
  });

  it("says each thing that differs", () => {
    const outcome = runPolicySale(LINEAR, sale(), plans());
    const credits = [{ affiliate: "zine", credit_ppm: 1_000_000 }];
    expect(
      policySaleProblem({ reason: "attributed", credits, sums: [eur("zine", "53")] }, outcome),
    ).toBeNull();
    expect(policySaleProblem({ reason: "no_click", sums: [] }, outcome)).toBe(
      "expected no credit (no_click); got zine 1000000; expected nothing; got zine sale 0.53 EUR",
    );
    expect(
      policySaleProblem({ sums: [eur("zine", "1")] }, runPolicySale(LINEAR, sale({ journey: [] }), plans())),
    ).toBe("expected zine sale 0.01 EUR; got nothing (no_click)");
  });
});

describe("a case of a plan", () => {
  const GIVEN: PlanSaleCase = { order: ORDER, affiliates: [], customer: CUSTOMER };
  const credits = [{ affiliate: "ada", credit_ppm: 1_000_000 }];

  it("that says who is credited asks no policy", () => {
    const outcome = runPlanSale(plan(), { ...GIVEN, credits }, null);
    expect(outcome).toEqual({ reason: null, pay: { sums: [eur("ada", "53")], missing: [] } });
    expect(planSaleProblem([], outcome)).toBe("expected nothing; got ada sale 0.53 EUR");
  });

  it("that gives a journey is credited by the policy", () => {
    const given = { ...GIVEN, journey: [click("zine", 60), click("shop", 30)] };
    expect(runPlanSale(plan(), given, LINEAR).pay.sums).toEqual([eur("shop", "26"), eur("zine", "27")]);
    expect(runPlanSale(plan(), given, DEFAULT_POLICY).pay.sums).toEqual([eur("shop", "53")]);
    const none = runPlanSale(plan(), { ...GIVEN, journey: [] }, LINEAR);
    expect(planSaleProblem([], none)).toBeNull();
    expect(planSaleProblem([eur("x", "1")], none)).toBe("expected x sale 0.01 EUR; got nothing (no_click)");
  });

  it("lacks a rate, whoever is credited", () => {
    const inDollars = plan({ currency: "USD" as Currency });
    const late = { ...GIVEN, journey: [click("zine", 60 * 86_400)] };
    expect(runPlanSale(inDollars, late, DEFAULT_POLICY).pay).toEqual({ sums: [], missing: [] });
    expect(lackedByPlanSale(inDollars, late)).toEqual(["EUR to USD"]);
    expect(lackedByPlanSale(inDollars, { ...GIVEN, credits })).toEqual(["EUR to USD"]);
    expect(lackedByPlanSale(plan(), { ...GIVEN, credits })).toEqual([]);
  });
});
