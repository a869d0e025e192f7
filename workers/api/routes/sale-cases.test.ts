import { describe, expect, it } from "vitest";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import { faultyParamsOf, problemsOf } from "../../../tests/support/problems.ts";

const shop = apiWithSample();
const POLICIES = "/v1/attribution/policies";
const TERMS = {
  ...{ model: "last_click", lookback_days: 30, min_click_to_conversion_seconds: 0 },
  counted_verdicts: ["human", "duplicate"],
};
const JOURNEY = [
  { affiliate: "blog", seconds_before_order: 86_400 },
  { affiliate: "deals", class: "coupon", seconds_before_order: 60 },
];
const ORDER = { amount_minor: 10_000, currency: "EUR" };
const percent = (rateBps: number) => ({ kind: "percent", rate_bps: rateBps });
const dollars = (rateBps: number) => ({
  terms: {
    currency: "USD",
    rules: [{ id: "all", action: { kind: "percent", rate_ppm: rateBps * 100 } }],
  },
});
const newPlan = async (version: object = { rule: percent(1_000) }, key = shop.key): Promise<string> =>
  (await shop.post("/v1/plans", { name: "Plan", ...version }, key)).body.id;
const addPolicyCase = (name: string, given: object, expected: object) =>
  shop.post(`${POLICIES}/cases`, { name, given: { journey: JOURNEY, ...given }, expected });
const addPlanCase = (planId: string, given: object, expected: readonly object[]) =>
  shop.post(`/v1/plans/${planId}/cases`, { name: "Sale", given: { order: ORDER, ...given }, expected });
const addVersion = (planId: string, version: object) => shop.post(`/v1/plans/${planId}/versions`, version);
const addPolicy = (fields: object) => shop.post(POLICIES, { ...TERMS, ...fields });
const retirePolicyCase = (id: string) => shop.post(`${POLICIES}/cases/${id}/retire`);
const eur = (affiliate: string, amountMinor: string) => ({
  ...{ affiliate, kind: "sale", amount_minor: amountMinor, currency: "EUR" },
});

