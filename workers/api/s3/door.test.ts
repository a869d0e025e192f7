import { AwsClient } from "aws4fetch";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { deriveSecret } from "../../../platform/keys.ts";
import { rawObjectKey } from "../../../services/clicks/raw-object-key.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { putLogHour, type WrittenPart } from "../../../tests/support/log-hours.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../../../tests/support/sample.ts";

const HOST = "http://localhost:8788";
const BUCKET = `${HOST}/s3/clicks`;

let database: TestDatabase;
let api: TestApi;
let own: Sample;
let client: AwsClient;
let foreignClient: AwsClient;
/** Every part of the workspace, in the order of the names. */
let parts: readonly WrittenPart[];
let foreignPart: WrittenPart;
let unnamed: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, []);
  await asOwner(database.ownerUrl, async (db) => {
    own = await insertSample(db);
    const foreign = await insertSample(db);
    client = clientOf((await insertKey(db, own.workspaceId, { scopes: ["exports:read"] })).keyId);
    foreignClient = clientOf((await insertKey(db, foreign.workspaceId)).keyId);
    const bucket = api.env.CLICK_LOG;
    parts = [
      ...(await putLogHour(bucket, own.workspaceId, "2026-11-20T09:00:00Z", ["first", "second"])),
      ...(await putLogHour(bucket, own.workspaceId, "2026-11-20T10:00:00Z", ["third"])),
      ...(await putLogHour(bucket, own.workspaceId, "2026-11-21T09:00:00Z", ["fourth", "fifth", "sixth"])),
    ];
    const [foreignOne] = await putLogHour(bucket, foreign.workspaceId, "2026-11-20T09:00:00Z", ["foreign"]);
    if (!foreignOne) throw new Error("no foreign part");
    foreignPart = foreignOne;
    // Left by a compaction that was cut off: no manifest names it.
    unnamed = "day=2026-11-20/hour=09/part-0000000000000000.parquet";
    await bucket.put(`clicks/v1/workspace=${own.workspaceId}/${unnamed}`, "unnamed");
    await bucket.put(rawObjectKey(own.workspaceId, new Date("2026-11-20T09:30:00Z"), "raw"), "raw");
  });
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const clientOf = (accessKeyId: string): AwsClient =>
  new AwsClient({
    accessKeyId,
    secretAccessKey: deriveSecret(api.env.API_KEY_PEPPER, "s3", accessKeyId),
    service: "s3",
    region: "auto",
  });

type Given = { readonly method?: string; readonly headers?: Record<string, string>; readonly by?: AwsClient };

async function send(url: string, { method = "GET", headers = {}, by = client }: Given = {}) {
  const signed = await by.sign(url, { method, headers });
  return api.fetch(method, signed.url, null, undefined, signed.headers);
}
const textOf = async (url: string, given?: Given) => (await send(url, given)).text();
const refusalOf = async (url: string, given?: Given) => {
  const answer = await send(url, given);
  return [answer.status, /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1]];
};
const all = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map(([, value]) => value ?? "");
const keysOf = (xml: string): string[] => all(xml, "Contents").flatMap((each) => all(each, "Key"));
const prefixesOf = (xml: string): string[] =>
  all(xml, "CommonPrefixes").flatMap((each) => all(each, "Prefix"));
const names = () => parts.map(({ name }) => name);

