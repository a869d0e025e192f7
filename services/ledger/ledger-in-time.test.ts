import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, insertKey, startTestApi, type TestApi } from "../../tests/support/call-api.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { ledgerRoutes } from "../../workers/api/routes/ledger.ts";
import { ledgerPeriodRoutes } from "../../workers/api/routes/ledger-periods.ts";
import { approveDueCommissions } from "../commissions/approve-due.ts";
import { sequenceAt } from "./as-of.ts";

let database: TestDatabase;
let api: TestApi;
let shop: Shop;
let key: string;
/** Instants before anything, after two sales, and after their approval and a third sale. */
const instants: string[] = [];

const note = async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  instants.push(new Date().toISOString());
  await new Promise((resolve) => setTimeout(resolve, 5));
};

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, [...ledgerRoutes, ...ledgerPeriodRoutes]);
  shop = await openShop(database);
  key = await shop.owner(async (db) => (await insertKey(db, shop.workspaceId)).key);
  await note();
  for (const order of ["a", "b"]) await shop.sell(order);
  await note();
  await shop.as("system:test", approveDueCommissions);
  await shop.sell("c", { affiliate: 1 });
  await note();
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

/** Sorted by their text: the ids of the affiliates have no order of their own. */
const balances = async (asOf?: string): Promise<string[]> => {
  const { body } = await api.call("GET", `/v1/ledger/accounts${asOf ? `?as_of=${asOf}` : ""}`, key);
  expect(body.trial_balance.every((each: { balance_minor: string }) => each.balance_minor === "0")).toBe(
    true,
  );
  const shown: string[] = body.data.map(
    (row: Answer["body"]) =>
      `${row.account} ${row.affiliate_id === null ? "-" : shop.affiliates.findIndex((each) => each.affiliateId === row.affiliate_id)} ${row.balance.amount_minor}`,
  );
  return shown.sort();
};
const changes = async (account: string, more = "") => {
  const [from, , to] = instants;
  const rows = await api.list(`/v1/ledger/changes?account=${account}&from=${from}&to=${to}${more}`, key, 2);
  return rows.map((row) => `${row.kind} ${row.change.amount_minor}`);
};

describe("balances", () => {
  it("are those of the instant that is asked for, and balance at each", async () => {
    expect(await balances(instants[0])).toEqual([]);
    expect(await balances(instants[1])).toEqual(["affiliate_pending 0 -2000", "merchant_payable - 2000"]);
    const now = await balances();
    expect(now).toEqual([
      ...["affiliate_payable 0 -2000", "affiliate_pending 0 0", "affiliate_pending 1 -1000"],
      "merchant_payable - 3000",
    ]);
    expect(await balances(instants[2])).toEqual(now);
  });

  it("stay what they were at an instant that has not passed yet for Postgres, if clocks are less than a second apart", async () => {
    const at = new Date(Date.now() + 700);
    const before = await shop.as("system:test", (context) => sequenceAt(context, at));
    await shop.sell("d");
    expect(await shop.as("system:test", (context) => sequenceAt(context, at))).toBe(before);
    await shop.sell("e");
    const after = await shop.as("system:test", (context) => sequenceAt(context, new Date()));
    expect(after).toBeGreaterThan(before);
  });

  it("are not asked of the future", async () => {
    const { status } = await api.call("GET", "/v1/ledger/accounts?as_of=2999-01-01T00:00:00Z", key);
    expect(status).toBe(422);
  });
});

describe("the changes of a number", () => {
  it("are the journals that made it what it is, oldest first", async () => {
    expect(await changes("affiliate_pending")).toEqual([
      ...["commission_accrued -1000", "commission_accrued -1000"],
      ...["commission_approved 1000", "commission_approved 1000", "commission_accrued -1000"],
    ]);
    expect(await changes("affiliate_pending", `&affiliate_id=${shop.affiliates[1].affiliateId}`)).toEqual([
      "commission_accrued -1000",
    ]);
    expect(await changes("affiliate_payable", "&currency=EUR")).toHaveLength(2);
    expect(await changes("affiliate_payable", "&currency=USD")).toEqual([]);
    expect(await changes("fees")).toEqual([]);
  });
});

describe("a month", () => {
  const close = (period: string) => api.call("POST", "/v1/ledger/periods", key, { period });
  const month = (monthsAgo: number) => {
    const now = new Date();
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsAgo, 1))
      .toISOString()
      .slice(0, 7);
  };

  it("is closed once it has ended, in the order of months, and for good", async () => {
    expect((await close(month(0))).status).toBe(422);
    const first = await close(month(2));
    expect([first.status, first.body]).toMatchObject([
      201,
      { period: month(2), status: "closed", balances: [] },
    ]);
    expect(await close(month(2))).toMatchObject({ status: 200, body: first.body });
    expect((await close(month(3))).status).toBe(409);
    expect((await close(month(1))).status).toBe(201);
    expect((await api.list("/v1/ledger/periods", key, 1)).map(({ period }) => period)).toEqual([
      month(2),
      month(1),
    ]);
  });

  it.each(["2026-13", "2026", "2026-1", 5])("is not %s", async (period) => {
    expect((await close(period as string)).status).toBe(422);
  });
});
