import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { settleConversions } from "../../services/conversions/settle-conversions.ts";
import { seededRandom } from "../campaign/seeded-random.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { saleOf, TEST_HMACS } from "../support/sales.ts";
import { asOwner, contextOf, insertClick, insertSample, type Sample } from "../support/sample.ts";
import { SEED } from "../support/seed.ts";

/** `ORDERS=200` is the long form. */
const ORDERS = Number(process.env.ORDERS ?? 40);
const COPIES = 50;

let database: TestDatabase;
let sample: Sample;
beforeAll(async () => {
  database = await createTestDatabase();
  sample = await asOwner(database.ownerUrl, insertSample);
});
afterAll(() => database.drop());

describe("P6: an order counts once", () => {
  it(`though ${COPIES} copies of it come at once, in batches of any order and size`, async () => {
    console.log(`seed ${SEED}`);
    const random = seededRandom(SEED);
    const orders = await asOwner(database.ownerUrl, async (db) => {
      const made = [];
      for (let nth = 0; nth < ORDERS; nth += 1) {
        const at = new Date(Date.now() - 600_000);
        const { text } = await insertClick(db, sample, sample.affiliates[nth % 2 === 0 ? 0 : 1], { at });
        const customerExternalId = `c-${nth % 9}`;
        made.push(saleOf(sample, { externalId: `order-${nth}`, clickIds: [text], customerExternalId }));
      }
      return made;
    });
    const answers = new Map(orders.map(({ accepted }) => [accepted.id, [] as string[]]));
    await Promise.all(
      Array.from({ length: COPIES }, async () => {
        const shuffled = random.shuffled(orders);
        const size = 1 + random.below(ORDERS);
        await withDatabase(database.env, async (db) => {
          for (let start = 0; start < shuffled.length; start += size) {
            const batch = shuffled.slice(start, start + size);
            const settled = await settleConversions(contextOf(db, sample.workspaceId), batch, TEST_HMACS);
            settled.forEach(({ kind }, index) => {
              const id = batch[index]?.accepted.id;
              if (id) answers.get(id)?.push(kind);
            });
          }
        });
      }),
    );
    for (const kinds of answers.values()) {
      expect(kinds.toSorted()).toEqual(["decided", ...Array(COPIES - 1).fill("exists")]);
    }
    const count = (table: keyof typeof TABLES) =>
      asOwner(database.ownerUrl, (db) =>
        db.$count(TABLES[table], eq(TABLES[table].workspaceId, sample.workspaceId)),
      );
    for (const table of Object.keys(TABLES) as (keyof typeof TABLES)[]) {
      expect(await count(table), table).toBe(ORDERS);
    }
  }, 300_000);
});

const { conversions, journeys, decisions, credits, commissions, journals } = schema;
const TABLES = { conversions, journeys, decisions, credits, commissions, journals };
