import { describe, expect, it } from "vitest";
import { applyRequest } from "../../contracts/api/applications.ts";
import { conversionRequest } from "../../contracts/conversion.ts";
import { newId } from "../../platform/random.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import type { Answer } from "../support/call-api.ts";

const shop = apiWithSample();
const problems = ({ status, body }: Answer) => [
  status,
  ...(body.error?.errors ?? []).map(({ param }: { param: string }) => param),
];
const MADE = { url: "https://1.1.1.1/hooks", types: ["*"] };

describe("an address that may not be called", () => {
  it.each(["http://1.1.1.1/hooks", "https://10.0.0.1/hooks", "https://u:p@1.1.1.1/"])(
    "is told beside what else is wrong: %s",
    async (url) => {
      const wrong = { url, types: ["no.such"], description: 7 };
      const all = [422, "types[0]", "description", "url"];
      const sorted = (answer: Answer) => problems(answer).map(String).sort();
      expect(sorted(await shop.post("/v1/webhook-endpoints", wrong))).toEqual(all.map(String).sort());
      const { body } = await shop.post("/v1/webhook-endpoints", MADE);
      const changed = await shop.patch(`/v1/webhook-endpoints/${body.id}`, wrong);
      expect(sorted(changed)).toEqual(all.map(String).sort());
      const { affiliateId } = shop.sample.affiliates[0];
      const postback = await shop.post("/v1/postbacks", { ...wrong, affiliate_id: affiliateId });
      expect(sorted(postback)).toEqual(all.map(String).sort());
    },
  );

  it("is told once, and not where it is no text or may be called", async () => {
    expect(
      problems(await shop.post("/v1/webhook-endpoints", { ...MADE, url: "a\u0000b", types: 7 })),
    ).toEqual([...[422, "url", "types"]]);
    expect(problems(await shop.post("/v1/webhook-endpoints", { ...MADE, url: 7 }))).toEqual([422, "url"]);
    expect(problems(await shop.post("/v1/webhook-endpoints", { ...MADE, types: [] }))).toEqual([
      422,
      "types",
    ]);
    expect(problems(await shop.post("/v1/webhook-endpoints", []))).toEqual([422, "body"]);
  });
});

describe("a key", () => {
  const late = {
    allowed_addresses: ["999.1.1.1", "203.0.113.9", "10.0.0.0/99"],
    expires_at: "2020-01-01T00:00:00Z",
  };
  const told = ["allowed_addresses[0]", "allowed_addresses[2]", "expires_at"];

  it("tells addresses that are none and an end that has passed, beside each other and what else is wrong", async () => {
    const key = { name: "x", kind: "secret", ...late };
    expect(problems(await shop.post("/v1/keys", { ...key, scopes: ["links:read"] }))).toEqual([422, ...told]);
    const both = await shop.post("/v1/keys", { ...key, scopes: ["nope"] });
    expect(problems(both)).toEqual([422, "scopes[0]", ...told]);
  });
});

describe("a filter by a currency", () => {
  it.each(["programs?currency=eur", "affiliates?currency[in]=EUR,ZZZ", "affiliates/export?currency=E"])(
    "is refused where it asks for none: %s",
    async (path) => {
      expect((await shop.get(`/v1/${path}`)).status).toBe(422);
    },
  );

  it("finds what is in it", async () => {
    expect((await shop.get("/v1/programs?currency=EUR")).body.data).toHaveLength(1);
    expect((await shop.get("/v1/programs?currency[in]=USD,JPY")).body.data).toEqual([]);
  });
});

describe("ids that name nothing", () => {
  const [program_id, affiliate_id, plan_id, member_id] = (["prg", "aff", "pln", "mem"] as const).map(
    (prefix) => newId(prefix, 0),
  );
  const both = { program_id, affiliate_id };
  it.each<[string, object]>([
    ["coupons", { code: "BOTH", ...both }],
    ["links", { destination_url: "https://shop.example/", ...both }],
    ["postbacks", { url: MADE.url, types: ["commission.created"], ...both }],
    ["offers", { name: "Both", landing_url: "https://shop.example/", program_id, plan_id }],
    ["plan-exceptions", { ...both, plan_id }],
    ["payout-terms", { ...both, hold_days: 7 }],
    ["caps", { ...both, metric: "clicks", period: "day", max: 5 }],
  ])("are told all at once to POST /v1/%s", async (path, body) => {
    const ids = Object.keys(body).filter((name) => name.endsWith("_id"));
    expect(problems(await shop.post(`/v1/${path}`, body))).toEqual([422, ...ids]);
  });

  it("are told beside each other where some stand in a list", async () => {
    const { affiliateId } = shop.sample.affiliates[0];
    const body = { member_id, affiliate_ids: [affiliate_id, affiliateId] };
    for (const path of ["affiliate-assignments", "affiliate-assignments/end"]) {
      expect(problems(await shop.post(`/v1/${path}`, body))).toEqual([422, "member_id", "affiliate_ids[0]"]);
    }
  });

  it("are told of each row of many at once and of a file", async () => {
    const operations = [{ op: "create", set: { code: "BULK", ...both } }];
    const { body } = await shop.post("/v1/coupons/bulk", { operations });
    expect(body.data[0].error.errors.map(({ param }: { param: string }) => param)).toEqual(Object.keys(both));
    const file = new Blob([`code,program_id,affiliate_id\nFILE,${program_id},${affiliate_id}\n`]);
    const typed = { "content-type": "text/csv" };
    const read = await shop.api.call("POST", "/v1/coupons/imports", shop.key, file, typed);
    expect(read.body.results[0].error.errors).toHaveLength(2);
  });
});

describe("a query", () => {
  it.each([
    ["programs?sort=nonsense&cursor=nonsense&limit=0", ["sort", "limit", "cursor"]],
    ["programs?sort=name&sort=id&limit=0&limit=1&archived=maybe", ["sort", "limit", "archived"]],
    ["commissions?status=zz&cursor=nonsense", ["cursor", "status"]],
  ])("is told all that is wrong with it: %s", async (path, params) => {
    expect(problems(await shop.get(`/v1/${path}`))).toEqual([422, ...params]);
  });
});

describe("a country that is none", () => {
  it("is told of an affiliate, of rules and of details, and stays what a shop says of its order", async () => {
    const { affiliateId } = shop.sample.affiliates[0];
    const own = `/v1/affiliates/${affiliateId}`;
    for (const country of ["UK", "ZZ"]) {
      expect(problems(await shop.patch(own, { country }))).toEqual([422, "country"]);
      const terms = { affiliate_id: affiliateId, countries: ["DE", country] };
      expect(problems(await shop.post("/v1/payout-terms", terms))).toEqual([422, "countries[1]"]);
      const applicant = { form_version: 1, name: "A", country, answers: {}, accepted_terms: "1" };
      expect(applyRequest.safeParse(applicant).error?.issues).toMatchObject([{ path: ["country"] }]);
      expect(conversionRequest.shape.country.safeParse(country).success).toBe(true);
    }
    expect((await shop.patch(own, { country: "XK" })).status).toBe(200);
  });
});
