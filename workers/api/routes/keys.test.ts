import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseKey } from "../../../core/access/key-format.ts";
import { PERMISSIONS, type Permission } from "../../../core/access/permissions.ts";
import { deriveSecret } from "../../../platform/keys.ts";
import { insertKey, startTestApi, type TestApi } from "../../../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../../../tests/support/sample.ts";
import { TestStore } from "../../../tests/support/test-store.ts";
import { ROUTES } from "./index.ts";

const OWN: readonly Permission[] = [
  ...(["keys:read", "keys:write", "links:read", "audit:read"] as const),
  "conversions:write",
];
const ALL = Object.keys(PERMISSIONS);
const store = new TestStore();

let database: TestDatabase;
let api: TestApi;
let sample: Sample;
let key: string;
let otherKey: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, ROUTES, { PUBLISHED: store.binding() });
  await asOwner(database.ownerUrl, async (db) => {
    sample = await insertSample(db);
    key = (await insertKey(db, sample.workspaceId, { scopes: OWN })).key;
    otherKey = (await insertKey(db, (await insertSample(db)).workspaceId)).key;
  });
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

const create = (fields: object = {}, by = key) =>
  api.call("POST", "/v1/keys", by, { name: "Shop", kind: "secret", scopes: ["links:read"], ...fields });

