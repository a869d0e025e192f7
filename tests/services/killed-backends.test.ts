import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Currency } from "../../core/money/currency.ts";
import type { BatchId } from "../../core/shared/id.ts";
import { isDatabaseAway } from "../../db/errors.ts";
import { payoutBatches } from "../../db/schema/index.ts";
import { applyParked } from "../../services/changes/apply-parked.ts";
import { approveDueCommissions } from "../../services/commissions/approve-due.ts";
import { settleConversions } from "../../services/conversions/settle-conversions.ts";
import { verifyLedger } from "../../services/ledger/verify-ledger.ts";
import { approveBatch } from "../../services/payouts/approve-batch.ts";
import { csvProvider } from "../../services/payouts/csv-provider.ts";
import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { setPayoutMinimum } from "../../services/payouts/minimums.ts";
import { preparePayoutBatches } from "../../services/payouts/prepare-batches.ts";
import type { Actor, Context } from "../../services/shared/context.ts";
import { seededRandom } from "../campaign/seeded-random.ts";
import { balancesOf, orderId, type TestChange, takeChange } from "../support/changes.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { saleOf, TEST_HMACS } from "../support/sales.ts";
import { insertClick } from "../support/sample.ts";
import { SEED } from "../support/seed.ts";
import { openShop, type Shop } from "../support/shop.ts";

const SALES = 20;
const SALES_PER_BATCH = 5;
/** How many do the same work at once, as consumers and crons that fire twice. */
const WORKERS = 2;
/** Of a step at most so many connections die: then it is let end. */
const KILLS_PER_STEP_MAX = 12;

type Work = { readonly actor: Actor; readonly verb: (context: Context) => Promise<unknown> };

const random = seededRandom(SEED);
/** What an attempt takes, as of late: kills come about as often, so that they fall into any part of one. */
let attemptMs = 30;
let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
  shop = await openShop(database);
});
afterAll(() => database.drop());

const change = (order: number, externalId: string, amountMinor?: bigint): TestChange => ({
  order: `o${order}`,
  externalId,
  ...(amountMinor === undefined ? { kind: "cancel" } : { amountMinor }),
});
const orders = Array.from({ length: SALES }, (_, order) => order);
/** Orders of which a part is given back, and all. */
const given = orders.filter((order) => order % 4 === 0);
const cancelled = orders.filter((order) => order % 10 === 3);

