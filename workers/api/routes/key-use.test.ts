import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { Permission } from "../../../core/access/permissions.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import { insertKey } from "../../../tests/support/call-api.ts";
import { asOwner } from "../../../tests/support/sample.ts";

const DAY_MS = 86_400_000;
const shop = apiWithSample();

const create = async (fields: object = {}, by = shop.key) =>
  (await shop.post("/v1/keys", { name: "Shop", kind: "secret", scopes: ["links:read"], ...fields }, by)).body;
const rotate = (id: string, body: object = {}, by = shop.key) => shop.post(`/v1/keys/${id}/rotate`, body, by);
const shown = async (id: string) =>
  (await shop.api.list("/v1/keys", shop.key, 100)).find((each: { id: string }) => each.id === id);
const published = (id: string) =>
  [...shop.store.values.keys()]
    .map((name) => shop.store.read(name) as { readonly key_id?: string })
    .find((copy) => copy.key_id === id);
/** Calls as from an address. */
const callFrom = (address: string | null, key: string) =>
  shop.api.call("GET", "/v1/links", key, undefined, address === null ? {} : { "cf-connecting-ip": address });
const change = (statement: string) => asOwner(shop.database.ownerUrl, (db) => db.execute(sql.raw(statement)));

describe("a key for some addresses", () => {
  it("works from these and is refused from any other, which is told", async () => {
    const made = await create({ allowed_addresses: ["203.0.113.7/24", "2001:DB8::/32", "203.0.113.0/24"] });
    expect(made.allowed_addresses).toEqual(["203.0.113.0/24", "2001:db8::/32"]);
    for (const address of ["203.0.113.9", "2001:db8::5", "::ffff:203.0.113.9"]) {
      expect((await callFrom(address, made.key)).status).toBe(200);
    }
    for (const address of ["203.0.114.9", "2001:db9::5", null]) {
      const { status, body } = await callFrom(address, made.key);
      expect([status, body.error.code, body.error.message]).toEqual([
        ...[403, "forbidden", "This key may not be used from this address."],
      ]);
    }
  });

  it("is known to the edge, and bears its addresses on when it is replaced", async () => {
    const made = await create({ kind: "postback", scopes: undefined, allowed_addresses: ["203.0.113.7"] });
    expect(published(made.id)).toMatchObject({ allowed_addresses: ["203.0.113.7/32"] });
    expect((await rotate(made.id)).body.allowed_addresses).toEqual(["203.0.113.7/32"]);
    expect(published((await create()).id)).not.toHaveProperty("allowed_addresses");
  });
});

describe("the last use of a key", () => {
  it("is kept to ten minutes", async () => {
    const made = await create();
    await callFrom(null, made.key);
    const first = (await shown(made.id)).last_used_at;
    expect(Math.abs(Date.parse(first) - Date.now())).toBeLessThan(60_000);
    await callFrom(null, made.key);
    expect((await shown(made.id)).last_used_at).toBe(first);
    await change(`update api_keys set last_used_at = now() - interval '11 minutes' where id = '${made.id}'`);
    await callFrom(null, made.key);
    expect(Date.parse((await shown(made.id)).last_used_at)).toBeGreaterThanOrEqual(Date.parse(first));
  });

  it("is none of a call that was refused for its address", async () => {
    const made = await create({ allowed_addresses: ["203.0.113.7"] });
    await callFrom("198.51.100.1", made.key);
    expect((await shown(made.id)).last_used_at).toBeNull();
  });
});

describe("replacing a key", () => {
  it("gives one with the same rights; the old one works on for a day and then no more", async () => {
    const old = await create({ expires_at: "2099-01-01T00:00:00Z" });
    const { status, body: made } = await rotate(old.id);
    expect(status).toBe(201);
    expect(made).toMatchObject({ name: "Shop", scopes: ["links:read"], replaces: old.id });
    expect([made.expires_at, made.key === old.key]).toEqual(["2099-01-01T00:00:00.000Z", false]);
    for (const key of [old.key, made.key]) expect((await callFrom(null, key)).status).toBe(200);
    const { expires_at } = await shown(old.id);
    expect(Math.abs(Date.parse(expires_at) - Date.parse(made.created_at) - DAY_MS)).toBeLessThan(10_000);
    expect(published(old.id)).toMatchObject({ expires_at_ms: Date.parse(expires_at) });
    expect((await shop.acts(old.id))[0]).toMatchObject({
      ...{ action: "key.rotated", change: { replaced_by: made.id } },
    });
    await change(`update api_keys set expires_at = now() where id = '${old.id}'`);
    expect((await callFrom(null, old.key)).status).toBe(401);
  });

  it("without an overlap ends the old one at once, and never later than it would have", async () => {
    const old = await create();
    const { body: made } = await rotate(old.id, { overlap_seconds: 0, expires_at: "2098-01-01T00:00:00Z" });
    expect((await rotate(made.id, { expires_at: "2026-01-01T00:00:00Z" })).body.error.param).toBe(
      "expires_at",
    );
    expect([made.expires_at, (await callFrom(null, old.key)).status]).toEqual([
      "2098-01-01T00:00:00.000Z",
      401,
    ]);
    const soon = new Date(Date.now() + 60_000).toISOString();
    const ending = await create({ expires_at: soon });
    await rotate(ending.id, { overlap_seconds: 3_600 });
    expect((await shown(ending.id)).expires_at).toBe(soon);
  });

  it("is done once, also by two at once, and not to a key that works no more", async () => {
    const old = await create();
    const both = await Promise.all([rotate(old.id), rotate(old.id)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const again = await rotate(old.id);
    expect([again.status, again.body.error.message]).toEqual([
      409,
      expect.stringContaining("was replaced by key_"),
    ]);
    const revoked = await create();
    await shop.post(`/v1/keys/${revoked.id}/revoke`);
    expect((await rotate(revoked.id)).body.error.code).toBe("conflict");
  });

  it("is refused to whoever does not have its scopes, and finds no other workspace's key", async () => {
    const old = await create();
    const scopes: Permission[] = ["keys:write"];
    const weak = await asOwner(shop.database.ownerUrl, (db) =>
      insertKey(db, shop.sample.workspaceId, { scopes }),
    );
    expect((await rotate(old.id, {}, weak.key)).body.error.code).toBe("forbidden");
    expect((await rotate(old.id, {}, shop.otherKey)).status).toBe(404);
    expect((await shown(old.id)).expires_at).toBeNull();
  });

  it.each([
    ["overlap_seconds", { overlap_seconds: -1 }],
    ["overlap_seconds", { overlap_seconds: 2_592_001 }],
    ["overlap_seconds", { overlap_seconds: 1.5 }],
    ["expires_at", { expires_at: "soon" }],
    ["scopes", { scopes: ["links:read"] }],
  ])("answers 422 naming %s for %j", async (param, body) => {
    const refused = await rotate((await create()).id, body);
    expect([refused.status, refused.body.error.param]).toEqual([422, param]);
  });
});
