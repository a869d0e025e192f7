import { describe, expect, it } from "vitest";
import { publishedLink } from "../../../contracts/published.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import type { Answer } from "../../../tests/support/call-api.ts";

const HOST = "go.example.com";
const shop = apiWithSample();

const create = (fields: object = {}): Promise<Answer> =>
  shop.post("/v1/programs", { name: "Shop", currency: "EUR", plan_id: shop.sample.planId, ...fields });
const paramsOf = ({ body }: Answer): readonly string[] =>
  body.error.errors.map(({ param }: { param: string }) => param);

/** A program with links of this many, all published. */
async function withLinks(count: number): Promise<{ id: string; slugs: readonly string[] }> {
  const { body: program } = await create();
  const slugs: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { body } = await shop.post("/v1/links", {
      program_id: program.id,
      affiliate_id: shop.sample.affiliates[0].affiliateId,
      destination_url: "https://shop.example/",
    });
    slugs.push(body.slug);
  }
  return { id: program.id, slugs };
}
const copyOf = (slug: string) => publishedLink.parse(shop.store.read(`link:${HOST}:${slug}`));

const TERMS = {
  ...{ allowed_hosts: ["shop.example", "*.shop.example"], allowed_schemes: ["myshop"], pass_query: "utm" },
  ...{ adds_afsrc: false, click_id_parameter: "cid", cookie_mode: "none", durable: true },
};

describe("a program", () => {
  it("has terms that ask for nothing special, unless it is told", async () => {
    const { status, body } = await create();
    expect([status, body]).toEqual([
      201,
      {
        ...{ id: expect.stringMatching(/^prg_/), object: "program", name: "Shop", currency: "EUR" },
        ...{ plan_id: shop.sample.planId, status: "active", hold_days: 30, cookie_mode: "first_party" },
        commission_currency: "earned",
        ...{ allowed_hosts: [], allowed_schemes: [], pass_query: "all", adds_afsrc: true, durable: false },
        ...{ click_id_parameter: "tb_clid", created_at: expect.any(String), updated_at: expect.any(String) },
        ...{ version: 1, archived_at: null },
      },
    ]);
    expect((await create(TERMS)).body).toMatchObject(TERMS);
  });

  it("keeps hosts and schemes in one form, each once", async () => {
    const { body } = await create({
      allowed_hosts: ["SHOP.example", "shop.example", "*.München.example"],
      allowed_schemes: ["MyShop", "myshop", "com.shop+app"],
    });
    expect(body.allowed_hosts).toEqual(["shop.example", "*.xn--mnchen-3ya.example"]);
    expect(body.allowed_schemes).toEqual(["myshop", "com.shop+app"]);
  });

  it.each([
    ...["javascript", "JavaScript", "data", "vbscript", "file", "blob", "about", "http", "https", "intent"],
    ...["view-source", "filesystem", "ftp", "", "my shop", "myshop:", "1shop", "a".repeat(33), 7],
  ])("never allows the scheme %j", async (scheme) => {
    const answer = await create({ allowed_schemes: ["myshop", scheme] });
    expect([answer.status, paramsOf(answer)]).toEqual([422, ["allowed_schemes[1]"]]);
  });

  it.each([
    ["allowed_hosts[0]", { allowed_hosts: ["*"] }],
    ["allowed_hosts[0]", { allowed_hosts: ["*.example"] }],
    ["allowed_hosts[0]", { allowed_hosts: ["shop.example:8443"] }],
    ["allowed_hosts[0]", { allowed_hosts: ["shop.example/path"] }],
    ["allowed_hosts[0]", { allowed_hosts: ["user@shop.example"] }],
    ["allowed_hosts[0]", { allowed_hosts: ["10.0.0.1"] }],
    ["allowed_hosts", { allowed_hosts: Array.from({ length: 101 }, (_, index) => `a${index}.example`) }],
    ["allowed_schemes", { allowed_schemes: Array.from({ length: 21 }, (_, index) => `a${index}`) }],
    ["pass_query", { pass_query: "some" }],
    ["adds_afsrc", { adds_afsrc: 1 }],
    ["click_id_parameter", { click_id_parameter: "to" }],
    ["click_id_parameter", { click_id_parameter: "sub1" }],
    ["click_id_parameter", { click_id_parameter: "a b" }],
    ["click_id_parameter", { click_id_parameter: "" }],
    ["plan_id", { plan_id: "pln_00000000000000000000000000" }],
    ["color", { color: "red" }],
  ])("is refused naming %s: %j", async (param, fields) => {
    const answer = await create(fields);
    expect([answer.status, paramsOf(answer)]).toEqual([422, [param]]);
  });
});

