import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { publishedHost, publishedLink } from "../../../contracts/published.ts";
import { startDns } from "../../../local/dns.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import type { Answer } from "../../../tests/support/call-api.ts";

const dns = await startDns();
const shop = apiWithSample({ DNS_RESOLVER_URL: dns.url, LINK_ORIGIN: "http://localhost:8787" });
afterAll(() => dns.stop());

/** A host that no other test has. */
let host: string;
let hosts = 0;
beforeEach(() => {
  hosts += 1;
  host = `go${hosts}.shop.example`;
});

const create = (fields: object = {}, by = shop.key): Promise<Answer> =>
  shop.post("/v1/link-domains", { host, ...fields }, by);
const verify = (id: string, by = shop.key): Promise<Answer> =>
  shop.post(`/v1/link-domains/${id}/verify`, {}, by);
const prove = ({ body }: Answer): void => dns.setRecords(body.record.name, [body.record.value]);
const copyOf = (of = host) => publishedHost.parse(shop.store.read(`host:${of}`));
const paramsOf = ({ body }: Answer): readonly string[] =>
  body.error.errors.map(({ param }: { param: string }) => param);
const newLink = (fields: object = {}): Promise<Answer> =>
  shop.post("/v1/links", {
    program_id: shop.sample.programId,
    affiliate_id: shop.sample.affiliates[0].affiliateId,
    destination_url: "https://shop.example/",
    ...fields,
  });

const APPLE = { applinks: { details: [{ appIDs: ["ABC.shop"], components: [{ "/": "/*" }] }] } };
const ANDROID = [
  { relation: ["delegate_permission/common.handle_all_urls"], target: { namespace: "android_app" } },
];

describe("a link domain", () => {
  it("waits for the record that its answer tells, and serves nothing meanwhile", async () => {
    const { status, body } = await create({ host: host.toUpperCase() });
    expect([status, body]).toEqual([
      201,
      {
        ...{
          id: expect.stringMatching(/^dom_/),
          object: "link_domain",
          host,
          status: "pending",
          problem: null,
        },
        record: {
          ...{ type: "TXT", name: `_tributary.${host}` },
          value: expect.stringMatching(/^tributary-verification=[\w-]{32}$/),
        },
        ...{ root_url: null, apple_association: null, android_asset_links: null, checked_at: null },
        ...{ verified_at: null, created_at: expect.any(String), updated_at: expect.any(String) },
        ...{ archived_at: null, version: 1 },
      },
    ]);
    expect((await shop.get(`/v1/link-domains/${body.id}`)).body).toEqual(body);
    expect(await shop.api.list("/v1/link-domains", shop.key, 1)).toContainEqual(body);
    await shop.patch(`/v1/link-domains/${body.id}`, { root_url: "https://shop.example/" });
    expect(shop.store.read(`host:${host}`)).toBeUndefined();
    expect(paramsOf(await newLink({ host }))).toEqual(["host"]);
  });

  it("is verified by its record, published with what it serves, and then has links", async () => {
    const domain = await create({ root_url: "https://shop.example/", apple_association: APPLE });
    prove(domain);
    const { status, body } = await verify(domain.body.id);
    expect([status, body]).toMatchObject([200, { status: "verified", problem: null }]);
    expect(body.verified_at).toBe(body.checked_at);
    expect(copyOf()).toEqual({
      ...{ v: 1, workspace_id: shop.sample.workspaceId, host, status: "verified" },
      ...{ root_url: "https://shop.example/", apple_association: APPLE, android_asset_links: null },
    });
    const link = await newLink({ host, slug: "sale" });
    expect([link.status, link.body.host, link.body.short_url]).toEqual([201, host, `https://${host}/sale`]);
    expect(publishedLink.parse(shop.store.read(`link:${host}:sale`)).link_id).toBe(link.body.id);
    await shop.patch(`/v1/link-domains/${body.id}`, { android_asset_links: ANDROID, root_url: null });
    expect(copyOf()).toMatchObject({
      android_asset_links: ANDROID,
      apple_association: APPLE,
      root_url: null,
    });
    const acts = (await shop.acts(body.id)).map(({ action }) => action);
    expect(acts).toEqual(["link_domain.updated", "link_domain.verified", "link_domain.created"]);
  });

  it("says what the check found", async () => {
    const domain = await create();
    const { id, record } = domain.body;
    const found = async () => {
      const { status, problem } = (await verify(id)).body;
      return [status, problem];
    };
    expect(await found()).toEqual(["pending", "record_missing"]);
    dns.setRecords(record.name, ["v=spf1 -all", `${record.value}x`]);
    expect(await found()).toEqual(["pending", "record_differs"]);
    dns.setRecords(record.name, ["v=spf1 -all", record.value]);
    expect(await found()).toEqual(["verified", null]);
    // The secret of one workspace is no proof for another.
    const stranger = await create({}, shop.otherKey);
    expect((await verify(stranger.body.id, shop.otherKey)).body).toMatchObject({ problem: "record_differs" });
  });

  it("is taken by the first that proves it; the other is told so", async () => {
    const mine = await create();
    const theirs = await create({}, shop.otherKey);
    dns.setRecords(mine.body.record.name, [mine.body.record.value, theirs.body.record.value]);
    await verify(theirs.body.id, shop.otherKey);
    const { status, body } = await verify(mine.body.id);
    expect([status, body]).toMatchObject([
      200,
      { status: "failed", problem: "host_taken", verified_at: null },
    ]);
    expect(copyOf().workspace_id).toBe(shop.other.workspaceId);
    expect(paramsOf(await newLink({ host }))).toEqual(["host"]);
    await shop.patch(`/v1/link-domains/${body.id}`, { root_url: "https://evil.example/" });
    expect(copyOf()).toMatchObject({ workspace_id: shop.other.workspaceId, root_url: null });
    expect((await shop.acts(body.id))[1]).toMatchObject({
      action: "link_domain.failed",
      change: { from: "pending", to: "failed", problem: "host_taken" },
    });
  });

  it("that is archived gives its host back: its links lead nowhere, and another proves it", async () => {
    const mine = await create();
    prove(mine);
    const { id } = (await verify(mine.body.id)).body;
    await newLink({ host, slug: "sale" });
    const { body } = await shop.post(`/v1/link-domains/${id}/archive`);
    expect(body).toMatchObject({ status: "pending", verified_at: null, archived_at: expect.any(String) });
    expect([copyOf().status, shop.store.read(`link:${host}:sale`)]).toMatchObject([
      "failed",
      { status: "disabled" },
    ]);
    expect((await verify(id)).body).toEqual(body);
    expect(paramsOf(await newLink({ host }))).toEqual(["host"]);
    const theirs = await create({}, shop.otherKey);
    prove(theirs);
    expect((await verify(theirs.body.id, shop.otherKey)).body.status).toBe("verified");
    await shop.post(`/v1/link-domains/${id}/restore`);
    dns.setRecords(mine.body.record.name, [mine.body.record.value]);
    expect((await verify(id)).body).toMatchObject({ status: "failed", problem: "host_taken" });
    expect(copyOf().workspace_id).toBe(shop.other.workspaceId);
  });

  it("is one workspace's, however many prove it at once", async () => {
    const mine = await create();
    const theirs = await create({}, shop.otherKey);
    dns.setRecords(mine.body.record.name, [mine.body.record.value, theirs.body.record.value]);
    const answers = await Promise.all([verify(mine.body.id), verify(theirs.body.id, shop.otherKey)]);
    expect(answers.map(({ body }) => body.status).sort()).toEqual(["failed", "verified"]);
  });
});

