import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { publishedLink } from "../../../contracts/published.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../../../tests/support/sample.ts";
import { TestStore } from "../../../tests/support/test-store.ts";
import { ROUTES } from "./index.ts";

const HOST = "go.example.com";
const store = new TestStore();

let database: TestDatabase;
let api: TestApi;
let sample: Sample;
let other: Sample;
let key: string;
let otherKey: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, ROUTES, {
    LINK_HOSTS: ` ${HOST.toUpperCase()} ,localhost`,
    PUBLISHED: store.binding(),
  });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await asOwner(database.ownerUrl, async (db) => {
    sample = await insertSample(db);
    other = await insertSample(db);
    key = (await insertKey(db, sample.workspaceId)).key;
    otherKey = (await insertKey(db, other.workspaceId)).key;
  });
});

afterAll(async () => {
  vi.restoreAllMocks();
  await api.stop();
  await database.drop();
});

const bodyOf = (fields: object = {}, of = sample): object => ({
  program_id: of.programId,
  affiliate_id: of.affiliates[0].affiliateId,
  destination_url: "https://shop.example/?a=1",
  ...fields,
});
const create = (fields: object = {}) => api.call("POST", "/v1/links", key, bodyOf(fields));
const acts = async (id: string): Promise<readonly { action: string; change: object }[]> =>
  (await api.list(`/v1/audit?subject_id=${id}`, key, 100)) as { action: string; change: object }[];

describe("creating", () => {
  it("answers with the link and its address, publishes it and leaves a trace", async () => {
    const { status, body } = await create({ slug: "ada", expires_at: "2027-01-01T01:00:00+01:00" });
    expect([status, body]).toEqual([
      201,
      {
        id: expect.stringMatching(/^lnk_/),
        object: "link",
        program_id: sample.programId,
        affiliate_id: sample.affiliates[0].affiliateId,
        host: HOST,
        slug: "ada",
        short_url: `https://${HOST}/ada`,
        destination_url: "https://shop.example/?a=1",
        fallback_url: null,
        rules: [],
        variants: [],
        durable: false,
        coupon_code: null,
        status: "active",
        starts_at: null,
        expires_at: "2027-01-01T00:00:00.000Z",
        created_at: expect.stringMatching(/Z$/),
        updated_at: expect.stringMatching(/Z$/),
        ...{ archived_at: null, version: 1 },
      },
    ]);
    expect(publishedLink.parse(store.read(`link:${HOST}:ada`))).toMatchObject({ link_id: body.id });
    expect(await acts(body.id)).toEqual([
      expect.objectContaining({ action: "link.created", actor: expect.stringMatching(/^key:key_/) }),
    ]);
  });

  it("makes a slug where none is given, another each time", async () => {
    const slugs = [(await create()).body.slug, (await create()).body.slug];
    for (const slug of slugs) expect(slug).toMatch(/^[2-9a-z]{8}$/);
    expect(slugs[0]).not.toBe(slugs[1]);
  });

  it("answers 409 to a slug that is taken, in whatever workspace, and keeps the first link", async () => {
    await create({ slug: "taken" });
    const before = store.values.get(`link:${HOST}:taken`);
    for (const again of [
      await create({ slug: "taken", destination_url: "https://evil.example/" }),
      await api.call("POST", "/v1/links", otherKey, bodyOf({ slug: "taken" }, other)),
    ]) {
      expect([again.status, again.body.error.code, again.body.error.param]).toEqual([
        409,
        "conflict",
        "slug",
      ]);
    }
    expect(store.values.get(`link:${HOST}:taken`)).toBe(before);
  });

  it("makes one link of the same slug sent many times at once", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => create({ slug: "burst" })));
    expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
  });

  it.each([
    ["program_id", () => ({ program_id: other.programId })],
    ["affiliate_id", () => ({ affiliate_id: other.affiliates[0].affiliateId })],
    ["program_id", () => ({ program_id: "prg_00000000000000000000000000" })],
    ["program_id", () => ({ program_id: sample.affiliates[0].affiliateId })],
  ])("answers 422 naming %s where it is not one of this workspace", async (param, fields) => {
    const { status, body } = await create(fields());
    expect([status, body.error.param]).toEqual([422, param]);
  });

  it.each([
    "http://shop.example/",
    "http://localhost/",
    "javascript:alert(1)",
    "java\\nscript:alert(1)",
    "data:text/html,x",
    "ftp://shop.example/",
    "//shop.example/",
    "/path",
    "shop.example",
    "https://",
    "https://user@shop.example/",
    "https://user:secret@shop.example/",
    "https://:secret@shop.example/",
    "https://shop.example:99999/",
    "https://shop.example/\n",
    "https://shop.example/\u0000",
    "https://shop.example/\ud800",
    `https://shop.example/${"a".repeat(2_048)}`,
    "",
    7,
    null,
  ])("answers 422 to the destination %j", async (destination) => {
    const { status, body } = await create({ destination_url: destination });
    expect([status, body.error.param]).toEqual([422, "destination_url"]);
  });

  it.each(["", "a/b", "a b", "ä", "a".repeat(65), "v1", ".", "a.b", "%61", 7])(
    "answers 422 to the slug %j",
    async (slug) => {
      const { status, body } = await create({ slug });
      expect([status, body.error.param]).toEqual([422, "slug"]);
    },
  );

  it("lists every field at fault, unknown ones too", async () => {
    const { status, body } = await api.call("POST", "/v1/links", key, {
      slug: "",
      color: "x",
      expires_at: "soon",
    });
    expect(status).toBe(422);
    expect(
      body.error.errors.map(({ param, code }: { param: string; code: string }) => [param, code]),
    ).toEqual([
      ["program_id", "missing_field"],
      ["affiliate_id", "missing_field"],
      ["destination_url", "missing_field"],
      ["slug", "invalid_value"],
      ["expires_at", "invalid_value"],
      ["color", "unknown_field"],
    ]);
  });
});

