import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BatchId } from "../../core/shared/id.ts";
import { FakeProvider } from "../../tests/support/fake-provider.ts";
import { PayoutWorld } from "../../tests/support/payout-world.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { applyProviderEvents } from "./apply-events.ts";
import { executeBatch } from "./execute-batch.ts";
import type { PayoutProvider, ProviderEvent } from "./provider.ts";

const DAY_MS = 86_400_000;
let database: TestDatabase;
let world: PayoutWorld;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = await PayoutWorld.open(database);
});

const execute = (batchId: BatchId, provider: PayoutProvider) =>
  world.as("key:b", (context) => executeBatch(context, batchId, provider));
const tell = (events: readonly ProviderEvent[]) =>
  world.as("system:test", (context) => applyProviderEvents(context, "csv", events));

/** The payouts of which the provider said what contradicts the books. */
async function contradicted(): Promise<unknown[]> {
  const { rows } = (await world.owner((db) =>
    db.execute(sql`select subject_id from audit_log where action = 'payout.contradicted'
                    and workspace_id = ${world.sample.workspaceId}`),
  )) as unknown as { rows: unknown[] };
  return rows;
}

/** An approved batch of 20.00 to one affiliate and 10.00 to the other. */
async function batchOfTwo(): Promise<BatchId> {
  await world.sell(0, 2);
  await world.sell(1, 1);
  const batchId = await world.approvedBatch();
  if (!batchId) throw new Error("nothing to pay");
  return batchId;
}

describe("a batch of which one payout is refused", () => {
  it("pays the other, owes the refused one again, and the next batch pays it by a payout of its own", async () => {
    const batchId = await batchOfTwo();
    const provider = new FakeProvider();
    provider.refuses.add(await world.payoutOf(batchId, 1));
    expect(await execute(batchId, provider)).toEqual({ ok: true, value: "paid" });
    expect(await world.statuses("payouts")).toEqual({ paid: 1, failed: 1 });
    expect(await world.statuses("commissions")).toEqual({ paid: 2, approved: 1 });
    expect(await world.balances()).toEqual({
      affiliate_payable: -1_000,
      merchant_payable: 3_000,
      paid_out: -2_000,
    });

    const next = (await world.approvedBatch()) as BatchId;
    expect(await execute(next, provider)).toEqual({ ok: true, value: "paid" });
    expect(provider.sentMinor()).toBe(3_000n);
    expect(await world.balances()).toEqual({ merchant_payable: 3_000, paid_out: -3_000 });
    expect(await execute(batchId, provider)).toEqual({ ok: true, value: "unchanged" });
  });

  it("has failed as a whole if none was paid", async () => {
    const batchId = await batchOfTwo();
    const provider = new FakeProvider();
    for (const affiliate of [0, 1] as const) provider.refuses.add(await world.payoutOf(batchId, affiliate));
    expect(await execute(batchId, provider)).toEqual({ ok: true, value: "failed" });
    expect(await world.balances()).toEqual({ affiliate_payable: -3_000, merchant_payable: 3_000 });
  });
});

describe("a batch that a provider settles later", () => {
  it("is in clearing until each payout has arrived, by look-up or by news, whichever comes first", async () => {
    const batchId = await batchOfTwo();
    const provider = new FakeProvider({ settlesLater: true });
    expect(await execute(batchId, provider)).toEqual({ ok: true, value: "submitted" });
    expect(await world.balances()).toEqual({ merchant_payable: 3_000, payout_clearing: -3_000 });
    const first = await world.payoutOf(batchId, 0);
    provider.settle(({ payoutId }) => payoutId === first);
    expect(await tell(provider.news())).toMatchObject({ moved: 1 });
    expect(await world.balances()).toEqual({
      merchant_payable: 3_000,
      payout_clearing: -1_000,
      paid_out: -2_000,
    });
    provider.settle();
    expect(await execute(batchId, provider)).toEqual({ ok: true, value: "paid" });
    expect(await tell(provider.news())).toMatchObject({ exists: 1, unchanged: 1 });
    expect(provider.calls.submit).toBe(1);
    expect(await world.balances()).toEqual({ merchant_payable: 3_000, paid_out: -3_000 });
  });

  it("owes again what comes back weeks later, once however often it is told, and pays it anew", async () => {
    const batchId = await batchOfTwo();
    const provider = new FakeProvider();
    await execute(batchId, provider);
    const first = await world.payoutOf(batchId, 0);
    world.nowMs += 21 * DAY_MS;
    provider.giveBack(({ payoutId }) => payoutId === first);
    const news = provider.news();
    expect(await tell([...news, ...news])).toMatchObject({ moved: 1, exists: news.length });
    expect(await tell(news)).toMatchObject({ moved: 0, exists: news.length });
    expect(await world.statuses("payouts")).toEqual({ paid: 1, returned: 1 });
    expect(await world.statuses("payout_batches")).toEqual({ paid: 1 });
    expect(await world.balances()).toEqual({
      affiliate_payable: -2_000,
      merchant_payable: 3_000,
      paid_out: -1_000,
    });
    const next = await world.approvedBatch();
    if (!next) throw new Error("nothing to pay");
    await execute(next, provider);
    expect(await world.balances()).toEqual({ merchant_payable: 3_000, paid_out: -3_000 });
    expect(provider.sentMinor()).toBe(3_000n);
  });
});

