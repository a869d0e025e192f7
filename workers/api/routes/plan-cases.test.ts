import { describe, expect, it } from "vitest";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import type { Answer } from "../../../tests/support/call-api.ts";
import { faultyParamsOf, problemsOf } from "../../../tests/support/problems.ts";

const shop = apiWithSample();
const TEN = { id: "ten", action: { kind: "percent", rate_ppm: 100_000 } };
const create = (terms: object): Promise<Answer> => shop.post("/v1/plans", { name: "Plan", terms });

describe("a case of a plan", () => {
  const CASE = {
    name: "Gold earns 15 %",
    given: {
      order: { amount_minor: 10_000, currency: "EUR" },
      credits: [
        { affiliate: "ada", credit_ppm: 750_000 },
        { affiliate: "grace", credit_ppm: 250_000 },
      ],
      affiliates: [{ affiliate: "ada", group: "gold", sponsors: ["joan"] }],
    },
    expected: [
      { affiliate: "grace", amount_minor: 250, currency: "EUR" },
      { affiliate: "ada", amount_minor: 1_125, currency: "EUR" },
      { affiliate: "joan", kind: "override", amount_minor: 56, currency: "EUR" },
    ],
  };
  const gold = (ratePpm: number) => ({
    rules: [
      {
        ...{ id: "gold", when: { field: "affiliate.group", in: ["gold"] } },
        action: { kind: "percent", rate_ppm: ratePpm },
      },
      TEN,
    ],
    overrides: { of: "commission", rates_ppm: [50_000] },
  });

  it("holds back every version that pays something else, until it is retired", async () => {
    const { body: plan } = await create(gold(150_000));
    const path = `/v1/plans/${plan.id}`;
    const { status, body: kept } = await shop.post(`${path}/cases`, CASE);
    expect([status, kept]).toMatchObject([
      201,
      { id: expect.stringMatching(/^pcs_/), object: "plan_case", outcome: { plan_version: 1, passes: true } },
    ]);
    const refused = await shop.post(`${path}/versions`, { terms: gold(140_000) });
    expect(refused.status).toBe(409);
    expect(refused.body.error.errors).toEqual([
      {
        ...{ param: kept.id, code: "case_broken" },
        message:
          "Gold earns 15 %: expected ada sale 11.25 EUR, grace sale 2.50 EUR, joan override 0.56 EUR; " +
          "got ada sale 10.50 EUR, grace sale 2.50 EUR, joan override 0.53 EUR",
      },
    ]);
    expect((await shop.get(path)).body.versions).toHaveLength(1);
    expect((await shop.post(`${path}/versions`, { terms: gold(150_000) })).status).toBe(201);
    const retired = await shop.post(`${path}/cases/${kept.id}/retire`);
    expect(retired.body.retired_at).not.toBeNull();
    expect((await shop.post(`${path}/cases/${kept.id}/retire`)).body).toEqual(retired.body);
    expect((await shop.post(`${path}/versions`, { terms: gold(140_000) })).status).toBe(201);
    const { data } = (await shop.get(`${path}/cases`)).body;
    expect(data).toMatchObject([{ id: kept.id, outcome: { plan_version: 3, passes: false } }]);
    expect((await shop.acts(plan.id)).map(({ action }) => action)).toEqual([
      ...["plan.version_created", "plan.case_retired", "plan.version_created", "plan.case_created"],
      "plan.created",
    ]);
  });

  it("is refused with its fields at fault, and belongs to its workspace", async () => {
    const { body: plan } = await create({ rules: [TEN] });
    const path = `/v1/plans/${plan.id}/cases`;
    const credits = [{ affiliate: "ada", credit_ppm: 1 }];
    const wrong = { ...CASE, given: { ...CASE.given, credits, order: { amount_minor: -1, currency: "E" } } };
    expect(faultyParamsOf(await shop.post(path, wrong))).toEqual([
      ...[422, "given.credits", "given.order.amount_minor", "given.order.currency"],
    ]);
    const affiliates = ["ada", "grace", "ada"].map((affiliate) => ({ affiliate }));
    expect(problemsOf(await shop.post(path, { ...CASE, given: { ...CASE.given, affiliates } }))).toEqual([
      422,
      "given.affiliates[2].affiliate: ada is named before",
    ]);
    expect((await shop.post(path, CASE, shop.otherKey)).status).toBe(404);
    expect((await shop.get(path, shop.otherKey)).status).toBe(404);
    const { body: kept } = await shop.post(path, CASE);
    expect((await shop.post(`${path}/${kept.id}/retire`, {}, shop.otherKey)).status).toBe(404);
    const { body: other } = await create({ rules: [TEN] });
    expect((await shop.post(`/v1/plans/${other.id}/cases/${kept.id}/retire`)).status).toBe(404);
  });
});

describe("an exception", () => {
  it("gives an affiliate another plan in a program, once for each beginning", async () => {
    const { programId, planId, affiliates } = shop.sample;
    const [{ affiliateId }] = affiliates;
    const at = { program_id: programId, affiliate_id: affiliateId, plan_id: planId };
    const later = { ...at, effective_from: "2090-01-01T00:00:00Z", effective_to: "2090-02-01T00:00:00Z" };
    const { status, body } = await shop.post("/v1/plan-exceptions", later);
    expect([status, body]).toEqual([
      201,
      {
        ...{ id: expect.stringMatching(/^pex_/), object: "plan_exception", ...at },
        ...{ effective_from: "2090-01-01T00:00:00.000Z", effective_to: "2090-02-01T00:00:00.000Z" },
        created_at: expect.any(String),
      },
    ]);
    expect(problemsOf(await shop.post("/v1/plan-exceptions", later))).toEqual([
      409,
      "effective_from: is taken",
    ]);
    const back = await shop.post("/v1/plan-exceptions", { ...at, plan_id: null });
    expect(back.body).toMatchObject({ plan_id: null, effective_to: null });
    const { data } = (await shop.get(`/v1/plan-exceptions?affiliate_id=${affiliateId}`)).body;
    expect(data).toEqual([body, back.body]);
    expect((await shop.get(`/v1/plan-exceptions?program_id=${programId}`, shop.otherKey)).body.data).toEqual(
      [],
    );
    expect((await shop.acts(affiliateId))[0]).toMatchObject({ action: "plan.exception_created" });
  });

  it("is refused for the past, an end before its beginning, and what is not of the workspace", async () => {
    const { programId, planId, affiliates } = shop.sample;
    const [{ affiliateId }] = affiliates;
    const at = { program_id: programId, affiliate_id: affiliateId, plan_id: planId };
    const post = (fields: object, by?: string) => shop.post("/v1/plan-exceptions", { ...at, ...fields }, by);
    expect(faultyParamsOf(await post({ effective_from: "2020-01-01T00:00:00Z" }))).toEqual([
      422,
      "effective_from",
    ]);
    expect(faultyParamsOf(await post({ effective_to: "2020-01-01T00:00:00Z" }))).toEqual([
      422,
      "effective_to",
    ]);
    expect(faultyParamsOf(await post({ plan_id: "pln_none" }))).toEqual([422, "plan_id"]);
    expect(faultyParamsOf(await post({ affiliate_id: "aff_none" }))).toEqual([422, "affiliate_id"]);
    expect(faultyParamsOf(await post({}, shop.otherKey))).toEqual([
      422,
      "affiliate_id",
      "plan_id",
      "program_id",
    ]);
  });
});
