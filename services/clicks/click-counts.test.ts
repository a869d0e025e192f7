import { drizzle } from "drizzle-orm/node-postgres";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { countedClick, readCounts } from "../../tests/support/clicks.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner, insertSample, type Sample } from "../../tests/support/sample.ts";
import { type BadRow, storeBadRows } from "../bad-rows/store-bad-rows.ts";
import type { CountedClick } from "./click-row.ts";
import { writeClicks } from "./write-clicks.ts";

const NOW = new Date();
const HOUR_MS = 3_600_000;
const VERDICTS = ["human", "bot", "duplicate", "head"] as const;

let database: TestDatabase;
let pool: pg.Pool;
let app: Db;
let samples: readonly Sample[];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.appUrl, max: 8 });
  pool.on("error", () => undefined);
  app = drizzle(pool) as Db;
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Clicks on four links of two new workspaces, over some hours, one link in ten being unknown. */
async function makeClicks(count: number, hours: number): Promise<readonly CountedClick[]> {
  samples = await asOwner(database.ownerUrl, async (db) => [await insertSample(db), await insertSample(db)]);
  return Array.from({ length: count }, (_, index) => {
    const sample = samples[index % 2] as Sample;
    const affiliate = sample.affiliates[index % 3 === 0 ? 0 : 1];
    return countedClick(sample, affiliate, {
      at: new Date(NOW.getTime() - (index % hours) * HOUR_MS),
      verdict: VERDICTS[index % 5] ?? "human",
      ...(index % 10 === 9 ? { link_id: "lnk_none" } : {}),
    });
  });
}

const counts = () =>
  asOwner(database.ownerUrl, (db) =>
    readCounts(
      db,
      samples.map(({ workspaceId }) => workspaceId),
    ),
  );

it("agree with the rows after each of 200 batches of clicks, new, repeated and unknown in any order", async () => {
  const pile = await makeClicks(600, 40);
  const batchOf = fc.array(fc.nat({ max: pile.length - 1 }), { minLength: 10, maxLength: 60 });
  const written = new Set<number>();
  await fc.assert(
    fc.asyncProperty(batchOf, async (indexes) => {
      const clicks = indexes.flatMap((index) => pile[index] ?? []);
      await writeClicks(app, { clicks, bad: [] }, NOW);
      for (const index of indexes) if (pile[index]?.click.link_id !== "lnk_none") written.add(index);
      const { kept, ofRows } = await counts();
      expect(kept).toEqual(ofRows);
      expect(kept.reduce((sum, { clicks: each }) => sum + each, 0)).toBe(written.size);
    }),
    { numRuns: 200, endOnFailure: true },
  );
  expect(written.size).toBeGreaterThan(400);
});

// A deadlock would end one of the consumers with SQLSTATE 40P01.
describe("eight consumers at once", () => {
  const CONSUMERS = 8;
  const together = (consume: (consumer: number) => Promise<void>) =>
    Promise.all(Array.from({ length: CONSUMERS }, (_, consumer) => consume(consumer)));

  it("write the same clicks once, each in an order of its own", async () => {
    const pile = await makeClicks(1_500, 6);
    await together(async () => {
      for (const clicks of cut(shuffled(pile), 250)) await writeClicks(app, { clicks, bad: [] }, NOW);
    });
    const { kept, ofRows } = await counts();
    expect(kept).toEqual(ofRows);
    expect(kept.reduce((sum, { clicks: each }) => sum + each, 0)).toBe(1_350);
  });

  it("add different clicks to the same counts, and lose none", async () => {
    const piles = cut(shuffled(await makeClicks(16_000, 61)), 2_000);
    await together(async (consumer) => {
      for (const clicks of cut(piles[consumer] ?? [], 500)) await writeClicks(app, { clicks, bad: [] }, NOW);
    });
    const { kept, ofRows } = await counts();
    expect(kept).toEqual(ofRows);
    expect(kept.reduce((sum, { clicks: each }) => sum + each, 0)).toBe(14_400);
  });

  it("keep the same bad rows once, by either statement", async () => {
    const rows = Array.from(
      { length: 3_000 },
      (_, index): BadRow => ({
        ...{ workspaceId: null, stage: "clicks", reason: "message_malformed", detail: "no message" },
        ...{ payload: `bad ${index}`, receivedAt: NOW },
      }),
    );
    await together(async (consumer) => {
      for (const bad of cut(shuffled(rows), 500)) {
        if (consumer % 2 === 0) await writeClicks(app, { clicks: [], bad }, NOW);
        else await storeBadRows(app, bad);
      }
    });
    expect(await asOwner(database.ownerUrl, (db) => db.$count(schema.badRows))).toBe(3_000);
  });
});

function cut<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  const shuffledItems = [...items];
  for (let place = shuffledItems.length - 1; place > 0; place -= 1) {
    const other = Math.floor(Math.random() * (place + 1));
    [shuffledItems[place], shuffledItems[other]] = [shuffledItems[other] as T, shuffledItems[place] as T];
  }
  return shuffledItems;
}
