import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { publishedKey, publishedLink } from "../../contracts/published.ts";
import { linkKey } from "../../core/link/published-keys.ts";
import { inWorkspace, withDatabase } from "../../db/client.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { kvKeyOf, newLink, publishAll, staleKeys } from "../../tests/support/published-links.ts";
import { asOwner, contextOf, insertSample, type Sample } from "../../tests/support/sample.ts";
import { TestStore } from "../../tests/support/test-store.ts";
import { keyResource } from "../keys/key-resource.ts";
import { createKey } from "../keys/keys.ts";
import { type Link, updateLink } from "../links/links.ts";
import { writeRow } from "../resources/write-rows.ts";
import type { Context } from "../shared/context.ts";
import { markAllDirty } from "./mark-all-dirty.ts";
import { markChanged } from "./mark-changed.ts";
import { publishDirty } from "./publish-dirty.ts";
import { publishNow } from "./publish-now.ts";

let database: TestDatabase;
let sample: Sample;
let other: Sample;
let store: TestStore;

/** Runs `work` as the app role; a context of the sample's workspace comes with it. */
const asApp = <T>(work: (context: Context) => Promise<T>): Promise<T> =>
  withDatabase(database.env, (db) => work(contextOf(db, sample.workspaceId)));

const destinationOf = (link: Link): unknown =>
  (store.read(kvKeyOf(link)) as { destination_url?: string } | undefined)?.destination_url;

