import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LinkId } from "../../core/shared/id.ts";
import { type Db, inWorkspace, withDatabase } from "../../db/client.ts";
import { links } from "../../db/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { kvKeyOf, newLink, publishAll, staleKeys } from "../../tests/support/published-links.ts";
import { asOwner, contextOf, insertSample, type Sample } from "../../tests/support/sample.ts";
import { TestStore } from "../../tests/support/test-store.ts";
import { type Link, updateLink } from "../links/links.ts";
import { createProgram, updateProgram } from "../programs/programs.ts";
import type { Context } from "../shared/context.ts";
import { publishNow } from "./publish-now.ts";

let database: TestDatabase;
let sample: Sample;
let store: TestStore;

/** Runs `work` as the app role; a context of the sample's workspace comes with it. */
const asApp = <T>(work: (context: Context) => Promise<T>): Promise<T> =>
  withDatabase(database.env, (db) => work(contextOf(db, sample.workspaceId)));
const destinationOf = (link: Link): unknown =>
  (store.read(kvKeyOf(link)) as { destination_url?: string } | undefined)?.destination_url;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  database = await createTestDatabase();
  sample = await asOwner(database.ownerUrl, insertSample);
});

beforeEach(() => {
  store = new TestStore();
});

afterAll(async () => {
  await database.drop();
});

describe("publishing at once", () => {
  const slowly = (ms: () => number): TestStore => {
    const slow = new TestStore();
    const { values } = slow;
    slow.put = async (key, value) => {
      await pause(ms());
      values.set(key, value);
    };
    return slow;
  };

  it("makes a change wait for the older copy on its way out, so that the newer one lands last", async () => {
    await asApp(async (context) => {
      const link = await newLink(context, sample);
      let release = (): void => undefined;
      const isReleased = new Promise<void>((resolve) => {
        release = resolve;
      });
      let isOnItsWay = (): void => undefined;
      const onItsWay = new Promise<void>((resolve) => {
        isOnItsWay = resolve;
      });
      const put = store.put.bind(store);
      store.put = async (key, value) => {
        isOnItsWay();
        await isReleased;
        await put(key, value);
      };
      const older = publishNow(context, store, [link.id]);
      await onItsWay;
      let isChanged = false;
      const newer = updateLink(context, link.id, { destinationUrl: "https://shop.example/2" }).then(() => {
        isChanged = true;
        return publishNow(context, store, [link.id]);
      });
      await pause(200);
      const hasWaited = !isChanged;
      release();
      await Promise.all([older, newer]);
      expect(hasWaited).toBe(true);
      expect(destinationOf(link)).toBe("https://shop.example/2");
      expect(await staleKeys(context)).toEqual([]);
    });
  });

  it("never leaves the store older than Postgres, whoever publishes when", async () => {
    await asApp(async (context) => {
      const link = await newLink(context, sample);
      let turn = 0;
      // Every other copy takes long: without the lock, it would land after the newer one that overtakes it.
      store = slowly(() => (turn++ % 2 === 0 ? 80 : 0));
      const change = async (index: number): Promise<void> => {
        const destinationUrl = `https://shop.example/change-${index}`;
        await updateLink(context, link.id, { destinationUrl });
        await publishNow(context, store, [link.id]);
      };
      const crons = Array.from({ length: 4 }, () => publishAll(context, store));
      await Promise.all([...Array.from({ length: 12 }, (_, index) => change(index)), ...crons]);
      await publishAll(context, store);
      const [row] = await inWorkspace(context.db, context.workspaceId, (tx) =>
        tx.select().from(links).where(eq(links.id, link.id)),
      );
      expect(row?.version).toBe(13);
      expect(destinationOf(link)).toBe(row?.destinationUrl);
    });
  });
});

describe("a program's cookie mode", () => {
  const newProgram = async (context: Context) => {
    const input = { name: "p", currency: "EUR" as never, planId: sample.planId };
    const made = await createProgram(context, input);
    if (!made.ok) throw new Error("refused");
    return made.value;
  };

  it("is published with each link of the program, and no other link", async () => {
    await asApp(async (context) => {
      const program = await newProgram(context);
      const own = [await newLink(context, sample, program.id), await newLink(context, sample, program.id)];
      const foreign = await newLink(context, sample);
      await publishAll(context, store);
      await updateProgram(context, program.id, { name: "renamed" });
      expect(await staleKeys(context)).toEqual([]);
      await updateProgram(context, program.id, { cookieMode: "none" });
      expect([...(await staleKeys(context))].sort()).toEqual(own.map(kvKeyOf).sort());
      await publishNow(context, store);
      for (const link of own) expect(store.read(kvKeyOf(link))).toMatchObject({ cookie_mode: "none" });
      expect(store.read(kvKeyOf(foreign))).toMatchObject({ cookie_mode: "first_party" });
    });
  });

  it("reaches a link that is being made at the same moment", async () => {
    await asApp(async (context) => {
      const program = await newProgram(context);
      const id = "lnk_00000000000000000000000001" as LinkId;
      let changed: Promise<unknown> = Promise.resolve();
      await inWorkspace(context.db, context.workspaceId, async (tx: Db) => {
        await tx.insert(links).values({
          ...{ workspaceId: sample.workspaceId, id, programId: program.id, host: "localhost", slug: "race" },
          affiliateId: sample.affiliates[0].affiliateId,
          destinationUrl: "https://shop.example/",
        });
        changed = updateProgram(context, program.id, { cookieMode: "none" });
        await pause(200);
      });
      await changed;
      expect(await staleKeys(context)).toContain("link:localhost:race");
    });
  });
});