describe("creating", () => {
  it("hands the key out once; nothing that is kept or listed holds it", async () => {
    const { status, body } = await create({ expires_at: "2099-01-01T00:00:00Z" });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^key_/),
      object: "key",
      name: "Shop",
      kind: "secret_test",
      last4: body.key.slice(-4),
      scopes: ["links:read"],
      affiliate_id: null,
      allowed_hosts: [],
      allowed_addresses: [],
      status: "active",
      expires_at: "2099-01-01T00:00:00.000Z",
      last_used_at: null,
      replaces: null,
      created_by: expect.stringMatching(/^key:key_/),
      version: 1,
      created_at: expect.any(String),
      revoked_at: null,
      key: expect.stringMatching(/^tb_test_[0-9A-Za-z]{49}$/),
    });
    expect(parseKey(body.key)).toMatchObject({ kind: "secret_test" });
    const { key: secret, ...shown } = body;
    expect((await api.list("/v1/keys", key, 1)).at(-1)).toEqual(shown);
    const kept = await asOwner(database.ownerUrl, async (db) => {
      const { rows } = (await db.execute(sql`
        select to_jsonb(api_keys)::text as text from api_keys
        union all select to_jsonb(audit_log)::text from audit_log
        union all select to_jsonb(publications)::text from publications`)) as unknown as {
        rows: { text: string }[];
      };
      return rows.map(({ text }) => text).join("\n");
    });
    expect(kept).toContain(body.id);
    expect(kept).not.toContain(secret.slice(-20));
    expect([...store.values].join()).not.toContain(secret.slice(-20));
  });

  it("makes a key that works, here and at the edge", async () => {
    const { body } = await create();
    expect((await api.call("GET", "/v1/links", body.key)).status).toBe(200);
    expect((await api.call("GET", "/v1/keys", body.key)).status).toBe(403);
    expect(store.read(store.puts.at(-1) ?? "")).toMatchObject({ key_id: body.id, status: "active" });
  });

  it("never shows the hash", async () => {
    const hash = /[0-9a-f]{64}/;
    expect(JSON.stringify((await create()).body)).not.toMatch(hash);
    expect(JSON.stringify(await api.list("/v1/keys", key, 100))).not.toMatch(hash);
  });

  it("lets the workspace's mode decide between a test key and a live one", async () => {
    await asOwner(database.ownerUrl, async (db) => {
      const live = await insertSample(db);
      await db.execute(sql`update workspaces set mode = 'live' where id = ${live.workspaceId}`);
      const { body } = await create({}, (await insertKey(db, live.workspaceId, { kind: "secret_live" })).key);
      expect([body.kind, body.key.slice(0, 8)]).toEqual(["secret_live", "tb_live_"]);
    });
  });

  it("makes a publishable key for the pages named, and shows what signs the orders of its pixel", async () => {
    const hosts = ["Shop.example", "*.shop.example", "shop.example", "münchen.example"];
    const { status, body } = await create({ kind: "publishable", scopes: [], allowed_hosts: hosts });
    expect([status, body.kind, body.key.slice(0, 6)]).toEqual([201, "publishable", "tb_pk_"]);
    expect(body.allowed_hosts).toEqual(["shop.example", "*.shop.example", "xn--mnchen-3ya.example"]);
    expect(body.pixel_secret).toBe(deriveSecret(api.env.API_KEY_PEPPER, "pixel", body.id));
    expect(store.read(store.puts.at(-1) ?? "")).toMatchObject({ allowed_hosts: body.allowed_hosts });
    const { key: _key, pixel_secret: secret, ...shown } = body;
    expect((await api.list("/v1/keys", key, 1)).at(-1)).toEqual(shown);
    expect([...store.values].join()).not.toContain(secret);
  });

  it("makes a publishable key that no page may use yet", async () => {
    const { status, body } = await create({ kind: "publishable", scopes: [], allowed_hosts: [] });
    expect([status, body.allowed_hosts]).toEqual([201, []]);
    expect(store.read(store.puts.at(-1) ?? "")).not.toHaveProperty("allowed_hosts");
  });

  it("makes a key of every scope there is, of a workspace", async () => {
    const scopes = ALL.filter((scope) => !scope.startsWith("portal:"));
    const every = (await asOwner(database.ownerUrl, (db) => insertKey(db, sample.workspaceId))).key;
    const { status, body } = await create({ scopes }, every);
    expect([status, body.scopes]).toEqual([201, expect.arrayContaining(scopes)]);
  });

  it("makes a postback key, which reports postbacks and has no other scope", async () => {
    const { status, body } = await create({ kind: "postback", scopes: undefined });
    expect([status, body.kind, body.scopes]).toEqual([201, "postback", ["conversions:write"]]);
    expect(body.key).toMatch(/^tb_pb_/);
    expect(body).not.toHaveProperty("pixel_secret");
    expect((await api.call("GET", "/v1/links", body.key)).status).toBe(403);
  });

  it("answers 403 to whoever may not report conversions and asks for a key that can", async () => {
    const { body } = await create({ scopes: ["keys:write"] });
    for (const fields of [
      { kind: "postback", scopes: undefined },
      { kind: "publishable", scopes: [], allowed_hosts: [] },
    ]) {
      const { status, body: refused } = await create(fields, body.key);
      expect([status, refused.error.code]).toEqual([403, "forbidden"]);
      expect(refused.error.message).toContain("conversions:write");
    }
  });

  it("answers 403 to a scope that the caller does not have, and makes no key", async () => {
    const before = (await api.list("/v1/keys", key, 100)).length;
    const { status, body } = await create({ scopes: ["links:read", "payouts:execute"] });
    expect([status, body.error.code]).toEqual([403, "forbidden"]);
    expect(body.error.message).toContain("payouts:execute");
    expect(await api.list("/v1/keys", key, 100)).toHaveLength(before);
  });

  it("keeps a scope once, however often it is named", async () => {
    expect((await create({ scopes: ["links:read", "links:read"] })).body.scopes).toEqual(["links:read"]);
  });

  it.each([
    ["kind", { kind: "secret_live" }],
    ["kind", { kind: undefined }],
    ["scopes", { scopes: undefined }],
    ["scopes", { kind: "postback" }],
    ["allowed_hosts", { allowed_hosts: ["shop.example"] }],
    ["allowed_hosts", { kind: "publishable" }],
    ["allowed_hosts", { kind: "publishable", allowed_hosts: "shop.example" }],
    ["allowed_hosts", { kind: "publishable", allowed_hosts: Array.from({ length: 101 }, () => "a.example") }],
    ["allowed_hosts[1]", { kind: "publishable", allowed_hosts: ["a.example", "https://b.example"] }],
    ["allowed_hosts[0]", { kind: "publishable", allowed_hosts: ["*"] }],
    ["allowed_hosts[0]", { kind: "publishable", allowed_hosts: ["127.0.0.1"] }],
    ["allowed_addresses[1]", { allowed_addresses: ["203.0.113.0/24", "203.0.113.0/33"] }],
    ["allowed_addresses", { kind: "publishable", allowed_hosts: [], allowed_addresses: ["203.0.113.7"] }],
    ["allowed_addresses", { allowed_addresses: Array.from({ length: 101 }, () => "203.0.113.7") }],
    ["scopes[0]", { scopes: ["everything"] }],
    ["scopes[0]", { scopes: ["__proto__"] }],
    ["scopes", { scopes: "links:read" }],
    ["scopes", { scopes: Array.from({ length: ALL.length + 1 }, () => "links:read") }],
    ["scopes", { scopes: [] }],
    ["expires_at", { expires_at: "2099-01-01" }],
    ["expires_at", { expires_at: "2026-01-01T00:00:00Z" }],
    ["name", { name: "" }],
    ["name", { name: "a\u0000b" }],
    ["key", { key: "tb_live_mine" }],
  ])("answers 422 naming %s for %j", async (param, fields) => {
    const { status, body } = await create(fields);
    expect([status, body.error.param]).toEqual([422, param]);
  });
});

