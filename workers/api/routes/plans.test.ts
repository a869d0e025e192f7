import { describe, expect, it } from "vitest";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import type { Answer } from "../../../tests/support/call-api.ts";
import { faultyParamsOf, problemsOf } from "../../../tests/support/problems.ts";

const shop = apiWithSample();
const TEN = { id: "ten", action: { kind: "percent", rate_ppm: 100_000 } };
const create = (terms: object): Promise<Answer> => shop.post("/v1/plans", { name: "Plan", terms });

const TERMS = {
  currency: "EUR",
  basis: { of: "items", less: ["discount", "tax"] },
  minimum_order_minor: 1_000,
  rules: [
    {
      id: "gold-kitchen",
      when: {
        all: [
          { field: "affiliate.group", in: ["gold"] },
          {
            any: [
              { field: "item.category", in: ["kitchen"] },
              { field: "conversion.payment", max: 1 },
            ],
          },
          { field: "conversion.metadata", key: "channel", not_in: ["store"] },
          { field: "conversion.occurred_at", from: "2026-12-01T00:00:00+01:00" },
        ],
      },
      recurring_months: 12,
      action: { kind: "per_item", amount_minor: "250" },
    },
    {
      id: "volume",
      action: {
        ...{ kind: "tiered", mode: "marginal", period: "month" },
        tiers: [
          { from: 0, rate_ppm: 50_000 },
          { from: 1_000_000, rate_ppm: 75_500 },
        ],
      },
    },
  ],
  caps: [
    { scope: "conversion", amount_minor: 10_000 },
    { scope: "affiliate", period: "month", amount_minor: 500_000 },
  ],
  overrides: { of: "commission", rates_ppm: [50_000, 10_000] },
  bonuses: [{ id: "big", period: "quarter", threshold: 10_000_000, amount_minor: 50_000 }],
};

