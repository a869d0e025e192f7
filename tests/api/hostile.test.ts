import { describe, expect, it } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
import type { Answer } from "../support/call-api.ts";

const shop = apiWithSample();

/** The status, and what is wrong with which field. */
const refusal = ({ status, body }: Answer): readonly unknown[] => [
  status,
  ...body.error.errors.map(({ param, message }: { param: string; message: string }) => `${param} ${message}`),
];
const affiliate = () => shop.sample.affiliates[0].affiliateId;

const OUT_OF_TIME = [
  "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "1899-12-31T23:59:59Z",
  "1900-01-01T00:00:00+23:59",
  "9999-12-31T23:59:59-23:00",
];
const YEARS = "must be of the years 1900 to 9999 in UTC";

describe("an instant that no store takes", () => {
  it.each(OUT_OF_TIME)("is refused wherever one is asked for: %s", async (text) => {
    const at = encodeURIComponent(text);
    const now = "2026-11-01T00:00:00Z";
    for (const [path, param] of [
      [`/v1/ledger/accounts?as_of=${at}`, "as_of"],
      [`/v1/ledger/changes?account=fees&from=${at}&to=${now}`, "from"],
      [`/v1/ledger/changes?account=fees&from=${now}&to=${at}`, "to"],
      [`/v1/affiliates/${affiliate()}/statement/proof?from=${at}&to=${now}`, "from"],
      [`/v1/reports/clicks?from=${now}&to=${at}`, "to"],
    ]) {
      expect(refusal(await shop.get(path ?? "")), path).toEqual([422, `${param} ${YEARS}`]);
    }
    const rule = { kind: "percent", rate_bps: 1 };
    const policy = {
      ...{ model: "linear", lookback_days: 1, min_click_to_conversion_seconds: 0 },
      counted_verdicts: ["human"],
    };
    for (const [path, body, param] of [
      ["/v1/plans", { name: "p", rule, effective_from: text }, "effective_from"],
      ["/v1/attribution/policies", { ...policy, effective_from: text }, "effective_from"],
      [
        "/v1/plan-exceptions",
        { program_id: "p", affiliate_id: "a", plan_id: null, effective_to: text },
        "effective_to",
      ],
    ] as const) {
      expect(refusal(await shop.post(path, body)), path).toEqual([422, `${param} ${YEARS}`]);
    }
  });

  it("is refused as a day as well", async () => {
    for (const day of ["0000-01-01", "1899-12-31"]) {
      expect(refusal(await shop.get(`/v1/fx-rates?on=${day}`))).toEqual([
        422,
        "on must be of the years 1900 to 9999",
      ]);
    }
    expect((await shop.get("/v1/fx-rates?on=9999-12-31")).status).toBe(200);
  });
});

describe("a request", () => {
  it("has each parameter once, since nobody can say which of two is meant", async () => {
    expect(refusal(await shop.get("/v1/ledger/verify?after=0&after=5"))).toEqual([
      422,
      "after is given twice",
    ]);
  });

  it.each(["/v1/workspace", "/v1/dispute-settings", "/v1/conversions/ext:order-1", "/v1/affiliates/:id"])(
    "has no parameter that its call does not take: %s",
    async (path) => {
      const asked = `${path.replace(":id", affiliate())}?expand=all`;
      const told = [422, "expand is not a field of this request"];
      expect(refusal(await shop.get(asked))).toEqual(told);
    },
  );

  it("has no parameter beside its body either", async () => {
    const plan = { name: "p", rule: { kind: "percent", rate_bps: 1 } };
    expect(refusal(await shop.post("/v1/plans?dry_run=true", plan))).toEqual([
      422,
      "dry_run is not a field of this request",
    ]);
  });

  it("is JSON, and says so", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", ""]) {
      const body = new Blob(['{"name":"p","rule":{"kind":"percent","rate_bps":1}}']);
      const { status, body: told } = await shop.api.call("POST", "/v1/plans", shop.key, body, {
        "content-type": type,
      });
      expect([status, told.error.code]).toEqual([415, "unsupported_media_type"]);
    }
  });

  it("is told of the first hundred faults, however many it has", async () => {
    const strange = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`k${index}`, 1]));
    const { status, body } = await shop.post("/v1/plans", strange);
    expect([status, body.error.errors.length]).toEqual([422, 100]);
  });
});

describe("a verification", () => {
  it("begins nowhere but after a journal, and blames no ledger for it", async () => {
    expect(refusal(await shop.get("/v1/ledger/verify?after=1"))).toEqual([
      422,
      "after names no journal of this ledger",
    ]);
    expect((await shop.get("/v1/ledger/verify?after=0")).body).toMatchObject({ status: "intact" });
  });
});

describe("a condition", () => {
  const when = async (condition: unknown) =>
    refusal(
      await shop.post("/v1/plans", {
        name: "p",
        terms: { rules: [{ id: "r", when: condition, action: { kind: "percent", rate_ppm: 1 } }] },
      }),
    );
  const at = "terms.rules[0].when";

  it.each<[unknown, string]>([
    [{ foo: 1, all: [] }, `${at} must have either all or any, and nothing else`],
    [{ all: [], any: [] }, `${at} must have either all or any, and nothing else`],
    [{ all: [{ any: 1 }] }, `${at}.all[0] must be a group of at most 50 conditions`],
    [[], `${at} must be an object`],
    [1, `${at} must be an object`],
    [
      { field: "conversion.amount_minor", min: -1 },
      `${at}.min must be a whole number of minor units, not negative, of at most 15 digits`,
    ],
  ])("is refused in words and by its path: %j", async (condition, problem) => {
    expect(await when(condition)).toEqual([422, problem]);
  });
});

describe("a field of another kind", () => {
  it.each<[string, unknown, string]>([
    ["/v1/plans", { name: 5, rule: { kind: "percent", rate_bps: 1 } }, "name must be text"],
    [
      "/v1/plans",
      { name: "", rule: { kind: "percent", rate_bps: 1 } },
      "name must have at least 1 characters",
    ],
    ["/v1/plans", { name: "p", rule: { kind: "share" } }, "rule.kind must be one of percent, flat"],
    ["/v1/plans", [], "body must be an object"],
    ["/v1/affiliates", { name: "x".repeat(201) }, "name must have at most 200 characters"],
    ["/v1/affiliates", { name: "a", tags: "vip" }, "tags must be a list"],
  ])("is told what it must be: %s %j", async (path, body, problem) => {
    expect(refusal(await shop.post(path, body))).toContain(problem);
  });
});