describe("revoking", () => {
  const revoke = (id: string, by = key) => api.call("POST", `/v1/keys/${id}/revoke`, by);

  it("stops the key at once, tells the edge, and does no harm twice", async () => {
    const { body } = await create();
    const revoked = await revoke(body.id);
    expect([revoked.status, revoked.body.status]).toEqual([200, "revoked"]);
    expect((await api.call("GET", "/v1/links", body.key)).status).toBe(401);
    expect(store.read(store.puts.at(-1) ?? "")).toMatchObject({ key_id: body.id, status: "revoked" });
    expect((await revoke(body.id)).body).toEqual(revoked.body);
    const acts = await api.list(`/v1/audit?subject_id=${body.id}`, key, 100);
    expect(acts.map(({ action }) => action)).toEqual(["key.revoked", "key.created"]);
  });

  it("does not find another workspace's key", async () => {
    const { body } = await create();
    expect((await revoke(body.id, otherKey)).status).toBe(404);
    expect((await revoke("key_00000000000000000000000000")).status).toBe(404);
    expect((await api.call("GET", "/v1/links", body.key)).status).toBe(200);
  });
});

describe("many keys", () => {
  it("are found by what they are, and taken out as CSV without what they are kept by", async () => {
    const { body: made } = await create({ name: "Findable" });
    const found = await api.list("/v1/keys?q=findABLE&status=active&scopes[contains]=links:read", key, 10);
    expect(found.map(({ id }) => id)).toEqual([made.id]);
    const { body } = await api.call("GET", "/v1/keys/export?name=Findable", key);
    expect(body.split("\r\n")[0]).toBe(
      "id,name,kind,last4,scopes,affiliate_id,allowed_hosts,allowed_addresses,status,expires_at,last_used_at,replaces,created_by,created_at,revoked_at",
    );
    expect([body.includes(made.id), body.includes(made.key)]).toEqual([true, false]);
    expect(body).not.toMatch(/[0-9a-f]{64}/);
    expect((await api.call("POST", "/v1/keys/imports", key, {})).status).toBe(405);
  });

  it("are revoked at once, for good, by the version that was seen", async () => {
    const [{ body: one }, { body: two }] = [await create(), await create()];
    const operations = [
      { op: "revoke", id: one.id },
      { op: "revoke", id: two.id, version: 7 },
      { op: "revoke", id: one.id },
    ];
    const { body } = await api.call("POST", "/v1/keys/bulk", key, { operations });
    expect(body.data.map(({ status }: { status: string }) => status)).toEqual([
      "revoked",
      "refused",
      "refused",
    ]);
    expect(store.read(store.puts.at(-1) ?? "")).toMatchObject({ key_id: one.id, status: "revoked" });
    expect((await api.call("GET", "/v1/links", one.key)).status).toBe(401);
    expect((await api.call("GET", "/v1/links", two.key)).status).toBe(200);
    const again = await api.call("POST", "/v1/keys/bulk", key, {
      operations: [{ op: "restore", id: one.id }],
    });
    expect(again.status).toBe(422);
    const ids = (await api.list("/v1/keys?status=revoked", key, 100)).map(({ id }) => id);
    expect(ids).toContain(one.id);
  });
});