describe("a link domain is refused", () => {
  const nested = JSON.parse(`${"[".repeat(40)}${"]".repeat(40)}`);

  it.each([
    ...["go.example.com", "localhost", "shop", "127.0.0.1", "[::1]", "https://a.example", "a.example:80"],
    ...["*.a.example", "a_b.example", "a.example.", "", `${"a.".repeat(122)}example`],
  ])("with the host %j", async (wrong) => {
    const answer = await create({ host: wrong });
    expect([answer.status, paramsOf(answer)]).toEqual([422, ["host"]]);
  });

  it.each([
    ["root_url", { root_url: "http://shop.example/" }],
    ["root_url", { root_url: "https://user@shop.example/" }],
    ["root_url", { root_url: "javascript:alert(1)" }],
    ["apple_association", { apple_association: [] }],
    ["apple_association", { apple_association: "{}" }],
    ["apple_association", { apple_association: { a: nested } }],
    ["apple_association", { apple_association: { a: "\u0000" } }],
    ["apple_association", { apple_association: { "\ud800": 1 } }],
    ["apple_association", { apple_association: { a: "a".repeat(32_768) } }],
    ["android_asset_links", { android_asset_links: {} }],
    ["android_asset_links", { android_asset_links: [1] }],
    ["status", { status: "verified" }],
  ])("naming %s", async (param, fields) => {
    const answer = await create(fields);
    expect([answer.status, paramsOf(answer)]).toEqual([422, [param]]);
  });

  it("twice in a workspace, or beyond a hundred", async () => {
    await create();
    const again = await create();
    expect([again.status, again.body.error.param]).toEqual([409, "host"]);
    const answers: number[] = [];
    for (let index = 0; index < 101; index += 1) {
      answers.push((await create({ host: `n${index}.many.example` }, shop.otherKey)).status);
    }
    expect(answers.at(-1)).toBe(422);
    expect(answers.filter((status) => status === 201).length).toBeLessThanOrEqual(100);
  });

  it("where it is another workspace's", async () => {
    const { body } = await create();
    expect((await shop.get(`/v1/link-domains/${body.id}`, shop.otherKey)).status).toBe(404);
    expect((await shop.patch(`/v1/link-domains/${body.id}`, { root_url: null }, shop.otherKey)).status).toBe(
      404,
    );
    expect((await verify(body.id, shop.otherKey)).status).toBe(404);
  });
});
