import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { eventMessage } from "../../../contracts/event-message.ts";
import { gzip } from "../../../platform/gzip.ts";
import { rawObjectKey } from "../../../services/clicks/raw-object-key.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../../../tests/support/sample.ts";
import { signGrant } from "../export-url.ts";
import { exportRoutes } from "./exports.ts";

const HOURS = "from=2026-11-20T09:00:00Z&to=2026-11-20T12:00:00Z";
const SPAN = `kind=raw&${HOURS}`;
const TEXT = '{"id":"one"}\n{"id":"two"}\n';

let database: TestDatabase;
let api: TestApi;
let own: Sample;
let foreign: Sample;
let key: string;
let foreignKey: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, exportRoutes);
  await asOwner(database.ownerUrl, async (db) => {
    own = await insertSample(db);
    foreign = await insertSample(db);
    key = (await insertKey(db, own.workspaceId)).key;
    foreignKey = (await insertKey(db, foreign.workspaceId)).key;
  });
  for (const [sample, names] of [
    [own, ["a", "b", "c", "d", "e"]],
    [foreign, ["foreign"]],
  ] as const) {
    for (const [index, name] of names.entries()) {
      const at = new Date(Date.UTC(2026, 10, 20, 9 + (index % 3), 30));
      await api.env.CLICK_LOG.put(rawObjectKey(sample.workspaceId, at, name), gzip(TEXT));
    }
  }
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

const firstUrl = async (): Promise<string> =>
  (await api.call("GET", `/v1/exports/clicks?${SPAN}`, key)).body.data[0].url;

it("is noted as a reading of personal data with its span, also of who may not see such data elsewhere", async () => {
  const send = vi.spyOn(api.env.EVENTS, "send");
  const { key: bare, keyId } = await asOwner(database.ownerUrl, (db) =>
    insertKey(db, own.workspaceId, { scopes: ["exports:read"] }),
  );
  const long = HOURS.replaceAll("Z", `.${"0".repeat(150)}Z`);
  for (const asked of [`kind=raw&${HOURS}`, `kind=parquet&${long}`]) {
    expect((await api.call("GET", `/v1/exports/clicks?${asked}`, bare)).status).toBe(200);
  }
  expect((await api.call("GET", "/v1/exports/clicks?kind=none", bare)).status).toBe(422);
  const call = `GET /v1/exports/clicks?${new URLSearchParams(HOURS.replaceAll("Z", ".000Z"))}`;
  const reading = expect.objectContaining({ call, subjects: [], fields: ["file"] });
  const message = expect.objectContaining({ actor: `key:${keyId}`, reading });
  expect(send.mock.calls).toEqual([[message], [message]]);
  for (const [sent] of send.mock.calls) expect(eventMessage.safeParse(sent).success).toBe(true);
  send.mockRestore();
});

describe("GET /v1/exports/clicks?kind=raw", () => {
  it("lists every object of the workspace in the span once, whatever the page, and no other's", async () => {
    for (const limit of [1, 2, 100]) {
      const rows = await api.list(`/v1/exports/clicks?${SPAN}`, key, limit);
      expect(rows.map(({ name }) => name)).toEqual([
        "day=2026-11-20/hour=09/a.ndjson.gz",
        "day=2026-11-20/hour=09/d.ndjson.gz",
        "day=2026-11-20/hour=10/b.ndjson.gz",
        "day=2026-11-20/hour=10/e.ndjson.gz",
        "day=2026-11-20/hour=11/c.ndjson.gz",
      ]);
    }
    expect(await api.list(`/v1/exports/clicks?${SPAN}`, foreignKey, 100)).toHaveLength(1);
  });

  it.each([
    ["from", "to=2026-11-20T12:00:00Z"],
    ["to", "from=2026-11-20T12:00:00Z&to=2026-11-20T09:00:00Z"],
    ["to", "from=2020-01-01T00:00:00Z&to=2026-11-20T09:00:00Z"],
    ["from", "from=yesterday&to=2026-11-20T09:00:00Z"],
    ["sort", `${SPAN}&sort=size`],
    ["kind", `${HOURS}&kind=csv`],
    ["limit", `${SPAN}&limit=0`],
    ["cursor", `${SPAN}&cursor=*`],
    ["cursor", `${SPAN}&cursor=${Buffer.from("elsewhere").toString("base64url")}`],
  ])("answers 422 naming %s for ?%s", async (param, query) => {
    const { status, body } = await api.call("GET", `/v1/exports/clicks?${query}`, key);
    expect([status, body.error.param]).toEqual([422, param]);
  });
});

