import { describe, expect, it } from "vitest";
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
