import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { publishedLink } from "../../contracts/published.ts";
import { readPublishedLink } from "../../core/link/published-link.ts";
import { type Db, inWorkspace, withDatabase } from "../../db/client.ts";
import { caps, workspaces } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { kvKeyOf, newLink, publishAll, staleKeys } from "../../tests/support/published-links.ts";
import {
  asOwner,
  contextOf,
  countStatements,
  insertSample,
  type Sample,
} from "../../tests/support/sample.ts";
import { TestStore } from "../../tests/support/test-store.ts";
import { createCoupon } from "../coupons/coupons.ts";
import { createKey } from "../keys/keys.ts";
import { createLink, updateLink } from "../links/links.ts";
import { createProgram, updateProgram } from "../programs/programs.ts";
import type { Context } from "../shared/context.ts";
import { updateWorkspace } from "../workspaces/settings.ts";
import { markAllDirty } from "./mark-all-dirty.ts";
import { markLinksChanged } from "./mark-changed.ts";

let database: TestDatabase;
let sample: Sample;
let store: TestStore;

/** Runs `work` as the app role; a context of the sample's workspace comes with it. */
const asApp = <T>(work: (context: Context) => Promise<T>): Promise<T> =>
  withDatabase(database.env, (db) => work(contextOf(db, sample.workspaceId)));
const inSample = <T>(context: Context, work: (tx: Db) => Promise<T>): Promise<T> =>
  inWorkspace(context.db, context.workspaceId, work);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  sample = await asOwner(database.ownerUrl, insertSample);
  store = new TestStore();
});
afterAll(() => database.drop());

/** Writes many links of the sample's first affiliate, as if they had been made long ago. */
async function insertMany(context: Context, count: number): Promise<void> {
  const [{ affiliateId }] = sample.affiliates;
  await inSample(context, (tx) =>
    tx.execute(sql`
      insert into links (workspace_id, id, program_id, affiliate_id, host, slug, destination_url)
      select ${sample.workspaceId}, ${sample.workspaceId} || n, ${sample.programId}, ${affiliateId}, 'localhost',
             right(${sample.workspaceId}, 20) || n, 'https://shop.example/' from generate_series(1, ${count}::int) n`),
  );
}

type CapInput = Omit<typeof caps.$inferInsert, "workspaceId" | "id">;
const insertCap = (context: Context, cap: CapInput) =>
  inSample(context, (tx) =>
    tx
      .insert(caps)
      .values({ ...cap, workspaceId: sample.workspaceId, id: newId("cap", Date.now()) })
      .returning(),
  );

describe("the copy of a link", () => {
  it("holds what its link, program and workspace ask for, as edge and contract read it", async () => {
    await asApp(async (context) => {
      const rules = [{ id: "r", destination_url: "https://shop.example/r", countries: ["DE"] }];
      const variants = [{ id: "v", weight: 1, destination_url: "https://shop.example/v" }];
      const link = await newLink(context, sample);
      await updateLink(context, link.id, {
        ...{
          rules,
          variants,
          isDurable: true,
          fallbackUrl: "https://shop.example/f",
          startsAt: new Date(5_000),
        },
      });
      await updateProgram(context, sample.programId, {
        ...{
          allowedHosts: ["*.shop.example"],
          allowedSchemes: ["shop"],
          passQuery: "none",
          addsAfsrc: false,
        },
        clickIdParameter: "cid",
      });
      await updateWorkspace(context, {
        parameterMap: { sub_ids: { aff: "sub1" }, click_id: ["dub_id", "cid"] },
      });
      await publishAll(context, store);
      const copy = store.read(kvKeyOf(link));
      expect(copy).toMatchObject({
        ...{ rules, variants, durable: true, fallback_url: "https://shop.example/f", starts_at_ms: 5_000 },
        ...{ allowed_hosts: ["*.shop.example"], allowed_schemes: ["shop"], pass_query: "none" },
        ...{ adds_afsrc: false, click_id_parameters: ["cid", "dub_id"], sub_ids: { aff: "sub1" } },
      });
      expect(publishedLink.parse(copy)).toEqual(copy);
      expect(readPublishedLink(copy)).toEqual(copy);
    });
  });

  it("holds the active caps of the link, and of its affiliate in its program", async () => {
    await asApp(async (context) => {
      const [{ affiliateId }, other] = sample.affiliates;
      const program = await createProgram(context, {
        ...{ name: "Other", currency: "EUR" as never, planId: sample.planId },
      });
      if (!program.ok) throw new Error("refused");
      const link = await newLink(context, sample);
      const plain = await newLink(context, sample, program.value.id);
      const day = { metric: "clicks", period: "day", max: 10 } as const;
      const pair = { affiliateId, programId: sample.programId };
      await insertCap(context, { ...day, linkId: link.id, overflowUrl: "https://shop.example/o" });
      await insertCap(context, { ...pair, metric: "conversions", period: "total", max: 0 });
      await insertCap(context, { ...day, linkId: link.id, max: 11, status: "disabled" });
      await insertCap(context, { ...day, affiliateId: other.affiliateId, programId: sample.programId });
      await publishAll(context, store);
      const copy = publishedLink.parse(store.read(kvKeyOf(link)));
      expect(copy.caps).toEqual([
        { id: expect.any(String), ...day, overflow_url: "https://shop.example/o" },
        { id: expect.any(String), metric: "conversions", period: "total", max: 0, overflow_url: null },
      ]);
      expect(store.read(kvKeyOf(plain))).not.toHaveProperty("caps");
    });
  });
});

