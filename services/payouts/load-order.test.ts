import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PayoutId } from "../../core/shared/id.ts";
import { PayoutWorld } from "../../tests/support/payout-world.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { transact } from "../shared/context.ts";
import { applyProviderEvents } from "./apply-events.ts";
import { beginSubmission } from "./begin-submission.ts";
import { loadOrder } from "./load-order.ts";

const MEANS = { account: null, methodKeys: null };
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** An approved batch of two payouts, begun with so many in an order. */
async function begin(payoutsPerOrderMax: number) {
  const world = await PayoutWorld.open(database);
  await world.sell(0);
  await world.sell(1);
  const batchId = await world.approvedBatch();
  if (!batchId) throw new Error("nothing to pay");
  const begun = await world.as("key:b", (context) =>
    transact(context, (tx) => beginSubmission(tx, context, batchId, payoutsPerOrderMax, MEANS)),
  );
  if (!begun.ok) throw new Error(begun.error.code);
  const load = (index: number) =>
    world.as("key:b", (context) =>
      transact(context, async (tx) => {
        const submission = begun.value[index];
        if (!submission) throw new Error("there is no such call");
        return loadOrder(tx, context, submission, null);
      }),
    );
  return { world, batchId, submissions: begun.value, load };
}

describe("the order of a call", () => {
  it("is of its own key alone, in the order of the payouts", async () => {
    const { world, batchId, submissions, load } = await begin(1);
    expect(submissions.map(({ providerKey, attempt }) => [providerKey, attempt])).toEqual([
      [`${batchId}-1`, 1],
      [`${batchId}-2`, 2],
    ]);
    const payouts = (await world.payouts()).map(({ id }) => id);
    const orders = [await load(0), await load(1)];
    expect(orders.map(({ order }) => order.payouts.map(({ id }) => id))).toEqual([
      [payouts[0]],
      [payouts[1]],
    ]);
  });

  it("leaves out what has ended since the call was written down, and only looks for what was taken on", async () => {
    const { world, load } = await begin(10);
    const [first, second] = (await world.payouts()).map(({ id }) => id) as [PayoutId, PayoutId];
    const tell = (payoutId: PayoutId, status: "submitted" | "paid") => {
      const event = { payoutId, occurredAtMs: Date.now(), report: { status, reference: null } };
      const events = [{ ...event, eventId: `${payoutId} ${status}` }];
      return world.as("system:test", (context) => applyProviderEvents(context, "csv", events));
    };
    await tell(first, "submitted");
    const before = await load(0);
    expect(before.order.payouts.map(({ id }) => id)).toEqual([first, second]);
    expect(before.unsure.map(({ id }) => id)).toEqual([second]);
    await tell(second, "paid");
    const after = await load(0);
    expect([after.order.payouts.map(({ id }) => id), after.unsure]).toEqual([[first], []]);
  });

  it("has a hash that is the same for every call of the same payouts", async () => {
    const { world, batchId } = await begin(10);
    await world.as("key:b", (context) =>
      transact(context, (tx) => beginSubmission(tx, context, batchId, 10, MEANS)),
    );
    const prints = async () => {
      const { rows } = (await world.owner((db) =>
        db.execute(sql`select fingerprint from payout_attempts where batch_id = ${batchId} order by attempt`),
      )) as unknown as { rows: { fingerprint: string }[] };
      return rows.map(({ fingerprint }) => fingerprint);
    };
    const [one, two, ...others] = await prints();
    expect([one, others]).toEqual([two, []]);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("a claim", () => {
  it("changes no column that an index of commissions is made of", async () => {
    const world = await PayoutWorld.open(database);
    const { rows } = (await world.owner((db) =>
      db.execute(sql`select count(*) filter (where indexdef ~ '\\mstatus\\M')::int as by_status,
                            count(*) filter (where indexdef ~ '\\mindexed_status\\M')::int as by_indexed
                       from pg_indexes where tablename = 'commissions'`),
    )) as unknown as { rows: unknown[] };
    expect(rows).toEqual([{ by_status: 0, by_indexed: 4 }]);
    await world.sell(0, 3);
    const stands = async () => {
      const { rows: found } = (await world.owner((db) =>
        db.execute(sql`select distinct status, indexed_status from commissions
                        where workspace_id = ${world.sample.workspaceId}`),
      )) as unknown as { rows: { status: string; indexed_status: string }[] };
      return found.map(({ status, indexed_status }) => [status, indexed_status]);
    };
    expect(await stands()).toEqual([["approved", "approved"]]);
    await world.approvedBatch();
    expect(await stands()).toEqual([["batched", "approved"]]);
  });
});