beforeAll(async () => {
  database = await createTestDatabase();
  [sample, other] = await asOwner(database.ownerUrl, async (db) => [
    await insertSample(db),
    await insertSample(db),
  ]);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

beforeEach(async () => {
  store = new TestStore();
  await asApp((context) => publishAll(context, store));
  store = new TestStore();
});

afterAll(async () => {
  vi.restoreAllMocks();
  await database.drop();
});

describe("a published copy", () => {
  it("of a link is what the contract reads, under the key the edge asks for", async () => {
    await asApp(async (context) => {
      const link = await newLink(context, sample);
      await publishNow(context, store, [link.id]);
      expect(kvKeyOf(link)).toBe(`link:${link.host}:${link.slug}`);
      expect(publishedLink.parse(store.read(kvKeyOf(link)))).toEqual(store.read(kvKeyOf(link)));
      expect(store.read(kvKeyOf(link))).toEqual({
        v: 1,
        link_id: link.id,
        workspace_id: sample.workspaceId,
        program_id: sample.programId,
        affiliate_id: sample.affiliates[0].affiliateId,
        destination_url: "https://shop.example/1",
        status: "active",
        expires_at_ms: null,
        cookie_mode: "first_party",
      });
    });
  });

  it("of a link tells its end in milliseconds", async () => {
    await asApp(async (context) => {
      const link = await newLink(context, sample);
      await updateLink(context, link.id, { status: "disabled", expiresAt: new Date(1_800_000_000_123) });
      await publishNow(context, store, [link.id]);
      const copy = publishedLink.parse(store.read(kvKeyOf(link)));
      expect(copy).toMatchObject({ status: "disabled", expires_at_ms: 1_800_000_000_123 });
    });
  });

  it("of a key is what the contract reads, holds no key, and stays when the key is revoked", async () => {
    await asApp(async (context) => {
      const by = { grantor: { scopes: ["links:read"] }, pepper: Buffer.alloc(32, 3).toString("base64url") };
      const made = await createKey(context, { name: "k", kind: "secret", scopes: ["links:read"] }, by);
      if (!made.ok) throw new Error("refused");
      await publishNow(context, store, [made.value.id]);
      const [kvKey = ""] = store.puts;
      const active = publishedKey.parse(store.read(kvKey));
      expect(active).toEqual({
        v: 1,
        key_id: made.value.id,
        workspace_id: sample.workspaceId,
        kind: "secret_test",
        scopes: ["links:read"],
        status: "active",
        expires_at_ms: null,
      });
      expect(kvKey).toMatch(/^key:[0-9a-f]{64}$/);
      expect(`${kvKey}${store.values.get(kvKey)}`).not.toContain(made.value.key);
      await writeRow(context, keyResource, { kind: "archive", id: made.value.id });
      await publishNow(context, store, [made.value.id]);
      expect(store.read(kvKey)).toEqual({ ...active, status: "revoked" });
    });
  });
});

describe("a store that refuses", () => {
  it("does not fail the request; the copy stays stale until the cron publishes it", async () => {
    await asApp(async (context) => {
      store.refuses = () => true;
      const link = await newLink(context, sample);
      await expect(publishNow(context, store, [link.id])).resolves.toBeUndefined();
      expect(await staleKeys(context)).toEqual([kvKeyOf(link)]);
      await expect(publishAll(context, store)).rejects.toThrow("1 refused");
      store.refuses = () => false;
      expect(await publishAll(context, store)).toBe(1);
      expect(destinationOf(link)).toBe("https://shop.example/1");
      expect([await staleKeys(context), await publishAll(context, store)]).toEqual([[], 0]);
    });
  });

  it("one copy of many keeps no other waiting", async () => {
    await asApp(async (context) => {
      const made = [
        await newLink(context, sample),
        await newLink(context, sample),
        await newLink(context, sample),
      ];
      const [first = "", ...others] = made.map(kvKeyOf);
      store.refuses = (key) => key === first;
      await expect(publishAll(context, store)).rejects.toThrow("2 copies published, 1 refused");
      expect([[...store.values.keys()].sort(), await staleKeys(context)]).toEqual([others.sort(), [first]]);
    });
  });

  it("everything is asked no more than one transaction's copies", async () => {
    await asApp(async (context) => {
      const link = await newLink(context, sample);
      const many = Array.from({ length: 150 }, (_, index) => ({
        kvKey: linkKey("many.example", String(index)),
        kind: "link" as const,
        subjectId: link.id,
      }));
      await inWorkspace(context.db, context.workspaceId, (tx) => markChanged(tx, context, many));
      store.refuses = () => true;
      await expect(publishAll(context, store)).rejects.toThrow("100 refused");
      expect(store.puts).toHaveLength(100);
      store.refuses = (key) => key.startsWith("link:localhost:");
      await expect(publishAll(context, store)).rejects.toThrow("150 copies published, 1 refused");
    });
  });
});

describe("publishing what changed", () => {
  it("publishes what the request changed, however much else is stale", async () => {
    await asApp(async (context) => {
      const stale = await newLink(context, sample);
      const link = await newLink(context, sample);
      await publishNow(context, store, [link.id]);
      expect(store.puts).toEqual([kvKeyOf(link)]);
      expect(await staleKeys(context)).toEqual([kvKeyOf(stale)]);
    });
  });

  it("never publishes more than asked", async () => {
    await asApp(async (context) => {
      await Promise.all([newLink(context, sample), newLink(context, sample), newLink(context, sample)]);
      expect(await publishDirty(context.db, [context.workspaceId], store, 2)).toBe(2);
      expect(await staleKeys(context)).toHaveLength(1);
    });
  });

  it("leaves another workspace's copies alone", async () => {
    await asApp(async (context) => {
      const foreign = contextOf(context.db, other.workspaceId);
      const link = await newLink(foreign, other);
      await publishNow(context, store, [link.id]);
      expect([await publishAll(context, store), store.puts]).toEqual([0, []]);
      expect(await publishDirty(context.db, [context.workspaceId, other.workspaceId], store, 10)).toBe(1);
      expect(store.read(kvKeyOf(link))).toMatchObject({ workspace_id: other.workspaceId });
    });
  });

  it("marks nothing when the change is rolled back", async () => {
    await asApp(async (context) => {
      const link = await newLink(context, sample);
      await publishAll(context, store);
      const work = inWorkspace(context.db, context.workspaceId, async (tx) => {
        await markChanged(tx, context, [{ kvKey: kvKeyOf(link), kind: "link", subjectId: link.id }]);
        throw new Error("rolled back");
      });
      await expect(work).rejects.toThrow();
      expect(await staleKeys(context)).toEqual([]);
    });
  });
});

describe("republishing", () => {
  it("publishes every link and key anew, also those that the outbox has lost, and no other workspace's", async () => {
    await asApp(async (context) => {
      const link = await newLink(context, sample);
      await publishAll(context, store);
      await asOwner(database.ownerUrl, (db) => db.execute(sql`delete from publications`));
      store = new TestStore();
      const marked = await markAllDirty(context.db, [context.workspaceId]);
      expect(await publishAll(context, store)).toBe(marked);
      expect(destinationOf(link)).toBe("https://shop.example/1");
      expect([...store.values.keys()].some((key) => key.startsWith("key:"))).toBe(true);
      for (const value of store.values.values()) expect(value).toContain(sample.workspaceId);
      expect(await markAllDirty(context.db, [context.workspaceId])).toBe(marked);
      expect(await staleKeys(context)).toHaveLength(marked);
    });
  });
});
