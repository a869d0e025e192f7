import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PlanCap } from "../../core/commission/commission-plan.ts";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import * as schema from "../../db/schema/index.ts";
import { type TestChange, takeChange } from "../../tests/support/changes.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { approveDueCommissions } from "../commissions/approve-due.ts";
import { setPayoutMinimum } from "../payouts/minimums.ts";
import { preparePayoutBatches } from "../payouts/prepare-batches.ts";
import { settleConversions, type ToSettle } from "./settle-conversions.ts";

const EUR = "EUR" as Currency;

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
});

/** Pays 10 %, and 10.00 in all for what a cap counts. */
const underCap = (scope: Exclude<PlanCap["scope"], "conversion">) =>
  shop.owner((db) => {
    const rule = { kind: "percent", ratePpm: 100_000n } as const;
    const body = planRulesBody({
      ...{ ...PLAIN_TERMS, currency: EUR },
      rules: [{ id: "all", when: null, recurringMonths: null, action: rule }],
      caps: [{ scope, period: "lifetime", amountMinor: 1_000n }],
    });
    const { workspaceId, planId } = shop;
    const version = { workspaceId, planId, version: 2, hash: "h2", body, effectiveFrom: new Date(0) };
    return db.insert(schema.planVersions).values(version);
  });

/** A sale of 100.00 as it is reported, after a click of the first affiliate. */
async function sale(externalId: string, change: Partial<ToSettle["accepted"]> = {}): Promise<ToSettle> {
  const at = new Date(Date.now() - 600_000);
  const { text } = await shop.owner((db) => insertClick(db, shop, shop.affiliates[0], { at }));
  return saleOf(shop, { externalId, clickIds: [text], ...change });
}
const settle = (...batch: ToSettle[]) =>
  shop.as("system:test", (context) => settleConversions(context, batch, TEST_HMACS));
const sell = async (externalId: string) => settle(await sale(externalId));
const change = (each: Omit<TestChange, "order">) =>
  shop.as("system:test", (context) => takeChange(context, shop, { order: "a", ...each }));
const earned = async () => (await shop.commissions()).map(({ amountMinor }) => Number(amountMinor));
const nothing = async () => {};

/** Puts what is earned into a payout. */
const pay = () =>
  shop.as("key:a", async (context) => {
    await approveDueCommissions(context);
    await setPayoutMinimum(context, { currency: EUR, minimumMinor: 1n });
    const { batches } = await preparePayoutBatches(context);
    expect(batches).toHaveLength(1);
  });

describe.each([
  ["unpaid", nothing],
  ["in a payout", pay],
])("a commission that is %s", (_, bring) => {
  beforeEach(async () => {
    await underCap("affiliate");
    await sell("a");
    await bring();
  });

  it("frees its cap once its sale was given back whole", async () => {
    await change({ externalId: "r", amountMinor: 9_000n });
    await sell("b");
    expect(await earned()).toEqual([1_000]);
    await change({ externalId: "r2" });
    await sell("c");
    expect(await earned()).toEqual([1_000, 1_000]);
  });

  it("has its room again once its chargeback was won, unless a later sale has it", async () => {
    const chargeback = { externalId: "c", kind: "chargeback" } as const;
    await change(chargeback);
    await change({ externalId: "w", won: "c" });
    await sell("b");
    expect(await earned()).toEqual([1_000]);
    await change({ ...chargeback, externalId: "c2" });
    await sell("c");
    await change({ externalId: "w2", won: "c2" });
    await sell("d");
    expect(await earned()).toEqual([1_000, 1_000]);
    const [first] = await shop.commissions();
    expect(first).toMatchObject({ reducedMinor: 0n });
    expect(first?.status).not.toBe("reversed");
  });
});

describe("a cap of a customer", () => {
  const [email, id] = [{ customerEmailSha256: "e".repeat(64) }, { customerExternalId: "c" }];
  const ways = { "one after the other": [1, 1, 1], "at once": [3] };
  it.each(Object.entries(ways))("counts by either key, settled %s", async (_, sizes) => {
    await underCap("customer");
    const keys = [email, { ...email, ...id }, id];
    const sales: ToSettle[] = [];
    for (const [nth, key] of keys.entries()) {
      sales.push(await sale(`s-${nth}`, { ...key, amountMinor: 4_000n }));
    }
    for (const size of sizes) await settle(...sales.splice(0, size));
    // The last is known by the second alone, and of 10.00 that leaves 6.00.
    expect(await earned()).toEqual([400, 400, 400]);
    await settle(await sale("s-3", { ...email, ...id, amountMinor: 4_000n }));
    expect(await earned()).toEqual([400, 400, 400]);
  });

  it("counts a sale of two keys once", async () => {
    await underCap("customer");
    const both = { ...email, ...id, amountMinor: 4_000n };
    for (const name of ["a", "b", "c"]) await settle(await sale(name, both));
    expect(await earned()).toEqual([400, 400, 200]);
  });
});
