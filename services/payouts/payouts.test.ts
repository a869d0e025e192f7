import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Currency } from "../../core/money/currency.ts";
import { type Db, withDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { FakeProvider } from "../../tests/support/fake-provider.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { asOwner, insertClick, insertSample, type Sample, settleSale } from "../../tests/support/sample.ts";
import { approveDueCommissions } from "../commissions/approve-due.ts";
import { reviewCommission } from "../commissions/review-commission.ts";
import type { Actor, Context } from "../shared/context.ts";
import { approveBatch } from "./approve-batch.ts";
import { cancelBatch } from "./cancel-batch.ts";
import { payoutCsv } from "./csv-provider.ts";
import { executeBatch } from "./execute-batch.ts";
import { setPayoutMinimum } from "./minimums.ts";
import { preparePayoutBatches } from "./prepare-batches.ts";

const EUR = "EUR" as Currency;
let database: TestDatabase;
let sample: Sample;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  sample = await asOwner(database.ownerUrl, insertSample);
});

/** Runs a verb as an actor, on a connection of its own. */
function as<T>(actor: Actor, verb: (context: Context) => Promise<T>): Promise<T> {
  const context = { workspaceId: sample.workspaceId, actor, requestId: "req_test", now: new Date() };
  return withDatabase(database.env, (db) => verb({ ...context, db }));
}
const owner = <T>(work: (db: Db) => Promise<T>) => asOwner(database.ownerUrl, work);

/** Sales of 100.00 each with a click of ten minutes ago, so that nothing is held; 10 % is 10.00. */
async function sell(count: number, affiliate: 0 | 1 = 0): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const at = new Date(Date.now() - 600_000);
    const { text } = await owner((db) => insertClick(db, sample, sample.affiliates[affiliate], { at }));
    const externalId = `order-${affiliate}-${index}`;
    await as("system:test", (context) =>
      settleSale(context, sample, { externalId, clickIds: [text], amountMinor: 10_000n }),
    );
  }
}

async function statuses(): Promise<Record<string, number>> {
  const rows = await owner((db) =>
    db.select().from(schema.commissions).where(eq(schema.commissions.workspaceId, sample.workspaceId)),
  );
  return Object.fromEntries(
    [...new Set(rows.map(({ status }) => status))].map((each) => [
      each,
      rows.filter(({ status }) => status === each).length,
    ]),
  );
}

async function balances(): Promise<Record<string, string>> {
  const { rows } = (await owner((db) =>
    db.execute(sql`select account, sum(amount_minor)::text as total from ledger_entries
                    where workspace_id = ${sample.workspaceId} group by account having sum(amount_minor) <> 0`),
  )) as unknown as { rows: { account: string; total: string }[] };
  return Object.fromEntries(rows.map(({ account, total }) => [account, total]));
}

const approveDue = () => as("system:test", approveDueCommissions);
const prepare = (actor: Actor = "key:a") => as(actor, (context) => preparePayoutBatches(context));

async function preparedBatch() {
  await approveDue();
  const [batchId] = (await prepare()).batches;
  if (!batchId) throw new Error("nothing was prepared");
  return batchId;
}

describe("approving what is due", () => {
  it("approves each commission once, though two run at once", async () => {
    await sell(4);
    const [one, two] = await Promise.all([approveDue(), approveDue()]);
    expect(one + two).toBe(4);
    expect(await statuses()).toEqual({ approved: 4 });
    expect(await balances()).toEqual({ merchant_payable: "4000", affiliate_payable: "-4000" });
  });

  it("leaves what is on hold", async () => {
    await sell(1);
    await owner((db) => db.execute(sql`update commissions set hold_until = now() + interval '1 day'`));
    expect(await approveDue()).toBe(0);
  });
});

describe("a review", () => {
  it("releases or reverses what is held, once, and nothing else", async () => {
    await sell(1);
    const [row] = await owner((db) =>
      db
        .update(schema.commissions)
        .set({ status: "held" })
        .where(eq(schema.commissions.workspaceId, sample.workspaceId))
        .returning(),
    );
    if (!row) throw new Error("no commission");
    const review = (verdict: "approve" | "reverse") =>
      as("key:a", (context) => reviewCommission(context, row.id, verdict));
    expect(await review("reverse")).toEqual({ ok: true, value: "moved" });
    expect(await review("reverse")).toEqual({ ok: true, value: "unchanged" });
    expect(await review("approve")).toMatchObject({ ok: false, error: { code: "commission_illegal_move" } });
    expect(await balances()).toEqual({});
  });
});

