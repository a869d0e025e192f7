import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { CapNamespace } from "../../../contracts/cap-counter.ts";
import { publishedLink } from "../../../contracts/published.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../../../tests/support/sample.ts";
import { TestStore } from "../../../tests/support/test-store.ts";
import { ROUTES } from "./index.ts";

const store = new TestStore();
/** What the counters say, by their name. */
const counts = new Map<string, { readonly clicks: number; readonly conversions: number }>();
let read = async (name: string) => counts.get(name) ?? { clicks: 0, conversions: 0 };
const CAPS = { getByName: (name: string) => ({ read: () => read(name) }) } as unknown as CapNamespace;

let database: TestDatabase;
let api: TestApi;
let sample: Sample;
let other: Sample;
let key: string;
let otherKey: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, ROUTES, { PUBLISHED: store.binding(), CAPS });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
beforeEach(async () => {
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

const linkOf = (index: 0 | 1, of = sample) => of.affiliates[index].linkId;
const pairOf = (index: 0 | 1, of = sample) => {
  return { affiliate_id: of.affiliates[index].affiliateId, program_id: of.programId };
};
const KIND = { metric: "clicks", period: "day", max: 100 };
const create = (fields: object = {}) =>
  api.call("POST", "/v1/caps", key, { link_id: linkOf(0), ...KIND, ...fields });
const createForPair = (fields: object = {}) =>
  api.call("POST", "/v1/caps", key, { ...pairOf(0), ...KIND, ...fields });
const change = (id: string, fields: object, by = key) => api.call("PATCH", `/v1/caps/${id}`, by, fields);
const publishedCaps = (index: 0 | 1) => {
  const copy = store.read(`link:localhost:${linkOf(index)}`);
  return copy === undefined ? undefined : publishedLink.parse(copy).caps;
};
const acts = async (id: string) => api.list(`/v1/audit?subject_id=${id}`, key, 100);

describe("creating", () => {
  it("answers with the cap and its count, publishes its link and leaves a trace", async () => {
    const { status, body } = await create({ overflow_url: "https://shop.example/full?c={click_id}" });
    const tomorrow = new Date(`${new Date().toISOString().slice(0, 10)}T00:00:00Z`).getTime() + 86_400_000;
    expect([status, body]).toEqual([
      201,
      {
        ...{ id: expect.stringMatching(/^cap_/), object: "cap", link_id: linkOf(0) },
        ...{ affiliate_id: null, program_id: null, ...KIND, status: "active", count: 0 },
        overflow_url: "https://shop.example/full?c={click_id}",
        resets_at: new Date(tomorrow).toISOString(),
        ...{ created_at: expect.stringMatching(/Z$/), updated_at: expect.stringMatching(/Z$/) },
      },
    ]);
    expect(publishedCaps(0)).toEqual([{ id: body.id, ...KIND, overflow_url: body.overflow_url }]);
    expect(publishedCaps(1)).toBeUndefined();
    expect(await acts(body.id)).toEqual([
      expect.objectContaining({ action: "cap.created", change: expect.objectContaining({ max: 100 }) }),
    ]);
  });

  it("publishes every link of the affiliate in the program, and no other's", async () => {
    const { affiliate_id, program_id } = pairOf(0);
    const second = await api.call("POST", "/v1/links", key, {
      ...{ affiliate_id, program_id, destination_url: "https://shop.example/2" },
    });
    const { status, body } = await createForPair({ metric: "conversions", period: "total" });
    expect([status, body.link_id, body.resets_at]).toEqual([201, null, null]);
    const ids = (copy: unknown) => publishedLink.parse(copy).caps?.map(({ id }) => id);
    expect(ids(store.read(`link:localhost:${second.body.slug}`))).toEqual([body.id]);
    expect(publishedCaps(0)?.map(({ id }) => id)).toEqual([body.id]);
    expect(publishedCaps(1)).toBeUndefined();
  });

  it("takes one active cap of a kind for the same, however many are sent at once", async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => create()));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect(all.find(({ status }) => status === 409)?.body.error.param).toBe("period");
    const others = [
      create({ period: "month" }),
      create({ metric: "conversions" }),
      create({ link_id: linkOf(1) }),
    ];
    for (const { status } of await Promise.all(others)) expect(status).toBe(201);
    const pairs = [createForPair(), api.call("POST", "/v1/caps", key, { ...pairOf(1), ...KIND })];
    for (const { status } of await Promise.all(pairs)) expect(status).toBe(201);
    expect((await createForPair()).status).toBe(409);
  });

  it.each([
    ["link_id", () => ({ link_id: undefined })],
    ["link_id", () => ({ link_id: linkOf(0, other) })],
    ["link_id", () => ({ link_id: "lnk_none" })],
    ["link_id", () => pairOf(0)],
    ["affiliate_id", () => ({ link_id: undefined, program_id: sample.programId })],
    ["program_id", () => ({ link_id: undefined, affiliate_id: pairOf(0).affiliate_id })],
    [
      "affiliate_id",
      () => ({ link_id: undefined, ...pairOf(0), affiliate_id: pairOf(0, other).affiliate_id }),
    ],
    ["program_id", () => ({ link_id: undefined, ...pairOf(0), program_id: other.programId })],
    ["metric", () => ({ metric: "revenue" })],
    ["period", () => ({ period: "week" })],
    ["max", () => ({ max: -1 })],
    ["max", () => ({ max: 1.5 })],
    ["max", () => ({ max: 1e13 })],
    ["max", () => ({ max: "100" })],
    ["overflow_url", () => ({ overflow_url: "javascript:alert(1)" })],
    ["overflow_url", () => ({ overflow_url: "https://{sub1}.example/" })],
    ["overflow_url", () => ({ overflow_url: "http://shop.example/" })],
    ["overflow_url", () => ({ overflow_url: null })],
    ["extra", () => ({ extra: 1 })],
  ] as [string, () => object][])("answers 422 naming %s, case %#", async (param, fields) => {
    const { status, body } = await create(fields());
    expect([status, body.error.param]).toEqual([422, param]);
  });

  it("refuses an overflow to this machine where the link is not of it", async () => {
    await asOwner(database.ownerUrl, (db) =>
      db.execute(`update links set host = 'go.example.com' where id = '${linkOf(1)}'`),
    );
    const overflow_url = "http://localhost:1/full";
    const { status, body } = await create({ link_id: linkOf(1), overflow_url });
    expect([status, body.error.param]).toEqual([422, "overflow_url"]);
    const made = await create({ overflow_url });
    expect(made.status).toBe(201);
    expect((await createForPair({ overflow_url })).status).toBe(201);
  });
});