describe("a plan of rules", () => {
  it("is kept in one form, whatever was left out or how sums were written", async () => {
    const { status, body } = await create(TERMS);
    expect(status).toBe(201);
    const [version] = body.versions;
    expect(version).toMatchObject({
      object: "plan_version",
      version: 1,
      hash: expect.stringMatching(/^\w{64}$/),
    });
    expect(version.rule).toMatchObject({
      ...{ v: 2, currency: "EUR", minimum_order_minor: "1000" },
      rules: [
        {
          when: {
            all: [
              {},
              { any: [{}, { field: "conversion.payment", max: "1" }] },
              {},
              { from: "2026-11-30T23:00:00.000Z" },
            ],
          },
          recurring_months: 12,
        },
        { id: "volume", when: null, recurring_months: null, action: { metric: "amount" } },
      ],
      caps: [{ amount_minor: "10000" }, { period: "month" }],
      bonuses: [{ metric: "amount", threshold: "10000000" }],
    });
    const again = await shop.post(`/v1/plans/${body.id}/versions`, { terms: TERMS });
    expect(again.body).toMatchObject({ version: 2, hash: version.hash });
    expect((await shop.get(`/v1/plans/${body.id}`)).body.versions).toHaveLength(2);
  });

  it("may still be one rule", async () => {
    const { body } = await shop.post("/v1/plans", {
      name: "Ten",
      rule: { kind: "percent", rate_bps: 1_000 },
    });
    expect(body.versions[0].rule).toEqual({ kind: "percent", rate_bps: 1_000 });
    expect(faultyParamsOf(await shop.post("/v1/plans", { name: "None" }))).toEqual([422, "rule"]);
    const both = { name: "Both", rule: { kind: "percent", rate_bps: 1 }, terms: { rules: [TEN] } };
    expect(faultyParamsOf(await shop.post("/v1/plans", both))).toEqual([422, "rule"]);
  });

  it("is refused with the path of every field at fault", async () => {
    const when = {
      all: [
        { field: "affiliate.colour", in: ["red"] },
        { field: "affiliate.group" },
        {
          any: [
            { field: "conversion.payment", in: ["1"] },
            { field: "conversion.metadata", in: ["x"] },
          ],
        },
        { field: "item.sku", in: ["a"], not_in: ["b"] },
        { all: [], any: [] },
      ],
    };
    const at = "terms.rules[0].when";
    expect(faultyParamsOf(await create({ rules: [{ ...TEN, when }] }))).toEqual([
      422,
      `${at}.all[0].field`,
      `${at}.all[1].in`,
      `${at}.all[2].any[0].in`,
      `${at}.all[2].any[0].min`,
      `${at}.all[2].any[1].key`,
      `${at}.all[3].not_in`,
      `${at}.all[4]`,
    ]);
    const never = {
      any: [
        { field: "affiliate.country", not_in: ["DE", "at"] },
        { field: "conversion.country", in: ["Germany"] },
        { field: "conversion.currency", in: ["EUR", "EURO"] },
        { field: "conversion.customer", in: ["new", "old"] },
      ],
    };
    expect(faultyParamsOf(await create({ rules: [{ ...TEN, when: never }] }))).toEqual([
      422,
      `${at}.any[0].not_in[1]`,
      `${at}.any[1].in[0]`,
      `${at}.any[2].in[1]`,
      `${at}.any[3].in[1]`,
    ]);
    const wrong = {
      rules: [{ id: "Ten %", action: { kind: "percent", rate_ppm: 1_000_001 } }],
      basis: { of: "x" },
    };
    expect(faultyParamsOf(await create(wrong))).toEqual([
      ...[422, "terms.basis.of", "terms.rules[0].action.rate_ppm", "terms.rules[0].id"],
    ]);
    const deep = { all: [{ all: [{ all: [{ all: [{ all: [{ all: [] }] }] }] }] }] };
    expect(problemsOf(await create({ rules: [{ ...TEN, when: { all: [deep] } }] }))).toEqual([
      422,
      `terms.rules[0].when${".all[0]".repeat(6)}: must not lie deeper than 5 groups`,
    ]);
  });

  const tiered = (action: object) => ({
    currency: "EUR",
    rules: [{ id: "t", action: { kind: "tiered", ...action } }],
  });
  const tiers = [
    { from: 0, rate_ppm: 20_000 },
    { from: 100, rate_ppm: 10_000 },
  ];
  it.each<[object, string[]]>([
    [
      { rules: [TEN], caps: [{ scope: "conversion", amount_minor: 5 }] },
      ["currency: is required, since the plan names sums"],
    ],
    [
      { rules: [{ id: "f", action: { kind: "flat", amount_minor: 5 } }] },
      ["currency: is required, since the plan names sums"],
    ],
    [{ rules: [TEN, TEN] }, ["rules[1].id: is the id of an earlier one"]],
    [
      tiered({ mode: "per_order", period: "month", tiers }),
      ["rules[0].action.period: must be order, since it rates orders"],
    ],
    [
      tiered({ mode: "whole_period", period: "month", tiers }),
      [
        "rules[0].action.tiers[1].rate_ppm: must not be below that of the tier before, since it rates a whole period",
      ],
    ],
    [
      tiered({ mode: "marginal", period: "month", tiers: [{ from: 1, rate_ppm: 1 }] }),
      ["rules[0].action.tiers[0].from: must be 0 in the first tier"],
    ],
    [
      tiered({ mode: "marginal", period: "order", metric: "conversions", tiers: [tiers[0], tiers[0]] }),
      [
        "rules[0].action.metric: must be amount for an order",
        "rules[0].action.tiers[1].from: must be above that of the tier before",
      ],
    ],
    [
      { rules: [{ ...TEN, when: { field: "conversion.amount_minor", min: 5, max: 4 } }] },
      ["rules[0].when.max: must not be below min"],
    ],
    [
      {
        currency: "EUR",
        rules: [
          {
            ...{ id: "w", when: { field: "conversion.event", in: ["sale"] } },
            action: { kind: "tiered", mode: "whole_period", period: "month", tiers: [tiers[0]] },
          },
        ],
      },
      ["rules[0].when: may ask only of the affiliate, since it rates a whole period"],
    ],
    [
      {
        currency: "EUR",
        rules: [TEN],
        bonuses: [{ id: "b", period: "month", threshold: 0, amount_minor: 0 }],
      },
      ["bonuses[0].threshold: must be above 0", "bonuses[0].amount_minor: must be above 0"],
    ],
  ])("of %j is refused: it would pay something else than it seems to say", async (terms, problems) => {
    expect(problemsOf(await create(terms))).toEqual([422, ...problems.map((each) => `terms.${each}`)]);
  });
});

describe("a back-test", () => {
  const period = { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" };

  it("of a draft is a simulation, which shows the draft and cannot be applied", async () => {
    const { id } = (await create({ rules: [TEN] })).body;
    const asked = await shop.post(`/v1/plans/${id}/backtest`, { ...period, terms: { rules: [TEN] } });
    expect(asked).toMatchObject({
      status: 202,
      body: { object: "simulation", status: "queued", policy: null, plan_id: id, plan: { v: 2 } },
    });
    const simple = { ...period, rule: { kind: "percent", rate_bps: 1_000 } };
    expect((await shop.post(`/v1/plans/${id}/backtest`, simple)).status).toBe(202);
  });

  it("is refused, naming what is wrong", async () => {
    const { id } = (await create({ rules: [TEN] })).body;
    const ask = (body: object) => shop.post(`/v1/plans/${id}/backtest`, body);
    expect(faultyParamsOf(await ask({ ...period }))).toEqual([422, "rule"]);
    expect(faultyParamsOf(await ask({ ...period, to: period.from, terms: { rules: [TEN] } }))).toEqual([
      422,
      "to",
    ]);
    expect(faultyParamsOf(await ask({ ...period, terms: { rules: [] } }))[0]).toBe(422);
    const absent = await shop.post(`/v1/plans/pln_${"0".repeat(26)}/backtest`, {
      ...period,
      rule: simpleRule,
    });
    expect(absent.status).toBe(404);
  });
});
const simpleRule = { kind: "percent", rate_bps: 1_000 };