/** Ends one connection of the app in the middle of a transaction that waits for no other, whichever. False where none is. */
const killOne = () =>
  shop.owner(async (db) => {
    const { rows } = (await db.execute(sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and usename = 'tributary_app' and xact_start is not null
         and state <> 'idle' and wait_event_type is distinct from 'Lock'
       order by random() limit 1`)) as unknown as { rows: unknown[] };
    return rows.length > 0;
  });

/**
 * Has everything done by several at once, each in an order of its own, while connections die at random; what died is
 * repeated until it is done. Gives how many attempts died.
 */
async function underKills(all: readonly Work[]): Promise<number> {
  let died = 0;
  const done = async ({ actor, verb }: Work): Promise<void> => {
    for (;;) {
      const startedAtMs = Date.now();
      try {
        return void (await shop.as(actor, verb));
      } catch (error) {
        if (!isDatabaseAway(error)) throw error;
        died += 1;
      } finally {
        attemptMs += (Date.now() - startedAtMs - attemptMs) / 5;
      }
    }
  };
  let isOver = false;
  const worker = async (): Promise<void> => {
    for (const work of random.shuffled(all)) await done(work);
  };
  const killer = async (): Promise<void> => {
    for (let kills = 0; kills < KILLS_PER_STEP_MAX && !isOver; ) {
      await new Promise((resolve) => setTimeout(resolve, random.below(2 * attemptMs)));
      if (await killOne()) kills += 1;
    }
  };
  const workers = Promise.all(Array.from({ length: WORKERS }, worker)).finally(() => {
    isOver = true;
  });
  await Promise.all([workers, killer()]);
  return died;
}

const system = (verb: Work["verb"]): Work => ({ actor: "system:test", verb });
const taken = (each: TestChange): Work => system((context) => takeChange(context, shop, each));

/** Sales in batches, and among them changes of some, before their sale or after. */
async function reports(): Promise<readonly Work[]> {
  const at = new Date(Date.now() - 600_000);
  const sales = await Promise.all(
    orders.map(async (order) => {
      const affiliate = shop.affiliates[order % 2 === 0 ? 0 : 1];
      const { text } = await shop.owner((db) => insertClick(db, shop, affiliate, { at }));
      return saleOf(shop, { externalId: `o${order}`, clickIds: [text] });
    }),
  );
  const batches = Array.from({ length: SALES / SALES_PER_BATCH }, (_, batch) =>
    sales.slice(batch * SALES_PER_BATCH, (batch + 1) * SALES_PER_BATCH),
  );
  return [
    ...batches.map((batch) => system((context) => settleConversions(context, batch, TEST_HMACS))),
    ...given.map((order) => taken(change(order, `r${order}`, 4_000n))),
    ...cancelled.map((order) => taken(change(order, `c${order}`))),
  ];
}

/** Whether every journal comes to zero in each currency, and the kept sums to those of the entries. */
const unbalanced = () =>
  shop.owner(async (db) => {
    const { rows } = (await db.execute(sql`
      select journal_id from ledger_entries group by workspace_id, journal_id, currency having sum(amount_minor) <> 0
      union all
      select kept.account::text from ledger_balances kept where kept.balance_minor <> (
        select coalesce(sum(amount_minor), 0) from ledger_entries e where e.workspace_id = kept.workspace_id
           and e.account = kept.account and coalesce(e.affiliate_id, '') = kept.affiliate_id
           and e.currency = kept.currency)`)) as unknown as { rows: unknown[] };
    return rows;
  });

it("P8: money is whole and once, though connections of Postgres are ended at random under every step of it", async () => {
  console.log(`seed ${SEED}`);
  const files = new Map<string, unknown>();
  const provider = csvProvider({
    has: async (name) => files.has(name),
    putOnce: async (name, bytes) => void (files.has(name) || files.set(name, bytes)),
  });
  const currency = "EUR" as Currency;
  await shop.as("key:a", (context) => setPayoutMinimum(context, { currency, minimumMinor: 1n }));
  const batchIds = () =>
    shop.owner(async (db) =>
      (await db.select({ id: payoutBatches.id }).from(payoutBatches)).map(({ id }) => id),
    );
  const batchesBy = (verb: (context: Context, id: BatchId) => Promise<unknown>) => async () =>
    (await batchIds()).map((id): Work => ({ actor: "key:b", verb: (context) => verb(context, id) }));
  const steps: readonly (() => Promise<readonly Work[]>)[] = [
    reports,
    async () =>
      [...given, ...cancelled].map((order) =>
        system((each) => applyParked(each, orderId(shop.workspaceId, `o${order}`))),
      ),
    async () => [system(approveDueCommissions)],
    async () => [{ actor: "key:a", verb: (context) => preparePayoutBatches(context) }],
    batchesBy(approveBatch),
    batchesBy((context, id) => executeBatch(context, id, provider)),
    async () =>
      orders.filter((order) => order % 10 === 1).map((order) => taken(change(order, `late${order}`, 5_000n))),
  ];
  const died: number[] = [];
  for (const step of steps) {
    died.push(await underKills(await step()));
    expect(await unbalanced()).toEqual([]);
  }
  console.log(`attempts that died: ${died.join(", ")}`);
  expect(died.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(10);
  // 20 sales earn 10.00 each; five gave back 4.00 of it and two all; then that was paid, and half of two given back.
  const balances = await shop.owner((db) => balancesOf(db, shop.workspaceId));
  expect(balances).toEqual({ affiliate_payable: -1_000, merchant_payable: -15_000, paid_out: 16_000 });
  expect([(await shop.commissions()).length, (await batchIds()).length, files.size]).toEqual([SALES, 1, 1]);
  const checked = await shop.as("system:test", (context) =>
    verifyLedger(context, { after: 0n, journalsMax: 1_000, roots: [] }),
  );
  expect(checked).toMatchObject({ isComplete: true, fault: null });
}, 180_000);