describe("a case of the policy that asks for money", () => {
  it("is held by versions of the policy and of the plan that it names", async () => {
    const planId = await newPlan();
    const sums = [eur("deals", "1000")];
    const given = { order: ORDER, plan: { plan_id: planId } };
    const { status, body: kept } = await addPolicyCase("The last earns a tenth", given, { sums });
    expect([status, kept]).toMatchObject([
      201,
      {
        given: { plan: { plan_id: planId }, order: { ...ORDER, amount_minor: "10000", event: "sale" } },
        expected: { sums },
        outcome: { passes: true, problem: null, reason: "attributed", sums },
      },
    ]);
    const credits = [{ affiliate: "deals", credit_ppm: 1_000_000 }];
    expect((await addPolicyCase("Both", given, { credits, sums })).body.expected).toMatchObject({
      ...{ credits, sums },
    });
    const linear = await addPolicy({ model: "linear" });
    expect([linear.status, linear.body.error.errors[0]]).toEqual([
      409,
      {
        ...{ param: kept.id, code: "case_broken" },
        message:
          "The last earns a tenth: expected deals sale 10.00 EUR; got blog sale 5.00 EUR, deals sale 5.00 EUR",
      },
    ]);
    expect(linear.body.error.errors[1].message).toBe(
      "Both: expected deals 1000000; got blog 500000, deals 500000; " +
        "expected deals sale 10.00 EUR; got blog sale 5.00 EUR, deals sale 5.00 EUR",
    );
    const less = await addVersion(planId, { rule: percent(900) });
    expect([less.status, less.body.error.errors[0]]).toEqual([
      409,
      {
        ...{ param: kept.id, code: "case_broken" },
        message: "The last earns a tenth: expected deals sale 10.00 EUR; got deals sale 9.00 EUR",
      },
    ]);
    expect((await addVersion(planId, { rule: percent(1_000) })).status).toBe(201);
    const { data } = (await shop.get(`${POLICIES}/cases`)).body;
    for (const { id } of data) await retirePolicyCase(id);
    expect((await addVersion(planId, { rule: percent(900) })).status).toBe(201);
  });

  it("that does not hold as it is waits for a policy, and holds no plan back", async () => {
    const planId = await newPlan();
    const given = { order: ORDER, plan: { plan_id: planId } };
    const { body } = await addPolicyCase("The first earns", given, { sums: [eur("blog", "1000")] });
    expect(body.outcome).toMatchObject({ passes: false, sums: [eur("deals", "1000")] });
    expect((await addVersion(planId, { rule: percent(1_100) })).status).toBe(201);
    await retirePolicyCase(body.id);
  });

  it("may have plans of its own, by affiliate, and knows what plans ask about", async () => {
    const when = { field: "affiliate.class", in: ["coupon"] };
    const rules = [{ id: "coupons", when, action: { kind: "percent", rate_ppm: 50_000 } }];
    const given = {
      order: { ...ORDER, coupon: { affiliate: "deals", class: "coupon" } },
      plan: { terms: { rules } },
      affiliates: [{ affiliate: "blog", sponsors: ["joan"], plan: { rule: percent(2_000) } }],
    };
    const ofDeals = await addPolicyCase("Deals", given, { sums: [eur("deals", "500")] });
    expect(ofDeals.body.outcome).toMatchObject({ passes: true, problem: null });
    const ofBlog = await addPolicyCase(
      "Blog",
      { ...given, journey: [{ affiliate: "blog", seconds_before_order: 60 }], order: ORDER },
      { sums: [eur("blog", "2000")] },
    );
    expect(ofBlog.body.outcome).toMatchObject({ passes: true, problem: null });
    for (const { body } of [ofDeals, ofBlog]) await retirePolicyCase(body.id);
  });

  it("says why nobody is credited", async () => {
    const journey = [{ affiliate: "x", seconds_before_order: 60, verdict: "bot" }];
    const given = { journey, order: ORDER, plan: { rule: percent(1_000) } };
    const { body } = await addPolicyCase("Bots", given, { sums: [eur("x", "1000")] });
    expect(body.outcome.problem).toBe("expected x sale 10.00 EUR; got nothing (click_by_bot)");
    await retirePolicyCase(body.id);
  });

  it.each<[readonly string[], object, object]>([
    [["given.plan"], { order: ORDER }, { reason: "no_click" }],
    [["given.plan"], { rates: [] }, { reason: "no_click" }],
    [["given.plan"], {}, { sums: [] }],
    [["expected.sums"], { order: ORDER, plan: { rule: percent(1) } }, { reason: "no_click" }],
    [["given.order.amount_minor", "given.order.currency"], { plan: { rule: percent(1) } }, { sums: [] }],
    [["given.plan"], { order: ORDER, plan: {} }, { sums: [] }],
    [["given.plan.plan_id"], { order: ORDER, plan: { plan_id: "pln_none" } }, { sums: [] }],
    [
      ["given.affiliates[0].plan.plan_id"],
      {
        ...{ order: ORDER, plan: { rule: percent(1) } },
        affiliates: [{ affiliate: "blog", plan: { plan_id: "pln_none" } }],
      },
      { sums: [] },
    ],
    [
      ["given.plan.terms.currency"],
      {
        order: ORDER,
        plan: { terms: { rules: [{ id: "one", action: { kind: "flat", amount_minor: 1 } }] } },
      },
      { sums: [] },
    ],
    [
      ["given.affiliates[1].affiliate"],
      {
        ...{ order: ORDER, plan: { rule: percent(1) } },
        affiliates: [{ affiliate: "blog" }, { affiliate: "blog" }],
      },
      { sums: [] },
    ],
    [["given.rates"], { order: ORDER, plan: dollars(1_000) }, { sums: [] }],
    [
      ["given.rates[0].rate"],
      { order: ORDER, plan: dollars(1_000), rates: [{ currency: "USD", rate: "0" }] },
      { sums: [] },
    ],
    [
      ["expected.sums"],
      { order: ORDER, plan: { rule: percent(1) } },
      { reason: "no_click", sums: [eur("blog", "1")] },
    ],
    [["expected"], {}, {}],
    [["expected"], {}, { reason: "no_click", credits: [{ affiliate: "a", credit_ppm: 1_000_000 }] }],
  ])("is refused for %s", async (params, given, expected) => {
    expect(faultyParamsOf(await addPolicyCase("Refused", given, expected))).toEqual([422, ...params]);
  });

  it("names no plan of another workspace, nor one that has not begun", async () => {
    const others = await newPlan({ rule: percent(1_000) }, shop.otherKey);
    const later = await newPlan({ rule: percent(1_000), effective_from: "2090-01-01T00:00:00Z" });
    for (const planId of [others, later]) {
      const given = { order: ORDER, plan: { plan_id: planId } };
      expect(problemsOf(await addPolicyCase("Refused", given, { sums: [] }))).toEqual([
        ...[422, "given.plan.plan_id: names no plan in force"],
      ]);
    }
  });
});