describe("a lost answer", () => {
  it.each(["lost_before", "lost_after", "half_lost"] as const)(
    "(%s) is unknown, and looked up before anything is submitted again",
    async (fault) => {
      const batchId = await batchOfTwo();
      const provider = new FakeProvider();
      provider.submitFaults.push(fault);
      await expect(execute(batchId, provider)).rejects.toThrow("lost");
      expect(await world.statuses("payouts")).toEqual({ unknown: 2 });
      expect(await world.statuses("payout_batches")).toEqual({ unknown: 1 });
      provider.lookUpIsAway = true;
      await expect(execute(batchId, provider)).rejects.toThrow("away");
      expect(provider.calls.submit).toBe(1);
      provider.lookUpIsAway = false;
      expect(await execute(batchId, provider)).toEqual({ ok: true, value: "paid" });
      expect(provider.sentMinor()).toBe(3_000n);
      expect(await world.balances()).toEqual({ merchant_payable: 3_000, paid_out: -3_000 });
    },
  );

  it("needs a person once the provider has forgotten the key, and is not submitted again", async () => {
    const batchId = await batchOfTwo();
    const provider = new FakeProvider({ looksUpByKey: false, keyLivesMs: DAY_MS });
    provider.submitFaults.push("lost_after");
    await expect(execute(batchId, provider)).rejects.toThrow("lost");
    world.nowMs += DAY_MS + 1;
    expect(await execute(batchId, provider)).toEqual({ ok: true, value: "unknown" });
    expect(await world.statuses("payouts")).toEqual({ needs_review: 2 });
    expect(provider.calls.submit).toBe(1);
    expect(await tell(provider.news())).toMatchObject({ moved: 2 });
    expect(await world.balances()).toEqual({ merchant_payable: 3_000, paid_out: -3_000 });
  });

  it("is no doubt any more once news came while the provider was looked at", async () => {
    const batchId = await batchOfTwo();
    const provider = new FakeProvider({ looksUpByKey: false, keyLivesMs: DAY_MS });
    provider.submitFaults.push("lost_after");
    await expect(execute(batchId, provider)).rejects.toThrow("lost");
    world.nowMs += DAY_MS + 1;
    const lookUp = provider.lookUp.bind(provider);
    provider.lookUp = async (...asked) => {
      await tell(provider.news());
      return lookUp(...asked);
    };
    expect(await execute(batchId, provider)).toMatchObject({ value: "paid" });
    expect(await world.statuses("payouts")).toEqual({ paid: 2 });
    expect(await contradicted()).toEqual([]);
  });

  it("does not let a refusal be believed while another call may still pay", async () => {
    const batchId = await batchOfTwo();
    const provider = new FakeProvider();
    const submit = provider.submit.bind(provider);
    provider.submit = async (key, order) => {
      provider.submit = submit;
      for (const { id } of order.payouts) provider.refuses.add(id);
      await execute(batchId, provider);
      expect(await world.statuses("payouts")).toEqual({ unknown: 2 });
      return submit(key, order);
    };
    expect(await execute(batchId, provider)).toEqual({ ok: true, value: "unknown" });
    expect(await execute(batchId, provider)).toEqual({ ok: true, value: "failed" });
    expect(await world.balances()).toEqual({ affiliate_payable: -3_000, merchant_payable: 3_000 });
  });

  it.each([
    ["may have paid", ["lost_after"], "unknown"],
    ["has paid", [], "paid"],
  ] as const)(
    "does not let a refusal be believed after which another call, over by now, %s",
    async (_, faults, status) => {
      const batchId = await batchOfTwo();
      const provider = Object.assign(new FakeProvider(), { forgetsRefusals: true });
      const submit = provider.submit.bind(provider);
      provider.submit = async (key, order) => {
        provider.submit = submit;
        for (const { id } of order.payouts) provider.refuses.add(id);
        const refused = await submit(key, order);
        provider.refuses.clear();
        provider.submitFaults.push(...faults);
        await execute(batchId, provider).catch(() => undefined);
        return refused;
      };
      expect(await execute(batchId, provider)).toMatchObject({ value: status });
      await execute(batchId, provider);
      expect(await world.statuses("payouts")).toEqual({ paid: 2 });
    },
  );
});

