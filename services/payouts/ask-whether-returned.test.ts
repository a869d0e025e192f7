import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PAYOUT_PROVIDERS } from "../../core/payout/payout-lifecycle.ts";
import { RETURN_WINDOW_MS } from "../../core/payout/returns.ts";
import { FakeProvider } from "../../tests/support/fake-provider.ts";
import { MemoryFiles } from "../../tests/support/memory-files.ts";
import { PayoutWorld } from "../../tests/support/payout-world.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { applyProviderEvents } from "./apply-events.ts";
import { askWhetherReturned } from "./ask-whether-returned.ts";
import { csvProvider } from "./csv-provider.ts";
import { executeBatch } from "./execute-batch.ts";
import type { PayoutProvider } from "./provider.ts";
import { payPalProvider } from "./providers/paypal-provider.ts";
import { sepaProvider } from "./providers/sepa/sepa-provider.ts";
import { stripeProvider } from "./providers/stripe-provider.ts";
import { wiseProvider } from "./providers/wise-provider.ts";

const DAY_MS = 86_400_000;
const OWED = { affiliate_payable: -1_000, merchant_payable: 1_000 };
const PAID = { merchant_payable: 1_000, paid_out: -1_000 };

let database: TestDatabase;
let world: PayoutWorld;
let provider: FakeProvider;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = await PayoutWorld.open(database);
  provider = new FakeProvider();
  await world.sell(0);
  const batchId = await world.approvedBatch("wise");
  if (!batchId) throw new Error("no batch");
  await world.as("key:b", (context) => executeBatch(context, batchId, provider));
});

const ask = (open: () => Promise<PayoutProvider | null> = async () => provider) =>
  world.as("system:test", (context) => askWhetherReturned(context, open));
const tell = () =>
  world.as("system:test", (context) => applyProviderEvents(context, "wise", provider.news()));

/** Asks on each day, and gives on which it was asked. */
async function askEachDay(days: number): Promise<readonly number[]> {
  const asked: number[] = [];
  for (let day = 1; day <= days; day += 1) {
    world.nowMs += DAY_MS;
    if ((await ask()).asked > 0) asked.push(day);
  }
  return asked;
}

describe("a payout that came back", () => {
  it("is noticed though its callback never comes, and owed again", async () => {
    expect(await world.balances()).toEqual(PAID);
    expect(await ask()).toEqual({ asked: 0, returned: 0, unanswered: 0 });
    world.nowMs += 20 * DAY_MS;
    provider.giveBack();
    expect(await ask()).toEqual({ asked: 1, returned: 1, unanswered: 0 });
    expect(await world.statuses("payouts")).toEqual({ returned: 1 });
    expect(await world.statuses("commissions")).toEqual({ approved: 1 });
    expect(await world.balances()).toEqual(OWED);
    expect(await world.payouts()).toMatchObject([{ returnDueAt: null, reason: "returned_by_bank" }]);
  });

  it("is booked once, whether the callback comes late, first, or with another run", async () => {
    world.nowMs += 2 * DAY_MS;
    provider.giveBack();
    await Promise.all([ask(), tell(), ask()]);
    await tell();
    world.nowMs += 2 * DAY_MS;
    expect((await ask()).asked).toBe(0);
    expect(await world.statuses("payouts")).toEqual({ returned: 1 });
    expect(await world.balances()).toEqual(OWED);
  });

  it("is owed once though the run dies before it writes that it asked", async () => {
    world.nowMs += 2 * DAY_MS;
    provider.giveBack();
    await expect(ask(() => Promise.reject(new Error("died")))).rejects.toThrow("died");
    expect((await ask()).asked).toBe(0);
    world.nowMs += DAY_MS;
    expect(await ask()).toEqual({ asked: 1, returned: 1, unanswered: 0 });
    expect(await world.balances()).toEqual(OWED);
  });
});

describe("a payout that is paid", () => {
  it("is asked for ever less often, and no more once its window is over", async () => {
    expect(await askEachDay(130)).toEqual([1, 2, 4, 8, 16, 32, 64, 90]);
    expect(await world.payouts()).toMatchObject([{ status: "paid", returnDueAt: null }]);
  });

  it("is asked for each day while nobody answers, and changes nothing by that", async () => {
    provider.lookUpIsAway = true;
    world.nowMs += 3 * DAY_MS;
    await expect(ask()).rejects.toThrow("the provider is away");
    provider.lookUpIsAway = false;
    provider.books.clear();
    world.nowMs += DAY_MS;
    expect(await ask()).toEqual({ asked: 1, returned: 0, unanswered: 1 });
    world.nowMs += DAY_MS;
    expect(await ask()).toEqual({ asked: 1, returned: 0, unanswered: 1 });
    expect(await world.balances()).toEqual(PAID);
  });

  it("is asked for a day later once it is on its way back", async () => {
    world.nowMs += 30 * DAY_MS;
    for (const transfer of provider.books.values()) transfer.status = "on_its_way";
    expect(await ask()).toEqual({ asked: 1, returned: 0, unanswered: 0 });
    provider.giveBack();
    world.nowMs += DAY_MS;
    expect((await ask()).returned).toBe(1);
  });
});

it("is known of every provider whether it can be asked", () => {
  const files = new MemoryFiles();
  const local = { address: "http://127.0.0.1:1" };
  const providers: Readonly<Record<(typeof PAYOUT_PROVIDERS)[number], PayoutProvider>> = {
    csv: csvProvider(files),
    sepa: sepaProvider(files, { name: "Shop", iban: "DE89370400440532013000", bic: null, version: "001.03" }),
    stripe: stripeProvider({ secretKey: "sk_test_1", webhookSecret: "whsec_1" }),
    paypal: payPalProvider({ ...local, clientId: "c", clientSecret: "s", webhookId: "w" }),
    wise: wiseProvider({ ...local, token: "t", profileId: "7", balanceCurrency: "EUR", publicKey: "" }),
  };
  for (const name of PAYOUT_PROVIDERS) {
    expect(providers[name].lookUpPaid !== undefined, name).toBe(RETURN_WINDOW_MS[name] !== null);
  }
});
