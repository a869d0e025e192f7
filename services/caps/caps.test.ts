import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../platform/random.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { type Cap, type CapScope, createCap, updateCap } from "./caps.ts";

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase();
  shop = await openShop(database);
});
afterAll(() => database.drop());

const scopeOfPair = (): CapScope => {
  return { affiliateId: shop.affiliates[0].affiliateId, programId: shop.programId };
};
const create = (max: number) =>
  shop.as("key:key_test", (context) =>
    createCap(context, { scope: scopeOfPair(), metric: "clicks", period: "day", max }, "localhost"),
  );

/** Makes a link of the pair and commits it only once `work` had the time to pass it by; gives its id. */
async function whileLinkIsMade(work: () => Promise<unknown>): Promise<string> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  const linkId = newId("lnk", Date.now());
  try {
    await client.query("begin");
    await client.query(
      `insert into links (workspace_id, id, program_id, affiliate_id, host, slug, destination_url)
       values ($1, $2, $3, $4, 'localhost', $2, 'https://shop.example/')`,
      [shop.workspaceId, linkId, shop.programId, shop.affiliates[0].affiliateId],
    );
    const working = work();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await client.query("commit");
    await working;
  } finally {
    await client.end();
  }
  return linkId;
}

it("misses no link that is made at the same moment, neither when it is made nor when it is changed", async () => {
  const isMarked = async (linkId: string): Promise<boolean> => {
    const found = await shop.owner((db) =>
      db.execute(`select 1 from publications where subject_id = '${linkId}'`),
    );
    return (found as { rows: unknown[] }).rows.length === 1;
  };
  let cap: Cap | undefined;
  const first = await whileLinkIsMade(async () => {
    const created = await create(5);
    if (created.ok) cap = created.value;
  });
  expect(await isMarked(first)).toBe(true);
  const id = cap?.id;
  if (!id) throw new Error("no cap");
  const second = await whileLinkIsMade(() =>
    shop.as("key:key_test", (context) => updateCap(context, id, { max: 6 }, "localhost")),
  );
  expect(await isMarked(second)).toBe(true);
});
