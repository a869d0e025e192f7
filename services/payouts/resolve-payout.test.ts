import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PayoutProviderName } from "../../core/payout/payout-lifecycle.ts";
import type { BatchId, PayoutId } from "../../core/shared/id.ts";
import { FakeProvider } from "../../tests/support/fake-provider.ts";
import { PayoutWorld } from "../../tests/support/payout-world.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { applyProviderEvents } from "./apply-events.ts";
import { askWhetherReturned } from "./ask-whether-returned.ts";
import { executeBatch } from "./execute-batch.ts";
import { type Resolution, resolvePayout } from "./resolve-payout.ts";

const OWED = { affiliate_payable: -1_000, merchant_payable: 1_000 };
const PAID = { merchant_payable: 1_000, paid_out: -1_000 };

let database: TestDatabase;
let world: PayoutWorld;
let payoutId: PayoutId;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = await PayoutWorld.open(database);
  await world.sell(0);
});

/** Hands a batch over, of which the provider says that it is paid or on its way. */
async function handOver(name: PayoutProviderName, fake = new FakeProvider()): Promise<FakeProvider> {
  const batchId = (await world.approvedBatch(name)) as BatchId;
  payoutId = await world.payoutOf(batchId, 0);
  await world.as("key:b", (context) => executeBatch(context, batchId, fake));
  return fake;
}

const say = (actor: "key:c" | "key:d", outcome: Resolution["outcome"]) =>
  world.as(actor, (context) =>
    resolvePayout(context, payoutId, { outcome, reference: "stmt-7", note: "Seen on the statement." }),
  );
async function bothSay(outcome: Resolution["outcome"]): Promise<void> {
  expect(await say("key:c", outcome)).toEqual({ ok: true, value: "proposed" });
  expect(await say("key:d", outcome)).toEqual({ ok: true, value: "resolved" });
}

describe("a payout of a file, whose money the bank sends back", () => {
  it("came back once two persons say so, and is owed again", async () => {
    await handOver("csv");
    expect(await say("key:c", "returned")).toEqual({ ok: true, value: "proposed" });
    expect(await say("key:c", "returned")).toEqual({ ok: true, value: "proposed" });
    expect(await world.balances()).toEqual(PAID);
    expect(await say("key:d", "returned")).toEqual({ ok: true, value: "resolved" });
    expect(await say("key:c", "returned")).toEqual({ ok: true, value: "unchanged" });
    expect(await world.statuses("payouts")).toEqual({ returned: 1 });
    expect(await world.statuses("commissions")).toEqual({ approved: 1 });
    expect(await world.balances()).toEqual(OWED);
    const again = await world.approvedBatch("csv");
    expect(again).not.toBeNull();
  });
});

describe.each(["csv", "wise"] as const)("a payout by %s of which persons said that it was paid", (name) => {
  it("came back once they say so, whoever else is asked, and then never goes again", async () => {
    const fake = new FakeProvider();
    fake.submitFaults.push("lost_before");
    fake.lookUpIsAway = true;
    await expect(handOver(name, fake)).rejects.toThrow();
    world.nowMs += 3_600_000;
    await bothSay("paid");
    expect(await world.balances()).toEqual(PAID);
    expect(await say("key:c", "failed")).toMatchObject({ error: { code: "not_open", status: "paid" } });
    await bothSay("returned");
    expect(await world.balances()).toEqual(OWED);
    expect(await say("key:d", "paid")).toMatchObject({ error: { code: "not_open", status: "returned" } });
  });
});

describe("a payout that is on its way", () => {
  it("to a bank that refused the file failed once two persons say so", async () => {
    await handOver("sepa", new FakeProvider({ settlesLater: true, news: "statements" }));
    expect(await world.statuses("payouts")).toEqual({ submitted: 1 });
    await bothSay("failed");
    expect(await world.statuses("payouts")).toEqual({ failed: 1 });
    expect(await world.balances()).toEqual(OWED);
  });

  it("with a provider that tells of it is not for persons, nor is what it is asked for", async () => {
    const fake = await handOver("wise", new FakeProvider({ settlesLater: true }));
    expect(await say("key:c", "failed")).toMatchObject({ error: { code: "not_open", status: "submitted" } });
    fake.settle();
    await world.as("system:test", (context) => applyProviderEvents(context, "wise", fake.news()));
    expect(await say("key:c", "returned")).toMatchObject({ error: { code: "not_open", status: "paid" } });
    world.nowMs += 400 * 86_400_000;
    await world.as("system:test", (context) => askWhetherReturned(context, async () => fake));
    await bothSay("returned");
  });
});
