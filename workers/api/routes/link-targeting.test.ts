import { describe, expect, it } from "vitest";
import { publishedLink } from "../../../contracts/published.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import type { Answer } from "../../../tests/support/call-api.ts";

const HOST = "go.example.com";
const shop = apiWithSample();

const create = (fields: object = {}): Promise<Answer> =>
  shop.post("/v1/links", {
    program_id: shop.sample.programId,
    affiliate_id: shop.sample.affiliates[0].affiliateId,
    destination_url: "https://shop.example/",
    ...fields,
  });
const copyOf = ({ slug }: { slug: string }) => publishedLink.parse(shop.store.read(`link:${HOST}:${slug}`));
const to = (path: string): string => `https://shop.example/${path}`;
const rule = (fields: object = {}): object => ({ id: "r1", destination_url: to("rule"), ...fields });
const variant = (fields: object = {}): object => ({
  id: "a",
  weight: 1,
  destination_url: to("a"),
  ...fields,
});
const paramsOf = ({ body }: Answer): readonly string[] =>
  body.error.errors.map(({ param }: { param: string }) => param);

const EVERY_CONDITION = {
  ...{ countries: ["DE", "AT"], regions: ["US-CA"], devices: ["mobile"], oses: ["ios", "android"] },
  ...{ browsers: ["in_app"], languages: ["de-AT", "fr"] },
  ...{ from: "2026-11-20T00:00:00+01:00", until: "2026-12-01T00:00:00Z" },
  time: { time_zone: "Europe/Berlin", days: [1, 5], from: "22:30", to: "06:00" },
};

it("has nothing set where null is given, as it is shown", async () => {
  const nothing = { starts_at: null, expires_at: null, fallback_url: null };
  const { status, body } = await create(nothing);
  expect([status, body]).toEqual([201, expect.objectContaining(nothing)]);
});

describe("a link with all there is", () => {
  it("is answered as it was given, and published as the edge reads it", async () => {
    const { status, body } = await create({
      ...{ starts_at: "2026-11-01T00:00:00Z", expires_at: "2027-01-01T00:00:00Z", durable: true },
      ...{ fallback_url: to("over?c={click_id}"), rules: [rule(EVERY_CONDITION), rule({ id: "r2" })] },
      ...{ variants: [variant(), variant({ id: "b", weight: 3 })], host: "LOCALHOST" },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ host: HOST, durable: true, fallback_url: to("over?c={click_id}") },
      ...{ starts_at: "2026-11-01T00:00:00.000Z", expires_at: "2027-01-01T00:00:00.000Z" },
      rules: [
        {
          ...rule(EVERY_CONDITION),
          languages: ["de-at", "fr"],
          from: "2026-11-19T23:00:00.000Z",
          until: "2026-12-01T00:00:00.000Z",
        },
        rule({ id: "r2" }),
      ],
      variants: [variant(), variant({ id: "b", weight: 3 })],
    });
    expect((await shop.get(`/v1/links/${body.id}`)).body).toEqual(body);
    expect(copyOf(body)).toMatchObject({
      ...{ durable: true, fallback_url: to("over?c={click_id}"), starts_at_ms: Date.UTC(2026, 10, 1) },
      rules: [
        {
          ...{ id: "r1", destination_url: to("rule"), countries: ["DE", "AT"], regions: ["US-CA"] },
          ...{
            devices: ["mobile"],
            oses: ["ios", "android"],
            browsers: ["in_app"],
            languages: ["de-at", "fr"],
          },
          ...{ from_ms: Date.UTC(2026, 10, 19, 23), until_ms: Date.UTC(2026, 11, 1) },
          time: { time_zone: "Europe/Berlin", days: [1, 5], from_minute: 1_350, to_minute: 360 },
        },
        { id: "r2", destination_url: to("rule") },
      ],
      variants: [variant(), variant({ id: "b", weight: 3 })],
    });
  });

  it("is changed part by part: what is absent stays, and a null or an empty list lifts", async () => {
    const { body: link } = await create({
      ...{
        starts_at: "2026-11-01T00:00:00Z",
        fallback_url: to("over"),
        rules: [rule()],
        variants: [variant()],
      },
    });
    const path = `/v1/links/${link.id}`;
    const durable = await shop.patch(path, { durable: true });
    expect(durable.body).toEqual({ ...link, durable: true, updated_at: expect.any(String), version: 2 });
    const lifted = { starts_at: null, fallback_url: null, rules: [], variants: [], durable: false };
    expect((await shop.patch(path, lifted)).body).toMatchObject(lifted);
    expect(Object.keys(copyOf(link)).sort()).toEqual([
      ...["affiliate_id", "cookie_mode", "destination_url", "expires_at_ms", "link_id", "program_id"],
      ...["status", "v", "workspace_id"],
    ]);
    const [act] = await shop.acts(link.id);
    expect(act.change).toMatchObject({ rules: { from: [rule()], to: [] }, fallback_url: { to: null } });
  });

  it("takes 50 rules and 20 variants", async () => {
    const rules = Array.from({ length: 50 }, (_, index) => rule({ id: `r${index}` }));
    const variants = Array.from({ length: 20 }, (_, index) => variant({ id: `v${index}` }));
    expect((await create({ rules, variants })).status).toBe(201);
    expect(paramsOf(await create({ rules: [...rules, rule({ id: "one-more" })] }))).toEqual(["rules"]);
    expect(paramsOf(await create({ variants: [...variants, variant({ id: "one-more" })] }))).toEqual([
      "variants",
    ]);
  });
});