describe("changing", () => {
  it("raises a cap, lifts its overflow, publishes and leaves a trace; once more changes nothing", async () => {
    const { body: made } = await create({ overflow_url: "https://shop.example/full" });
    for (let time = 0; time < 2; time += 1) {
      const { status, body } = await change(made.id, { max: 150, overflow_url: null });
      expect([status, body.max, body.overflow_url]).toEqual([200, 150, null]);
    }
    expect(publishedCaps(0)).toEqual([{ id: made.id, ...KIND, max: 150, overflow_url: null }]);
    const [updated, ...earlier] = await acts(made.id);
    expect(updated).toMatchObject({
      action: "cap.updated",
      change: {
        max: { from: 100, to: 150 },
        overflow_url: { from: "https://shop.example/full", to: null },
      },
    });
    expect(earlier).toHaveLength(1);
  });

  it("publishes the links of a pair as well", async () => {
    const { body: made } = await createForPair();
    await change(made.id, { max: 5 });
    expect(publishedCaps(0)?.map(({ max }) => max)).toEqual([5]);
  });

  it("takes a disabled cap away, and gives it back unless another took its place", async () => {
    const { body: made } = await create();
    expect((await change(made.id, { status: "disabled" })).body.status).toBe("disabled");
    expect(publishedCaps(0)).toBeUndefined();
    const { body: second } = await create({ max: 7 });
    const refused = await change(made.id, { status: "active" });
    expect([refused.status, refused.body.error.param]).toEqual([409, "status"]);
    expect((await change(made.id, { max: 8 })).status).toBe(200);
    await change(second.id, { status: "disabled" });
    expect((await change(made.id, { status: "active" })).status).toBe(200);
    expect(publishedCaps(0)?.map(({ max }) => max)).toEqual([8]);
    expect((await change(made.id, { status: "active", max: 9 })).body.max).toBe(9);
  });

  it.each([
    ["metric", { metric: "conversions" }],
    ["link_id", { link_id: "lnk_none" }],
    ["max", { max: null }],
    ["overflow_url", { overflow_url: "ftp://shop.example/" }],
    ["status", { status: "paused" }],
  ] as [string, object][])("answers 422 to a change of %s that may not be", async (_, fields) => {
    const { body: made } = await create();
    expect((await change(made.id, fields)).status).toBe(422);
  });

  it("is 404 for another workspace's cap, and for none", async () => {
    const { body: made } = await create();
    expect((await change(made.id, { max: 1 }, otherKey)).status).toBe(404);
    expect((await change("cap_none", { max: 1 })).status).toBe(404);
    expect((await api.call("GET", `/v1/caps/${made.id}`, otherKey)).status).toBe(404);
  });
});

describe("reading", () => {
  it("shows what the counter says of the cap's metric, and null when it does not answer", async () => {
    const { body: clicks } = await create();
    const { body: conversions } = await create({ metric: "conversions" });
    counts.set(`${sample.workspaceId}:${clicks.id}`, { clicks: 42, conversions: 7 });
    counts.set(`${sample.workspaceId}:${conversions.id}`, { clicks: 42, conversions: 7 });
    const show = async (id: string) => (await api.call("GET", `/v1/caps/${id}`, key)).body.count;
    expect([await show(clicks.id), await show(conversions.id)]).toEqual([42, 7]);
    const listed = await api.list("/v1/caps", key, 1);
    expect(listed.map(({ count }) => count)).toEqual([42, 7]);
    const answering = read;
    read = () => Promise.reject(new Error("no object answers"));
    expect(await show(clicks.id)).toBeNull();
    read = () => new Promise(() => undefined);
    const startedAtMs = Date.now();
    expect(await show(clicks.id)).toBeNull();
    expect(Date.now() - startedAtMs).toBeLessThan(3_000);
    read = answering;
  });

  it("lists caps of what is asked for, oldest first, and none of another workspace", async () => {
    const first = (await create()).body.id;
    const second = (await create({ link_id: linkOf(1) })).body.id;
    const pair = (await createForPair()).body.id;
    const ids = async (query: string, by = key) =>
      (await api.list(`/v1/caps${query}`, by, 2)).map(({ id }) => id);
    expect(await ids("")).toEqual([first, second, pair]);
    expect(await ids(`?link_id=${linkOf(1)}`)).toEqual([second]);
    expect(await ids(`?affiliate_id=${pairOf(0).affiliate_id}`)).toEqual([pair]);
    expect(await ids(`?program_id=${sample.programId}`)).toEqual([pair]);
    expect(await ids("", otherKey)).toEqual([]);
    expect((await api.call("GET", "/v1/caps?link_id=none", key)).status).toBe(422);
  });
});