describe("news of a provider", () => {
  it("end in the same whatever their order, before the answer or after", async () => {
    const batchId = await batchOfTwo();
    const provider = new FakeProvider({ settlesLater: true });
    provider.submitFaults.push("lost_after");
    await expect(execute(batchId, provider)).rejects.toThrow("lost");
    const first = await world.payoutOf(batchId, 0);
    provider.settle();
    provider.giveBack(({ payoutId }) => payoutId === first);
    expect(await tell([...provider.news()].reverse())).toMatchObject({ moved: 2, unchanged: 1 });
    expect(await world.statuses("payouts")).toEqual({ paid: 1, failed: 1 });
    expect(await execute(batchId, provider)).toEqual({ ok: true, value: "unchanged" });
    expect(await world.balances()).toEqual({
      affiliate_payable: -2_000,
      merchant_payable: 3_000,
      paid_out: -1_000,
    });
  });

  it("change nothing where they contradict the books or are of no payout of ours, and are kept", async () => {
    const batchId = await batchOfTwo();
    const provider = new FakeProvider();
    const payoutId = await world.payoutOf(batchId, 0);
    provider.refuses.add(payoutId);
    await execute(batchId, provider);
    const report = { status: "paid", reference: "r" } as const;
    const said = { payoutId, report, occurredAtMs: Date.now() + DAY_MS };
    const before = await world.balances();
    const stranger = { ...said, eventId: "b", payoutId: null, report: { ...report, reference: "x" } };
    expect(await tell([{ ...said, eventId: "a" }, stranger])).toMatchObject({
      contradicts: 1,
      unknown_payout: 1,
    });
    expect(await world.balances()).toEqual(before);
    expect(await contradicted()).toEqual([{ subject_id: payoutId }]);
  });

  it("of another provider find no payout of this one", async () => {
    const batchId = await batchOfTwo();
    const provider = new FakeProvider({ settlesLater: true });
    await execute(batchId, provider);
    provider.settle();
    const told = await world.as("system:test", (context) =>
      applyProviderEvents(context, "wise", provider.news()),
    );
    expect(told).toMatchObject({ unknown_payout: 2, moved: 0 });
  });
});

describe("a batch of more payouts than one call takes", () => {
  it("is handed over in several, each under a key of its own; what one call loses, the others pay", async () => {
    const batchId = await batchOfTwo();
    const provider = new FakeProvider({ payoutsPerOrderMax: 1 });
    provider.submitFaults.push("lost_before");
    await expect(execute(batchId, provider)).rejects.toThrow("lost");
    expect(await world.statuses("payouts")).toEqual({ paid: 1, unknown: 1 });
    await execute(batchId, provider);
    expect([...provider.books.values()].map(({ key }) => key).sort()).toEqual([
      `${batchId}-1`,
      `${batchId}-2`,
    ]);
    expect(await world.balances()).toEqual({ merchant_payable: 3_000, paid_out: -3_000 });
  });
});

it("SQL refuses what the moves refuse, and another amount or key", async () => {
  const batchId = await batchOfTwo();
  await execute(batchId, new FakeProvider());
  const refused = async (change: string) =>
    expect(
      world.as("system:test", ({ db, workspaceId }) =>
        db.transaction(async (tx) => {
          await tx.execute(sql`select set_config('app.workspace_ids', ${workspaceId}, true)`);
          await tx.execute(sql.raw(change));
        }),
      ),
      change,
    ).rejects.toThrow();
  await refused("update payouts set status = 'submitting'");
  await refused("update payouts set status = 'failed'");
  await refused("update payouts set provider_key = 'another'");
  await refused("update payouts set amount_minor = 1");
  await refused("update payouts set recipient = '{}'");
  await refused("update payout_batches set status = 'approved'");
  await refused("update payout_events set outcome = 'moved'");
  await refused("delete from payouts");
});