describe("what is wrong with a rule", () => {
  const time = (fields: object) => ({ time: { time_zone: "UTC", from: "09:00", to: "17:00", ...fields } });

  it.each([
    ["rules[0].id", { id: "" }],
    ["rules[0].id", { id: "a b" }],
    ["rules[0].id", { id: "a".repeat(33) }],
    ["rules[0].id", { id: undefined }],
    ["rules[0].destination_url", { destination_url: "http://shop.example/" }],
    ["rules[0].destination_url", { destination_url: "https://{sub1}.shop.example/" }],
    ["rules[0].destination_url", { destination_url: to("{sub9}") }],
    ["rules[0].countries", { countries: [] }],
    ["rules[0].countries[1]", { countries: ["DE", "de"] }],
    ["rules[0].countries[0]", { countries: ["UK", "T1", "GB"] }],
    ["rules[0].countries[1]", { countries: ["XK", "XX"] }],
    ["rules[0].regions[0]", { regions: ["CA"] }],
    ["rules[0].regions[1]", { regions: ["US-CA", "UK-ENG"] }],
    ["rules[0].devices[0]", { devices: ["phone"] }],
    ["rules[0].oses", { oses: "ios" }],
    ["rules[0].browsers[0]", { browsers: ["netscape"] }],
    ["rules[0].languages[0]", { languages: ["german"] }],
    ["rules[0].from", { from: "2026-11-20" }],
    ["rules[0].until", { from: "2026-11-20T00:00:00Z", until: "2026-11-20T00:00:00Z" }],
    ["rules[0].time.time_zone", time({ time_zone: "Europe/Atlantis" })],
    ["rules[0].time.time_zone", time({ time_zone: "+01:00" })],
    ["rules[0].time.time_zone", time({ time_zone: undefined })],
    ["rules[0].time.days", time({ days: [] })],
    ["rules[0].time.days[0]", time({ days: [0] })],
    ["rules[0].time.days[0]", time({ days: [8] })],
    ["rules[0].time.from", time({ from: "9:00" })],
    ["rules[0].time.from", time({ from: "24:00" })],
    ["rules[0].time.to", time({ to: "25:00" })],
    ["rules[0].time.to", time({ to: "09:00" })],
    ["rules[0].color", { color: "red" }],
  ])("is named: %s of %j", async (param, fields) => {
    const answer = await create({ rules: [rule(fields)] });
    expect([answer.status, paramsOf(answer)]).toEqual([422, [param]]);
  });

  it("is listed whole, beside what else is wrong with the link", async () => {
    const answer = await create({
      ...{ destination_url: to("{nothing}"), fallback_url: "ftp://shop.example/" },
      rules: [rule({ id: "x y" }), rule({ destination_url: "nowhere", countries: ["Germany"] })],
      variants: [variant({ weight: -1 }), variant({ id: "b", weight: 1.5, destination_url: to("{}") })],
    });
    expect(answer.status).toBe(422);
    expect(paramsOf(answer)).toEqual([
      ...[
        "destination_url",
        "fallback_url",
        "rules[0].id",
        "rules[1].destination_url",
        "rules[1].countries[0]",
      ],
      ...["variants[0].weight", "variants[1].weight", "variants[1].destination_url"],
    ]);
  });

  it("is an id that another has", async () => {
    expect(paramsOf(await create({ rules: [rule(), rule({ id: "r2" }), rule()] }))).toEqual(["rules[2].id"]);
    expect(paramsOf(await create({ variants: [variant(), variant()] }))).toEqual(["variants[1].id"]);
  });
});

describe("a link is refused", () => {
  it.each([
    ["variants", { variants: [variant({ weight: 0 }), variant({ id: "b", weight: 0 })] }],
    ["variants[0].weight", { variants: [variant({ weight: 1_000_001 })] }],
    ["expires_at", { starts_at: "2027-01-01T00:00:00Z", expires_at: "2027-01-01T00:00:00Z" }],
    ["starts_at", { starts_at: "soon" }],
    ["durable", { durable: "yes" }],
    ["host", { host: "elsewhere.example" }],
    ["coupon_code", { coupon_code: "SPRING" }],
  ])("naming %s", async (param, fields) => {
    const answer = await create(fields);
    expect([answer.status, paramsOf(answer)]).toEqual([422, [param]]);
  });

  it("where each address may lead by the link's own host, naming all that do not", async () => {
    const http = "http://localhost:3000/";
    const answer = await create({
      ...{ destination_url: http, fallback_url: http },
      ...{ rules: [rule({ destination_url: http })], variants: [variant({ destination_url: http })] },
    });
    expect([answer.status, paramsOf(answer)]).toEqual([
      422,
      ["destination_url", "fallback_url", "rules[0].destination_url", "variants[0].destination_url"],
    ]);
  });

  it("where a change would end it before it begins", async () => {
    const { body } = await create({ expires_at: "2027-01-01T00:00:00Z" });
    const answer = await shop.patch(`/v1/links/${body.id}`, { starts_at: "2027-02-01T00:00:00Z" });
    expect([answer.status, paramsOf(answer)]).toEqual([422, ["expires_at"]]);
  });
});

describe("the kill switch", () => {
  it("has replaced the copy in the edge's store by the time the request is answered", async () => {
    const { body } = await create();
    expect(copyOf(body).status).toBe("active");
    const before = shop.store.puts.length;
    expect((await shop.patch(`/v1/links/${body.id}`, { status: "disabled" })).status).toBe(200);
    expect(shop.store.puts.slice(before)).toEqual([`link:${HOST}:${body.slug}`]);
    expect(copyOf(body).status).toBe("disabled");
  });
});