describe("GET /v1/exports/objects", () => {
  it("serves an object by its address alone, as it lies in the log", async () => {
    const answer = await api.fetch("GET", await firstUrl(), null);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("accept-ranges")).toBe("bytes");
    expect(answer.headers.get("content-encoding")).toBeNull();
    expect(gunzipSync(Buffer.from(await answer.arrayBuffer())).toString()).toBe(TEXT);
  });

  it("serves a part for a range, and the parts make the whole", async () => {
    const url = await firstUrl();
    const whole = Buffer.from(await (await api.fetch("GET", url, null)).arrayBuffer());
    const parts = await Promise.all(
      ["bytes=0-9", "bytes=10-"].map(async (range) => api.fetch("GET", url, null, undefined, { range })),
    );
    expect(parts.map(({ status, headers }) => [status, headers.get("content-range")])).toEqual([
      [206, `bytes 0-9/${whole.length}`],
      [206, `bytes 10-${whole.length - 1}/${whole.length}`],
    ]);
    const bytes = await Promise.all(parts.map(async (part) => Buffer.from(await part.arrayBuffer())));
    expect(Buffer.concat(bytes)).toEqual(whole);
  });

  it("answers 416 with the size for a range outside the object", async () => {
    const answer = await api.fetch("GET", await firstUrl(), null, undefined, { range: "bytes=9999-" });
    expect(answer.status).toBe(416);
    expect(answer.headers.get("content-range")).toMatch(/^bytes \*\/\d+$/);
  });

  it("serves the whole where If-Range names another version", async () => {
    const headers = { range: "bytes=0-9", "if-range": '"another"' };
    expect((await api.fetch("GET", await firstUrl(), null, undefined, headers)).status).toBe(200);
  });

  it("tells the size to HEAD without sending the object", async () => {
    const answer = await api.fetch("HEAD", await firstUrl(), null, undefined, { range: "bytes=0-9" });
    expect([answer.status, answer.headers.get("accept-ranges")]).toEqual([200, "bytes"]);
    expect(Number(answer.headers.get("content-length"))).toBeGreaterThan(20);
    expect(await answer.text()).toBe("");
  });

  it("refuses an address that expired", async () => {
    const grant = {
      workspaceId: own.workspaceId,
      object: "day=2026-11-20/hour=09/a.ndjson.gz",
      expiresAtMs: Date.now() - 1,
    };
    const query = new URLSearchParams({
      workspace: grant.workspaceId,
      object: grant.object,
      expires: String(grant.expiresAtMs),
      signature: await signGrant(grant, api.env.EXPORT_URL_KEY),
    });
    const { status, body } = await api.call("GET", `/v1/exports/objects?${query}`, null);
    expect([status, body.error.code]).toEqual([403, "forbidden"]);
  });

  it.each([
    ["workspace", () => foreign.workspaceId],
    ["object", () => "day=2026-11-20/hour=10/b.ndjson.gz"],
    ["expires", () => String(Date.now() + 9_999_999)],
    ["signature", () => "A".repeat(43)],
  ])("refuses an address whose %s was changed", async (name, value) => {
    const url = new URL(await firstUrl());
    url.searchParams.set(name, value());
    expect((await api.call("GET", url.href, null)).status).toBe(403);
  });

  it.each([
    "day=2026-11-20/../../workspace=ws_x/day=2026-11-20/hour=09/a.ndjson.gz",
    "hour=09",
    "day=2026-11-20/hour=09/a\n",
  ])("answers 422 for the object name %j", async (object) => {
    const url = new URL(await firstUrl());
    url.searchParams.set("object", object);
    const { status, body } = await api.call("GET", url.href, null);
    expect([status, body.error.param]).toEqual([422, "object"]);
  });

  it("answers 422 for an address without its parts, and 404 for an object that is gone", async () => {
    expect((await api.call("GET", "/v1/exports/objects", null)).status).toBe(422);
    const url = await firstUrl();
    await api.env.CLICK_LOG.delete(rawObjectKey(own.workspaceId, new Date(Date.UTC(2026, 10, 20, 9)), "a"));
    expect((await api.call("GET", url, null)).status).toBe(404);
  });
});
