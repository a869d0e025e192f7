import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clickManifest } from "../../../contracts/click-manifest.ts";
import { gzip } from "../../../platform/gzip.ts";
import { rawObjectKey } from "../../../services/clicks/raw-object-key.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { putLogHour, type WrittenPart } from "../../../tests/support/log-hours.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../../../tests/support/sample.ts";
import { exportRoutes } from "./exports.ts";

const SPAN = "from=2026-11-20T09:30:00Z&to=2026-11-21T12:00:00Z";
const LIST = `/v1/exports/clicks?${SPAN}`;

let database: TestDatabase;
let api: TestApi;
let own: Sample;
let key: string;
let foreignKey: string;
let parts: readonly WrittenPart[];

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, exportRoutes);
  await asOwner(database.ownerUrl, async (db) => {
    own = await insertSample(db);
    const foreign = await insertSample(db);
    key = (await insertKey(db, own.workspaceId)).key;
    foreignKey = (await insertKey(db, foreign.workspaceId)).key;
    const bucket = api.env.CLICK_LOG;
    await putLogHour(bucket, own.workspaceId, "2026-11-20T08:00:00Z", ["before the span"]);
    parts = [
      ...(await putLogHour(bucket, own.workspaceId, "2026-11-20T09:00:00Z", ["one", "two"])),
      ...(await putLogHour(bucket, own.workspaceId, "2026-11-20T11:00:00Z", [])),
      ...(await putLogHour(bucket, own.workspaceId, "2026-11-21T11:00:00Z", ["three"])),
    ];
    await putLogHour(bucket, own.workspaceId, "2026-11-21T12:00:00Z", ["after the span"]);
    await putLogHour(bucket, foreign.workspaceId, "2026-11-20T10:00:00Z", ["foreign"]);
    for (const at of ["2026-11-20T09:45:00Z", "2026-11-20T10:45:00Z", "2026-11-21T11:45:00Z"]) {
      await bucket.put(rawObjectKey(own.workspaceId, new Date(at), "late"), gzip("{}"));
    }
    await bucket.put(
      `clicks/v1/workspace=${own.workspaceId}/day=2026-11-20/hour=10/part-${"0".repeat(16)}.parquet`,
      "x",
    );
  });
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

/** Follows the list to its end and gives all pages. */
async function pagesOf(limit: number, by = key) {
  const pages = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? "" : `&cursor=${cursor}`;
    const { status, body } = await api.call("GET", `${LIST}&limit=${limit}${more}`, by);
    expect(status).toBe(200);
    pages.push(body);
    cursor = body.next_cursor;
  } while (cursor !== null);
  return pages;
}

describe("GET /v1/exports/clicks", () => {
  it.each([1, 2, 3, 100])("gives every part and hour of the span once, by pages of %i", async (limit) => {
    const pages = await pagesOf(limit);
    expect(pages.flatMap(({ data }) => data.map(({ name }: { name: string }) => name))).toEqual(
      parts.map(({ name }) => name),
    );
    expect(
      pages.flatMap(({ hours }) =>
        hours.map(({ hour, rows, parts_count }: Record<string, unknown>) => [hour, rows, parts_count]),
      ),
    ).toEqual([
      ["2026-11-20T09:00:00.000Z", 4, 2],
      ["2026-11-20T11:00:00.000Z", 0, 0],
      ["2026-11-21T11:00:00.000Z", 2, 1],
    ]);
    expect(pages.flatMap(({ not_compacted }) => not_compacted)).toEqual(["2026-11-20T10:00:00.000Z"]);
  });

  it("tells of each part what its manifest says, and of no other workspace's", async () => {
    const [part] = parts;
    const [page] = await pagesOf(100);
    expect(page.data[0]).toMatchObject({
      object: "export_part",
      name: part?.name,
      hour: "2026-11-20T09:00:00.000Z",
      rows: 2,
      size_bytes: part?.bytes.length,
      sha256: part?.sha256,
    });
    const [foreign] = await pagesOf(100, foreignKey);
    expect(foreign.data).toHaveLength(1);
    expect(foreign.data[0].hour).toBe("2026-11-20T10:00:00.000Z");
    expect(foreign.not_compacted).toEqual([]);
  });

  it("gives addresses of parts and manifests that work without a key", async () => {
    const [page] = await pagesOf(100);
    const part = await api.fetch("GET", page.data[0].url, null);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(parts[0]?.bytes);
    expect(part.headers.get("content-type")).toBe("application/vnd.apache.parquet");
    const answer = await api.fetch("GET", page.hours[0].url, null);
    const manifest = clickManifest.parse(await answer.json());
    expect([answer.headers.get("content-type"), manifest.rows]).toEqual(["application/json", 4]);
  });

  it("gives nothing for a span without clicks", async () => {
    const empty = await api.call(
      "GET",
      "/v1/exports/clicks?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z",
      key,
    );
    expect(empty.body).toMatchObject({ data: [], hours: [], not_compacted: [], has_more: false });
  });

  it.each([
    "elsewhere",
    "day=2020-01-01/hour=00/~",
    "day=2026-11-20/",
    "day=2026-11-20/hour=09/a.ndjson.gz",
    "day=2026-11-20/hour=09/part-x.parquet",
  ])("answers 422 for a cursor that it never gave: %s", async (after) => {
    const cursor = Buffer.from(after).toString("base64url");
    const { status, body } = await api.call("GET", `${LIST}&cursor=${cursor}`, key);
    expect([status, body.error.param]).toEqual([422, "cursor"]);
  });

  it("answers 422 for a cursor of raw objects, and the list of these for one of parts", async () => {
    const kinds = [LIST, `${LIST}&kind=raw`];
    const given = await Promise.all(kinds.map((list) => api.call("GET", `${list}&limit=1`, key)));
    const cursors = given.map(({ body }) => body.next_cursor);
    expect(cursors).toEqual([expect.any(String), expect.any(String)]);
    for (const asked of [`${kinds[0]}&cursor=${cursors[1]}`, `${kinds[1]}&cursor=${cursors[0]}`]) {
      const { status, body } = await api.call("GET", asked, key);
      expect([asked, status, body.error?.param]).toEqual([asked, 422, "cursor"]);
    }
  });

  it("fails, and does not leave the hour out, where a manifest cannot be read", async () => {
    const broken = `clicks/v1/workspace=${own.workspaceId}/day=2026-12-01/hour=00/manifest.json`;
    await api.env.CLICK_LOG.put(broken, '{"v":2}');
    const { status } = await api.call(
      "GET",
      "/v1/exports/clicks?from=2026-12-01T00:00:00Z&to=2026-12-02T00:00:00Z",
      key,
    );
    expect(status).toBe(500);
  });
});