it("notes that a key read the log once a day, by its first part, and who only lists not at all", async () => {
  const sent = vi.spyOn(api.env.EVENTS, "send");
  const { keyId } = await asOwner(database.ownerUrl, (db) => insertKey(db, own.workspaceId));
  const by = clientOf(keyId);
  const part = `${BUCKET}/${parts[0]?.name}`;
  await send(`${BUCKET}?list-type=2`, { by });
  await send(part, { by, method: "HEAD" });
  expect([(await send(`${part}x`, { by })).status, sent.mock.calls]).toEqual([404, []]);
  sent.mockRejectedValueOnce(new Error("away"));
  for (const range of ["bytes=0-1", "bytes=2-3"]) await send(part, { by, headers: { range } });
  expect((await send(`${BUCKET}/${parts[1]?.name}`, { by })).status).toBe(200);
  const call = expect.stringMatching(/^GET \/s3\/clicks on \d{4}-\d\d-\d\d$/);
  expect(sent.mock.calls).toMatchObject([[{ actor: `key:${keyId}`, reading: { call } }]]);
  sent.mockRestore();
  // The queue was away, so it was written at once.
  const acts = await asOwner(database.ownerUrl, (db) =>
    db.execute(sql`select change->>'call' as call from audit_log where actor = ${`key:${keyId}`}`),
  );
  expect(acts).toMatchObject({ rows: [{ call }] });
});

describe("ListObjectsV2", () => {
  it("gives the parts that manifests of the workspace name, and nothing else", async () => {
    const xml = await textOf(`${BUCKET}?list-type=2`);
    expect(keysOf(xml)).toEqual(names());
    expect([all(xml, "KeyCount"), all(xml, "IsTruncated"), all(xml, "Name")]).toEqual([
      ["6"],
      ["false"],
      ["clicks"],
    ]);
    const foreign = await textOf(`${BUCKET}?list-type=2`, { by: foreignClient });
    expect(keysOf(foreign)).toEqual([foreignPart.name]);
  });

  it("tells size, tag and time of each part as HEAD does", async () => {
    const [part] = parts;
    const [listed = ""] = all(await textOf(`${BUCKET}?list-type=2&max-keys=1`), "Contents");
    const head = await send(`${BUCKET}/${part?.name}`, { method: "HEAD" });
    expect(all(listed, "Size")).toEqual([head.headers.get("content-length")]);
    expect(all(listed, "ETag")).toEqual([`&quot;${part?.sha256}&quot;`]);
    expect(head.headers.get("etag")).toBe(`"${part?.sha256}"`);
    expect(new Date(all(listed, "LastModified")[0] ?? "").toUTCString()).toBe(
      head.headers.get("last-modified"),
    );
  });

  it.each([1, 2, 3, 5, 6, 7])("gives every key once by pages of %i", async (keysMax) => {
    const found: string[] = [];
    let token: string | undefined;
    do {
      const more: string = token === undefined ? "" : `&continuation-token=${token}`;
      const xml = await textOf(`${BUCKET}?list-type=2&max-keys=${keysMax}${more}`);
      expect(keysOf(xml).length).toBeLessThanOrEqual(keysMax);
      found.push(...keysOf(xml));
      [token] = all(xml, "NextContinuationToken");
    } while (token !== undefined);
    expect(found).toEqual(names());
  });

  it.each([
    ["day=2026-11-20/", 3],
    ["day=2026-11-20/hour=09/", 2],
    ["day=2026-11-2", 6],
    ["day=2026-11-21/hour=09/part-", 3],
    ["hour=", 0],
    ["day=2026-11-20/hour=09/part-0000000000000000.parquet", 0],
    ["clicks/", 0],
  ])("narrows to the prefix %s", async (prefix, count) => {
    const xml = await textOf(`${BUCKET}?list-type=2&prefix=${encodeURIComponent(prefix)}`);
    expect(keysOf(xml)).toEqual(names().filter((name) => name.startsWith(prefix)));
    expect(keysOf(xml)).toHaveLength(count);
  });

  it("tells the days, and the hours of a day, as common prefixes", async () => {
    const days = await textOf(`${BUCKET}?list-type=2&delimiter=%2F`);
    expect([keysOf(days), prefixesOf(days)]).toEqual([[], ["day=2026-11-20/", "day=2026-11-21/"]]);
    const hours = await textOf(`${BUCKET}?list-type=2&delimiter=%2F&prefix=day%3D2026-11-20%2F`);
    expect(prefixesOf(hours)).toEqual(["day=2026-11-20/hour=09/", "day=2026-11-20/hour=10/"]);
    const first = await textOf(`${BUCKET}?list-type=2&delimiter=%2F&max-keys=1`);
    const [token] = all(first, "NextContinuationToken");
    const second = await textOf(`${BUCKET}?list-type=2&delimiter=%2F&max-keys=1&continuation-token=${token}`);
    expect([...prefixesOf(first), ...prefixesOf(second)]).toEqual(prefixesOf(days));
    expect(all(second, "IsTruncated")).toEqual(["false"]);
  });

  it("begins after start-after, and takes any delimiter", async () => {
    const after = encodeURIComponent(names()[2] ?? "");
    expect(keysOf(await textOf(`${BUCKET}?list-type=2&start-after=${after}`))).toEqual(names().slice(3));
    const cut = await textOf(`${BUCKET}?list-type=2&delimiter=hour%3D`);
    expect(prefixesOf(cut)).toEqual(["day=2026-11-20/hour=", "day=2026-11-21/hour="]);
  });

  it("encodes names where asked to, and escapes what is given back otherwise", async () => {
    const encoded = await textOf(`${BUCKET}?list-type=2&encoding-type=url&max-keys=1&prefix=day%3D`);
    expect(keysOf(encoded)).toEqual([names()[0]?.replaceAll("=", "%3D")]);
    expect(all(encoded, "Prefix")).toEqual(["day%3D"]);
    const odd = await textOf(`${BUCKET}?list-type=2&prefix=${encodeURIComponent("<a>&\"'\u0001")}`);
    expect(all(odd, "Prefix")).toEqual(["&lt;a&gt;&amp;&quot;&apos;\ufffd"]);
  });

  it.each([
    ["max-keys=-1", "InvalidArgument"],
    ["max-keys=ten", "InvalidArgument"],
    ["encoding-type=base64", "InvalidArgument"],
    ["continuation-token=!", "InvalidArgument"],
    ["sort=size", "InvalidArgument"],
    ["prefix=%ff", "InvalidURI"],
  ])("answers 400 for %s", async (query, code) => {
    expect(await refusalOf(`${BUCKET}?list-type=2&${query}`)).toEqual([400, code]);
  });

  it("gives none for max-keys=0", async () => {
    const xml = await textOf(`${BUCKET}?list-type=2&max-keys=0`);
    expect([keysOf(xml), all(xml, "IsTruncated")]).toEqual([[], ["false"]]);
  });
});