describe("a change of a program", () => {
  it("publishes what its links need, with each of them, and leaves a trace", async () => {
    const { id, slugs } = await withLinks(3);
    const { status, body } = await shop.patch(`/v1/programs/${id}`, TERMS);
    expect([status, body]).toEqual([200, expect.objectContaining({ name: "Shop", ...TERMS })]);
    for (const slug of slugs) {
      expect(copyOf(slug)).toMatchObject({
        ...{ allowed_hosts: TERMS.allowed_hosts, allowed_schemes: ["myshop"], pass_query: "utm" },
        ...{ adds_afsrc: false, click_id_parameters: ["cid"], cookie_mode: "none", durable: true },
      });
    }
    const [act] = await shop.acts(id);
    expect(act).toMatchObject({
      action: "program.updated",
      change: { pass_query: { from: "all", to: "utm" } },
    });
  });

  it.each(["paused", "closed"])("to %s closes its links at once, and not for good", async (status) => {
    const { id, slugs } = await withLinks(2);
    await shop.patch(`/v1/programs/${id}`, { status });
    expect(slugs.map((slug) => copyOf(slug).status)).toEqual(["program_closed", "program_closed"]);
    await shop.patch(`/v1/programs/${id}`, { status: "active" });
    expect(slugs.map((slug) => copyOf(slug).status)).toEqual(["active", "active"]);
  });

  it("leaves a link that was disabled as it is", async () => {
    const { id, slugs } = await withLinks(1);
    const [slug = ""] = slugs;
    await shop.patch(`/v1/links/${copyOf(slug).link_id}`, { status: "disabled" });
    await shop.patch(`/v1/programs/${id}`, { status: "closed" });
    expect(copyOf(slug).status).toBe("disabled");
  });

  it("that no link shows publishes none", async () => {
    const { id } = await withLinks(1);
    const before = shop.store.puts.length;
    await shop.patch(`/v1/programs/${id}`, { name: "Other", hold_days: 10 });
    expect(shop.store.puts).toHaveLength(before);
  });

  it("is refused as creating is, and for another workspace is not found", async () => {
    const { body } = await create();
    const path = `/v1/programs/${body.id}`;
    expect(paramsOf(await shop.patch(path, { allowed_schemes: ["data"], currency: "USD" }))).toEqual([
      ...["allowed_schemes[0]", "currency"],
    ]);
    expect((await shop.patch(path, { status: "closed" }, shop.otherKey)).status).toBe(404);
    expect((await shop.get(path)).body).toEqual(body);
  });
});

describe("the name of a program's click id", () => {
  const setMap = (map: object) => shop.patch("/v1/workspace", { parameter_map: map });
  const rename = (id: string, name: string) => shop.patch(`/v1/programs/${id}`, { click_id_parameter: name });
  const told = (answer: Answer) => [answer.status, ...(answer.status === 200 ? [] : paramsOf(answer))];
  const MAP = { sub_ids: { aff_sub: "sub1" }, click_id: ["dub_id"], via: ["via", "ref"] };

  it("carries no label and no slug, whichever is set first", async () => {
    const { body: program } = await create({ click_id_parameter: "named" });
    expect((await setMap(MAP)).status).toBe(200);
    for (const name of ["aff_sub", "ref"]) {
      expect(told(await rename(program.id, name))).toEqual([422, "click_id_parameter"]);
      expect(paramsOf(await create({ click_id_parameter: name }))).toEqual(["click_id_parameter"]);
    }
    expect((await rename(program.id, "dub_id")).status).toBe(200);
    const refused = await setMap({ sub_ids: { dub_id: "sub2" }, via: ["ref"] });
    expect(told(refused)).toEqual([422, "parameter_map.sub_ids.dub_id"]);
    expect(told(await setMap({ via: ["ref", "dub_id"] }))).toEqual([422, "parameter_map.via[1]"]);
    expect((await shop.get("/v1/workspace")).body.parameter_map).toEqual(MAP);
    const elsewhere = { parameter_map: { sub_ids: { dub_id: "sub2" } } };
    expect((await shop.patch("/v1/workspace", elsewhere, shop.otherKey)).status).toBe(200);
  });

  it("is free once the program is archived, which then comes back under another name only", async () => {
    const { body: program } = await create({ click_id_parameter: "old" });
    const way = (verb: string) => shop.post(`/v1/programs/${program.id}/${verb}`);
    expect((await way("archive")).status).toBe(200);
    expect((await setMap({ sub_ids: { old: "sub1" } })).status).toBe(200);
    expect(told(await way("restore"))).toEqual([422, "click_id_parameter"]);
    expect((await setMap({})).status).toBe(200);
    expect((await way("restore")).status).toBe(200);
  });

  it("is taken by one of two changes at once", async () => {
    const { body: program } = await create();
    for (const round of [1, 2, 3, 4, 5, 6]) {
      const name = `both${round}`;
      const both = await Promise.all([setMap({ sub_ids: { [name]: "sub1" } }), rename(program.id, name)]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
    }
  });
});