describe("a case of a plan that gives a journey", () => {
  it("is held by versions of the plan, and of the policy in force", async () => {
    const planId = await newPlan();
    const { body: kept } = await addPlanCase(planId, { journey: JOURNEY }, [eur("deals", "1000")]);
    expect(kept).toMatchObject({
      given: { journey: [{ affiliate: "blog" }, {}] },
      outcome: { passes: true },
    });
    const refused = async (answer: Promise<{ status: number; body: { error: { errors: object[] } } }>) => {
      const { status, body } = await answer;
      return [status, body.error.errors];
    };
    const of = (got: string) => [
      ...[
        409,
        [{ param: kept.id, code: "case_broken", message: `Sale: expected deals sale 10.00 EUR; got ${got}` }],
      ],
    ];
    expect(await refused(addVersion(planId, { rule: percent(900) }))).toEqual(of("deals sale 9.00 EUR"));
    expect(await refused(addPolicy({ model: "first_click" }))).toEqual(of("blog sale 10.00 EUR"));
    expect(await refused(addPolicy({ counted_verdicts: ["bot"] }))).toEqual(
      of("nothing (click_not_counted)"),
    );
    await shop.post(`/v1/plans/${planId}/cases/${kept.id}/retire`);
    expect((await addPolicy({})).status).toBe(201);
  });

  it("that does not hold as it is waits for a plan, and holds no policy back", async () => {
    const planId = await newPlan();
    const { body } = await addPlanCase(planId, { journey: JOURNEY }, [eur("blog", "2000")]);
    expect(body.outcome.passes).toBe(false);
    expect((await addPolicy({})).status).toBe(201);
    await shop.post(`/v1/plans/${planId}/cases/${body.id}/retire`);
  });

  it("may name a version of the policy, or have a policy of its own", async () => {
    const planId = await newPlan();
    const { body: first } = await addPlanCase(planId, { journey: JOURNEY, policy: { version: 1 } }, [
      eur("deals", "1000"),
    ]);
    expect(first).toMatchObject({ given: { policy: { version: 1 } }, outcome: { passes: true } });
    const own = { terms: { ...TERMS, coupon_precedence: "split", coupon_ppm: 400_000 } };
    const order = { ...ORDER, coupon: { affiliate: "joan" } };
    const { body: second } = await addPlanCase(planId, { journey: JOURNEY, policy: own, order }, [
      ...[eur("deals", "600"), eur("joan", "400")],
    ]);
    expect(second).toMatchObject({
      given: { policy: { terms: { model: "last_click", coupon_ppm: 400_000 } } },
      outcome: { passes: true, problem: null },
    });
    expect((await addPolicy({ model: "first_click" })).status).toBe(201);
    expect((await addPolicy({})).status).toBe(201);
  });

  it("is valued at the rate it gives, and refused without one", async () => {
    const planId = await newPlan(dollars(1_000));
    const rates = [{ currency: "USD", rate: "1.1783" }];
    const sums = [{ affiliate: "deals", amount_minor: 1_178, currency: "USD" }];
    expect(problemsOf(await addPlanCase(planId, { journey: JOURNEY }, []))).toEqual([
      ...[422, "given.rates: must say what the currencies cost in euros, from EUR to USD"],
    ]);
    const credits = [{ affiliate: "ada", credit_ppm: 1_000_000 }];
    expect(faultyParamsOf(await addPlanCase(planId, { credits }, []))).toEqual([422, "given.rates"]);
    const { body } = await addPlanCase(planId, { journey: JOURNEY, rates }, sums);
    expect(body).toMatchObject({ given: { rates }, outcome: { passes: true, problem: null } });
    await shop.post(`/v1/plans/${planId}/cases/${body.id}/retire`);
  });

  it("without a rate that a later version needs is broken by it, and does not seem to earn nothing", async () => {
    const planId = await newPlan();
    expect(
      (await addPlanCase(planId, { journey: JOURNEY, order: { ...ORDER, amount_minor: 0 } }, [])).status,
    ).toBe(201);
    const { body } = await addPlanCase(planId, { journey: [] }, []);
    expect(body.outcome.passes).toBe(true);
    const credits = [{ affiliate: "ada", credit_ppm: 1_000_000 }];
    const { body: kept } = await addPlanCase(planId, { credits }, [eur("ada", "1000")]);
    expect(problemsOf(await addVersion(planId, dollars(1_000)))).toEqual([
      ...[409, `${kept.id}: Sale: expected ada sale 10.00 EUR; no rate is given from EUR to USD`],
    ]);
  });

  it.each<[readonly string[], object]>([
    [["given.credits"], {}],
    [["given.credits"], { journey: JOURNEY, credits: [{ affiliate: "a", credit_ppm: 1_000_000 }] }],
    [["given.policy"], { policy: { version: 1 }, credits: [{ affiliate: "a", credit_ppm: 1_000_000 }] }],
    [["given.policy"], { policy: {}, journey: JOURNEY }],
    [["given.policy.version"], { policy: { version: 999 }, journey: JOURNEY }],
    [
      ["given.order.coupon"],
      {
        order: { ...ORDER, coupon: { affiliate: "a" } },
        credits: [{ affiliate: "a", credit_ppm: 1_000_000 }],
      },
    ],
    [
      ["given.rates[1].currency"],
      {
        journey: JOURNEY,
        rates: [
          { currency: "USD", rate: "1" },
          { currency: "USD", rate: "2" },
        ],
      },
    ],
    [["given.rates[0].currency"], { journey: JOURNEY, rates: [{ currency: "EUR", rate: "1" }] }],
  ])("is refused for %s", async (params, given) => {
    expect(faultyParamsOf(await addPlanCase(await newPlan(), given, []))).toEqual([422, ...params]);
  });
});
