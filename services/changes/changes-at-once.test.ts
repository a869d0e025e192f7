import { afterAll, beforeAll, expect, it } from "vitest";
import { balancesOf, takeChange } from "../../tests/support/changes.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { approveDueCommissions } from "../commissions/approve-due.ts";
import { approveBatch } from "../payouts/approve-batch.ts";
import { csvProvider } from "../payouts/csv-provider.ts";
import { executeBatch } from "../payouts/execute-batch.ts";
import { preparePayoutBatches } from "../payouts/prepare-batches.ts";

const FILES = { has: async () => false, putOnce: async () => undefined };
const ORDERS = 12;

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase();
  shop = await openShop(database);
});
afterAll(() => database.drop());

const prepare = () => shop.as("key:a", (context) => preparePayoutBatches(context));
const approve = () => shop.as("system:test", approveDueCommissions);
const change = (order: string, externalId: string, parts: { amountMinor?: bigint; won?: string } = {}) =>
  shop.as("system:test", (context) => takeChange(context, shop, { order, externalId, ...parts }));

it("ends right and without a deadlock when sales, approvals, batches and changes come all at once", async () => {
  const orders = Array.from({ length: ORDERS }, (_, index) => `order-${index}`);
  await Promise.all(orders.slice(0, 6).map((order) => shop.sell(order)));
  const prepared = [prepare(), approve(), prepare(), approve(), prepare()];
  await Promise.all([
    ...prepared,
    ...orders.slice(6).map((order) => shop.sell(order)),
    ...orders
      .slice(0, 6)
      .flatMap((order) => [
        change(order, "r1", { amountMinor: 2_500n }),
        change(order, "r1", { amountMinor: 2_500n }),
        change(order, "r2", { amountMinor: 1_000n }),
      ]),
    approve(),
    prepare(),
  ]);
  // Twelve commissions of 10.00, less 35 % of six of them.
  const owed = 12_000 - 6 * 350;
  await approve();
  expect(await shop.owner((db) => balancesOf(db, shop.workspaceId))).toEqual({
    ...{ affiliate_payable: owed, merchant_payable: -owed },
  });
  await payAll();
  await prepare();
  expect(await shop.owner((db) => balancesOf(db, shop.workspaceId))).toMatchObject({
    merchant_payable: -owed,
  });
  await payAll();
  expect(await shop.owner((db) => balancesOf(db, shop.workspaceId))).toEqual({
    ...{ paid_out: owed, merchant_payable: -owed },
  });
});

/** Pays what is prepared, and what can be prepared after it. */
async function payAll(): Promise<void> {
  await prepare();
  const { rows } = (await shop.owner((db) =>
    db.execute("select id from payout_batches where status = 'prepared' order by id"),
  )) as unknown as { rows: { id: Parameters<typeof approveBatch>[1] }[] };
  for (const { id } of rows) {
    await shop.as("key:b", (context) => approveBatch(context, id));
    await shop.as("key:b", (context) => executeBatch(context, id, csvProvider(FILES)));
  }
}
