import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Currency } from "../../core/money/currency.ts";
import type { PayoutId } from "../../core/shared/id.ts";
import { FakeProvider } from "../../tests/support/fake-provider.ts";
import { PayoutWorld } from "../../tests/support/payout-world.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { loadFxPositions } from "../reading/fx-positions.ts";
import { applyProviderEvents } from "./apply-events.ts";
import { executeBatch } from "./execute-batch.ts";
import type { PayoutReport, ProviderEvent, ToldSum } from "./provider.ts";
import { resolvePayout } from "./resolve-payout.ts";
import { tellDebit } from "./tell-debit.ts";

const EUR = "EUR" as Currency;
const USD = "USD" as Currency;
let database: TestDatabase;
let world: PayoutWorld;
let provider: FakeProvider;
let payoutId: PayoutId;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** An affiliate that earned 100.00 USD and is paid 80.00 EUR for it, which are on their way. */
beforeEach(async () => {
  world = await PayoutWorld.open(database);
  provider = new FakeProvider({ settlesLater: true });
  const { affiliateId } = world.sample.affiliates[0];
  await world.owner(async (db) => {
    await db.execute(sql`update affiliates set currency = 'EUR' where id = ${affiliateId}`);
    await db.execute(sql`insert into fx_rates (source, day, currency, rate)
                         values ('ecb', (now() at time zone 'UTC')::date, 'USD', '1.25') on conflict do nothing`);
  });
  await world.sell(0, 1, { amountMinor: 100_000n, currency: USD });
  const batchId = await world.approvedBatch();
  if (!batchId) throw new Error("nothing to pay");
  payoutId = await world.payoutOf(batchId, 0);
  await world.as("key:b", (context) => executeBatch(context, batchId, provider));
});

let events = 0;
const tell = (status: "submitted" | "paid" | "failed", debited?: ToldSum) => {
  events += 1;
  const report = { status, reference: null, reason: "came back", ...(debited ? { debited } : {}) };
  const event: ProviderEvent = {
    ...{ eventId: `event-${events}`, payoutId, occurredAtMs: Date.now() + events * 1_000 },
    report: report as PayoutReport,
  };
  return world.as("system:test", (context) => applyProviderEvents(context, "csv", [event]));
};
const fx = async () => {
  const { balances, exchanges } = await world.as("key:a", loadFxPositions);
  return {
    balances: Object.fromEntries(balances.map(({ currency, balanceMinor }) => [currency, balanceMinor])),
    exchanges,
  };
};
const audited = async (action: string): Promise<number> => {
  const { rows } = (await world.owner((db) =>
    db.execute(
      sql`select 1 from audit_log where workspace_id = ${world.sample.workspaceId} and action = ${action}`,
    ),
  )) as unknown as { rows: unknown[] };
  return rows.length;
};
const usd = (amount: string): ToldSum => ({ amount, currency: "USD" });
const LOSS = {
  balances: { USD: 120n },
  exchanges: [
    {
      ...{ from: USD, to: EUR, debitedMinor: 10_120n, paidMinor: 8_000n },
      ...{ gainMinor: -120n, payoutsCount: 1 },
    },
  ],
};

describe("what a payout in another currency really cost", () => {
  it("is booked once it arrives: fx holds what the frozen rate and the real one differ by", async () => {
    expect((await fx()).balances).toEqual({ EUR: 8_000n, USD: -10_000n });
    await tell("submitted", usd("101.20"));
    expect((await fx()).balances).toEqual({ EUR: 8_000n, USD: -10_000n });
    await tell("paid");
    expect(await fx()).toEqual(LOSS);
  });

  it("is a gain where less was debited", async () => {
    await tell("paid", usd("99"));
    expect(await fx()).toMatchObject({ balances: { USD: -100n }, exchanges: [{ gainMinor: 100n }] });
  });

  it("is booked when it is told after the payout was paid, and told once: another figure is for a person", async () => {
    await tell("paid");
    await tell("paid", usd("101.20"));
    expect(await fx()).toEqual(LOSS);
    await tell("paid", usd("101.20"));
    expect(await audited("payout.debit_differs")).toBe(0);
    await tell("paid", usd("300.00"));
    expect(await fx()).toEqual(LOSS);
    expect(await audited("payout.debit_differs")).toBe(1);
  });

  it("is undone with the payout that comes back", async () => {
    await tell("paid", usd("101.20"));
    await tell("failed");
    expect(await world.statuses("payouts")).toEqual({ returned: 1 });
    expect(await fx()).toEqual({ balances: {}, exchanges: [] });
    expect(await world.balances()).toEqual({ affiliate_payable: -10_000, merchant_payable: 10_000 });
  });

  it.each([
    ["its own currency", { amount: "80.00", currency: "EUR" }],
    ["a currency nobody knows", { amount: "80.00", currency: "QQQ" }],
    ["what is no sum", usd("a lot")],
    ["nothing", usd("0")],
  ])("is nothing to book where what was debited is in %s", async (_, debited) => {
    await tell("paid", debited);
    expect((await fx()).exchanges).toEqual([]);
    expect(await world.statuses("payouts")).toEqual({ paid: 1 });
  });

  it("is said by two persons of one that no provider tells of", async () => {
    await world.owner((db) =>
      db.execute(sql`update payouts set status = 'needs_review' where id = ${payoutId}`),
    );
    const resolve = (actor: "key:c" | "key:d", amountMinor: bigint, currency = USD) => {
      const said = {
        outcome: "paid",
        reference: null,
        note: "Seen.",
        debited: { amountMinor, currency },
      } as const;
      return world.as(actor, (context) => resolvePayout(context, payoutId, said));
    };
    expect(await resolve("key:c", 10_120n, EUR)).toMatchObject({ error: { code: "nothing_exchanged" } });
    expect(await resolve("key:c", 10_120n)).toEqual({ ok: true, value: "proposed" });
    expect(await resolve("key:d", 10_121n)).toMatchObject({ error: { code: "resolution_differs" } });
    expect(await resolve("key:d", 10_120n)).toEqual({ ok: true, value: "resolved" });
    expect(await fx()).toEqual(LOSS);
  });

  it("is told by a person of one that is paid and of which no provider told, once", async () => {
    const say = (amountMinor: bigint, currency = USD) =>
      world.as("key:c", (context) => tellDebit(context, payoutId, { amountMinor, currency }));
    expect(await say(10_120n)).toMatchObject({ error: { code: "not_paid", status: "submitted" } });
    await tell("paid");
    expect(await say(8_000n, EUR)).toMatchObject({ error: { code: "nothing_exchanged" } });
    const both = await Promise.all([say(10_120n), say(10_120n)]);
    expect(both.map((each) => each.ok && each.value).sort()).toEqual(["told", "unchanged"]);
    expect(await fx()).toEqual(LOSS);
    expect(await audited("payout.debited")).toBe(1);
    expect(await say(10_121n)).toMatchObject({ error: { code: "debit_differs", debited: "101.20 USD" } });
    expect(await fx()).toEqual(LOSS);
    await tell("failed");
    expect(await fx()).toEqual({ balances: {}, exchanges: [] });
  });

  it("stays as it was told, in SQL too", async () => {
    await tell("paid", usd("101.20"));
    const changed = world.owner((db) =>
      db.execute(sql`update payouts set debited_minor = 1 where id = ${payoutId}`),
    );
    await expect(changed).rejects.toMatchObject({
      cause: { message: expect.stringContaining("keeps what was debited") },
    });
  });
});