describe("GET and HEAD of an object", () => {
  it("serve a part as it lies in the log, under both ways to the bucket", async () => {
    const [part] = parts;
    for (const bucket of [BUCKET, `${HOST}/s3-clicks`]) {
      const answer = await send(`${bucket}/${part?.name}`);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([
        200,
        "application/vnd.apache.parquet",
      ]);
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(part?.bytes);
      expect(answer.headers.get("x-amz-request-id")).toBe(answer.headers.get("request-id"));
    }
    expect(await textOf(`${BUCKET}/${part?.name}`, { method: "HEAD" })).toBe("");
  });

  it("serve parts of it, and refuse what lies outside", async () => {
    const [part] = parts;
    const url = `${BUCKET}/${part?.name}`;
    const text = new TextDecoder().decode(part?.bytes);
    for (const [range, expected] of [
      ["bytes=1-2", text.slice(1, 3)],
      ["bytes=-2", text.slice(-2)],
      ["bytes=3-", text.slice(3)],
      ["bytes=0-9999", text],
    ] as const) {
      const answer = await send(url, { headers: { range } });
      expect([range, answer.status, await answer.text()]).toEqual([range, 206, expected]);
    }
    const outside = await send(url, { headers: { range: "bytes=9999-" } });
    expect([outside.status, outside.headers.get("content-range")]).toEqual([416, `bytes */${text.length}`]);
    expect(await outside.text()).toContain("<Code>InvalidRange</Code>");
  });

  it("heed If-Match and If-None-Match", async () => {
    const [part] = parts;
    const url = `${BUCKET}/${part?.name}`;
    const etag = `"${part?.sha256}"`;
    expect((await send(url, { headers: { "if-match": etag } })).status).toBe(200);
    expect(await refusalOf(url, { headers: { "if-match": '"other"' } })).toEqual([412, "PreconditionFailed"]);
    expect((await send(url, { headers: { "if-none-match": `"x", W/${etag}` } })).status).toBe(304);
    expect((await send(url, { headers: { "if-none-match": '"x"' } })).status).toBe(200);
  });

  it.each([
    ["another workspace's part", () => foreignPart.name],
    ["a part that no manifest names", () => unnamed],
    ["a manifest", () => "day=2026-11-20/hour=09/manifest.json"],
    ["a folder", () => "day=2026-11-20/hour=09/"],
    ["a raw object", () => "day=2026-11-20/hour=09/raw.ndjson.gz"],
    ["a way out of the folder", () => `..%2Fworkspace=x%2F${parts[0]?.name}`],
    ["a way out and in again", () => `day=2026-11-20%2F..%2F${parts[0]?.name}`],
    [
      "a key below the prefix of the workspace",
      () => `clicks/v1/workspace=${own.workspaceId}/${parts[0]?.name}`,
    ],
    ["NUL", () => "%00"],
  ])("answer 404 for %s", async (_, key) => {
    expect(await refusalOf(`${BUCKET}/${key()}`)).toEqual([404, "NoSuchKey"]);
  });

  it("answer 404 to everybody for a part that is named but gone", async () => {
    const [gone] = await putLogHour(api.env.CLICK_LOG, own.workspaceId, "2026-11-22T09:00:00Z", ["gone"]);
    await api.env.CLICK_LOG.delete(`clicks/v1/workspace=${own.workspaceId}/${gone?.name}`);
    expect(await refusalOf(`${BUCKET}/${gone?.name}`)).toEqual([404, "NoSuchKey"]);
  });

  it.each(["acl", "tagging", "versionId=1", "uploadId=1"])("answer 400 for ?%s", async (query) => {
    expect(await refusalOf(`${BUCKET}/${names()[0]}?${query}`)).toEqual([400, "InvalidArgument"]);
  });
});