describe("a store that is away", () => {
  it("does not fail the creation", async () => {
    store.refuses = () => true;
    expect((await create({ slug: "unpublished" })).status).toBe(201);
    store.refuses = () => false;
    expect(store.read(`link:${HOST}:unpublished`)).toBeUndefined();
  });
});

describe("changing", () => {
  const change = (id: string, fields: object, by = key) => api.call("PATCH", `/v1/links/${id}`, by, fields);

  it("changes what is given, publishes that, and tells what it was before", async () => {
    const { body: link } = await create({ slug: "moves", expires_at: "2027-01-01T00:00:00Z" });
    const { status, body } = await change(link.id, {
      destination_url: "https://shop.example/2",
      status: "disabled",
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...link,
      destination_url: "https://shop.example/2",
      status: "disabled",
      updated_at: expect.any(String),
      version: 2,
    });
    expect((await api.call("GET", `/v1/links/${link.id}`, key)).body).toEqual(body);
    expect(store.read(`link:${HOST}:moves`)).toMatchObject({
      status: "disabled",
      expires_at_ms: Date.UTC(2027, 0),
    });
    expect((await change(link.id, { expires_at: null })).body.expires_at).toBeNull();
    expect(store.read(`link:${HOST}:moves`)).toMatchObject({ expires_at_ms: null });
    const [lifted, changed] = await acts(link.id);
    expect(lifted?.change).toMatchObject({ expires_at: { from: "2027-01-01T00:00:00.000Z", to: null } });
    expect(changed?.change).toMatchObject({
      destination_url: { from: link.destination_url, to: "https://shop.example/2" },
      status: { from: "active", to: "disabled" },
    });
  });

  it("writes nothing when it changes nothing", async () => {
    const { body: link } = await create();
    const puts = store.puts.length;
    for (const fields of [
      {},
      { status: "active", destination_url: link.destination_url, expires_at: null },
    ]) {
      const { status, body } = await change(link.id, fields);
      expect([status, body]).toEqual([200, link]);
    }
    expect([store.puts.length, (await acts(link.id)).length]).toEqual([puts, 1]);
  });

  it("refuses what creating refuses, and what cannot be changed", async () => {
    const { body: link } = await create();
    for (const fields of [
      { destination_url: "http://shop.example/" },
      { status: "gone" },
      { expires_at: "tomorrow" },
      { slug: "other" },
      { affiliate_id: sample.affiliates[1].affiliateId },
      { host: "localhost" },
      { coupon_code: "OTHER" },
      { fallback_url: "http://shop.example/" },
    ]) {
      expect([fields, (await change(link.id, fields)).status]).toEqual([fields, 422]);
    }
    expect((await api.call("GET", `/v1/links/${link.id}`, key)).body).toEqual(link);
  });

  it("does not find another workspace's link, nor what is none", async () => {
    const { body: link } = await create();
    for (const [id, by] of [
      [link.id, otherKey],
      ["lnk_00000000000000000000000000", key],
      [sample.programId, key],
      ["%00", key],
    ] as const) {
      expect([id, (await change(id, { status: "disabled" }, by)).status]).toEqual([id, 404]);
      expect([id, (await api.call("GET", `/v1/links/${id}`, by)).status]).toEqual([id, 404]);
    }
    expect((await api.call("GET", `/v1/links/${link.id}`, key)).body).toEqual(link);
  });
});

describe("on one machine", () => {
  const local = () => ({ ...api.env, LINK_HOSTS: "localhost", LINK_ORIGIN: "http://localhost:8787" });

  it("leads to http on this machine alone, and shows the address with its port", async () => {
    const api2 = await startTestApi(database, ROUTES, local());
    const post = (url: string) => api2.call("POST", "/v1/links", key, bodyOf({ destination_url: url }));
    const { status, body } = await post("http://127.0.0.1:3000/shop");
    expect([status, body.short_url]).toEqual([201, `http://localhost:8787/${body.slug}`]);
    expect((await post("http://localhost/")).status).toBe(201);
    expect((await post("http://192.168.0.1/")).status).toBe(422);
    expect((await post("http://localhost@evil.example/")).status).toBe(422);
    await api2.stop();
  });
});