describe("preparing", () => {
  it("puts each commission into one batch, though two run at once", async () => {
    await sell(3);
    await sell(2, 1);
    await approveDue();
    const runs = await Promise.all([prepare(), prepare()]);
    expect(runs.flatMap(({ batches }) => batches)).toHaveLength(1);
    expect(await statuses()).toEqual({ batched: 5 });
    const payouts = await owner((db) =>
      db.select().from(schema.payouts).where(eq(schema.payouts.workspaceId, sample.workspaceId)),
    );
    expect(payouts.map(({ amountMinor }) => amountMinor).sort()).toEqual([2_000n, 3_000n]);
  });

  it("lets wait what is below the minimum, and says so", async () => {
    await sell(1);
    await approveDue();
    await as("key:a", (context) => setPayoutMinimum(context, { currency: EUR, minimumMinor: 1_001n }));
    expect(await prepare()).toMatchObject({
      batches: [],
      waiting: [{ amountMinor: 1_000n, reason: "below_minimum" }],
    });
  });

  it("is undone by cancelling: the commissions are free again", async () => {
    await sell(1);
    const batchId = await preparedBatch();
    expect(await as("key:a", (context) => cancelBatch(context, batchId))).toEqual({
      ok: true,
      value: "moved",
    });
    expect(await statuses()).toEqual({ approved: 1 });
    expect((await prepare()).batches).toHaveLength(1);
  });
});

describe("approving a batch", () => {
  it("takes a second person", async () => {
    await sell(1);
    const batchId = await preparedBatch();
    const approve = (actor: Actor) => as(actor, (context) => approveBatch(context, batchId));
    expect(await approve("key:a")).toMatchObject({ error: { code: "second_person_required" } });
    expect(await approve("key:b")).toEqual({ ok: true, value: "moved" });
    expect(await approve("key:b")).toEqual({ ok: true, value: "unchanged" });
  });
});

describe("executing", () => {
  const approved = async () => {
    await sell(2);
    const batchId = await preparedBatch();
    await as("key:b", (context) => approveBatch(context, batchId));
    return batchId;
  };

  it("refuses a batch that nobody approved", async () => {
    await sell(1);
    const batchId = await preparedBatch();
    const provider = new FakeProvider();
    const executed = await as("key:b", (context) => executeBatch(context, batchId, provider));
    expect(executed).toMatchObject({ error: { code: "batch_illegal_move", from: "prepared" } });
    expect(provider.calls.submit).toBe(0);
  });

  it("pays once, though three run at once", async () => {
    const batchId = await approved();
    const provider = new FakeProvider();
    const execute = () => as("key:b", (context) => executeBatch(context, batchId, provider));
    await Promise.all([execute(), execute(), execute()]);
    expect(provider.sentMinor()).toBe(2_000n);
    expect(await statuses()).toEqual({ paid: 2 });
    expect(await balances()).toEqual({ merchant_payable: "2000", paid_out: "-2000" });
    expect(await execute()).toEqual({ ok: true, value: "unchanged" });
  });

  it("asks what became of a payment whose answer was lost, and pays no second time", async () => {
    const batchId = await approved();
    const provider = new FakeProvider();
    provider.submitFaults.push("lost_after");
    const execute = () => as("key:b", (context) => executeBatch(context, batchId, provider));
    await expect(execute()).rejects.toThrow("lost");
    expect(await balances()).toEqual({ merchant_payable: "2000", payout_clearing: "-2000" });
    expect(await execute()).toEqual({ ok: true, value: "paid" });
    expect(provider.calls.submit).toBe(1);
    expect(await balances()).toEqual({ merchant_payable: "2000", paid_out: "-2000" });
  });
});

it("a change whose audit row cannot be written is not made", async () => {
  await sell(1);
  const batchId = await preparedBatch();
  await owner((db) =>
    db.execute(
      sql`alter table audit_log add constraint none check (action <> 'payout_batch.approved') not valid`,
    ),
  );
  await expect(as("key:b", (context) => approveBatch(context, batchId))).rejects.toThrow();
  await owner((db) => db.execute(sql`alter table audit_log drop constraint none`));
  expect(await as("key:b", (context) => approveBatch(context, batchId))).toEqual({
    ok: true,
    value: "moved",
  });
});

it("a file for the bank runs no formula, and has each currency's own decimals", () => {
  const payout = (name: string, amountMinor: bigint) =>
    ({ id: "pay_1", affiliateId: "aff_1", recipient: { name, email: "a@a.example" }, amountMinor }) as never;
  const csv = (currency: string, ...payouts: never[]) => payoutCsv({ currency, payouts } as never);
  expect(csv("EUR", payout("Ada, Countess", 1_299n)).split("\r\n")[1]).toBe(
    'pay_1,aff_1,"Ada, Countess",a@a.example,12.99,EUR',
  );
  expect(csv("JPY", payout("Ada", 1_299n))).toContain(",1299,JPY");
  for (const name of ["=1+1", "+1", "-1", "@x", "\tx", "\u0000x", "\uff1d1"]) {
    expect(csv("EUR", payout(name, 1n))).toContain(`'${name}`);
  }
});