describe("the rest of the door", () => {
  it("answers 503 while the database is away, and the caller may come again", async () => {
    const away = await startTestApi(
      { ...database, env: { ...database.env, DATABASE_PROXY: "127.0.0.1:1" } },
      [],
    );
    const signed = await client.sign(`${BUCKET}?list-type=2`);
    const answer = await away.fetch("GET", signed.url, null, undefined, signed.headers);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    await away.stop();
  });

  it("lists the one bucket, and says that it has no region", async () => {
    expect(all(await textOf(`${HOST}/s3`), "Name")).toEqual(["clicks"]);
    expect(all(await textOf(`${HOST}/s3/`), "Name")).toEqual(["clicks"]);
    expect(await textOf(`${BUCKET}?location`)).toMatch(/<LocationConstraint [^>]*><\/LocationConstraint>$/);
    expect((await send(BUCKET, { method: "HEAD" })).status).toBe(200);
  });

  it("answers 404 for another bucket, and 400 for what it does not know of this one", async () => {
    expect(await refusalOf(`${HOST}/s3/other?list-type=2`)).toEqual([404, "NoSuchBucket"]);
    expect(await refusalOf(`${HOST}/s3/other/key`)).toEqual([404, "NoSuchBucket"]);
    expect(await refusalOf(BUCKET)).toEqual([400, "InvalidRequest"]);
    expect(await refusalOf(`${BUCKET}?acl`)).toEqual([400, "InvalidRequest"]);
  });

  it.each(["PUT", "POST", "DELETE", "PATCH"])("answers 405 to %s, whatever it is of", async (method) => {
    for (const url of [`${HOST}/s3`, BUCKET, `${BUCKET}/new.parquet`, `${BUCKET}/${names()[0]}`]) {
      const answer = await send(url, { method });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
      expect(await answer.text()).toContain("<Code>MethodNotAllowed</Code>");
    }
    expect((await send(`${BUCKET}/${names()[0]}`)).status).toBe(200);
  });
});