describe("marking many links", () => {
  it("takes as many statements for a thousand as for one", async () => {
    const changes = [
      (context: Context) => updateProgram(context, sample.programId, { passQuery: "none" }),
      (context: Context) => updateWorkspace(context, { parameterMap: { via: ["ref"] } }),
      ({ db, workspaceId }: Context) => markAllDirty(db, [workspaceId]),
    ];
    for (const change of changes) {
      const counts: number[] = [];
      for (const links of [1, 1_000]) {
        sample = await asOwner(database.ownerUrl, insertSample);
        await asApp((context) => insertMany(context, links));
        const work = (db: Db) => change(contextOf(db, sample.workspaceId));
        counts.push(await countStatements(database.appUrl, work));
        await asApp(async (context) => expect(await staleKeys(context)).toHaveLength(links + 2));
      }
      expect(counts[0]).toBe(counts[1]);
    }
  });

  it("marks those that the condition names, under each of their slugs, and none of another workspace", async () => {
    const mine = sample;
    sample = await asOwner(database.ownerUrl, insertSample);
    await asApp(async (context) => {
      const [{ affiliateId }] = sample.affiliates;
      const vanity = { destinationUrl: "https://shop.example/", host: "localhost", isOwnHost: false };
      const coupon = await createCoupon(context, {
        ...{ code: "MixedCase9", programId: sample.programId, affiliateId, vanity },
      });
      if (!coupon.ok) throw new Error("refused");
      await newLink(context, sample);
      await publishAll(context, store);
      await inSample(context, (tx) => markLinksChanged(tx, context, sql`links.id = ${coupon.value.linkId}`));
      expect([...(await staleKeys(context))].sort()).toEqual([
        ...["link:localhost:MIXEDCASE9", "link:localhost:MixedCase9", "link:localhost:mixedcase9"],
      ]);
      await inSample(context, (tx) => markLinksChanged(tx, context, sql`true`));
      expect(await staleKeys(context)).toHaveLength(3 + 1 + 2);
      expect(await staleKeys({ ...context, workspaceId: mine.workspaceId })).toEqual([]);
      expect(await markAllDirty(context.db, [context.workspaceId])).toBe(3 + 1 + 2);
    });
  });

  it("waits for a link that is being made, and then reaches it", async () => {
    await asApp(async (context) => {
      const slug = `early${sample.workspaceId.slice(-8)}`;
      let isChanged = false;
      let changed: Promise<unknown> = Promise.resolve();
      await context.db.transaction(async (tx) => {
        await createLink(
          { ...context, db: tx as Db },
          {
            ...{ programId: sample.programId, affiliateId: sample.affiliates[0].affiliateId },
            ...{ host: "localhost", slug, destinationUrl: "https://shop.example/" },
          },
        );
        changed = updateWorkspace(context, { parameterMap: { click_id: ["dub_id"] } }).then(() => {
          isChanged = true;
        });
        await pause(200);
        expect(isChanged).toBe(false);
      });
      await changed;
      await publishAll(context, store);
      expect(store.read(`link:localhost:${slug}`)).toMatchObject({
        click_id_parameters: ["tb_clid", "dub_id"],
      });
    });
  });

  it("keeps links and keys from being made until it is done, so that none shows what was before", async () => {
    await asApp(async (context) => {
      const made: string[] = [];
      let making: Promise<unknown> = Promise.resolve();
      await inSample(context, async (tx) => {
        await tx.update(workspaces).set({ parameterMap: { click_id: ["dub_id"], via: ["ref"] } });
        const key = { name: "k", kind: "secret", scopes: [] } as const;
        const by = { grantor: { scopes: [] }, pepper: Buffer.alloc(32, 3).toString("base64url") };
        making = Promise.all([
          newLink(context, sample).then(() => made.push("link")),
          createKey(context, key, by).then(() => made.push("key")),
        ]);
        await pause(200);
        expect(made).toEqual([]);
      });
      await making;
      expect(made.sort()).toEqual(["key", "link"]);
    });
  });

  it("locks no two that mark at once out of each other", async () => {
    await asApp((context) => insertMany(context, 300));
    const change = (index: number) =>
      asApp<unknown>((context) =>
        index % 2 === 0
          ? updateProgram(context, sample.programId, { clickIdParameter: `cid${index}` })
          : updateWorkspace(context, { parameterMap: { via: [`v${index}`] } }),
      );
    await Promise.all(Array.from({ length: 8 }, (_, index) => change(index)));
    await asApp(async (context) => expect(await staleKeys(context)).toHaveLength(302));
  });
});
