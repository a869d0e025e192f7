import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchId } from "../../core/shared/id.ts";
import { type Answer, insertKey, startTestApi, type TestApi } from "../../tests/support/call-api.ts";
import { takeChange } from "../../tests/support/changes.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { commissionRoutes } from "../../workers/api/routes/commissions.ts";
import { approveDueCommissions } from "../commissions/approve-due.ts";
import { reviewCommission } from "../commissions/review-commission.ts";
import { approveBatch } from "../payouts/approve-batch.ts";
import { csvProvider } from "../payouts/csv-provider.ts";
import { executeBatch } from "../payouts/execute-batch.ts";
import { setPayoutMinimum } from "../payouts/minimums.ts";
import { preparePayoutBatches } from "../payouts/prepare-batches.ts";

let database: TestDatabase;
let api: TestApi;
let shop: Shop;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, commissionRoutes);
  shop = await openShop(database);
  key = await shop.owner(async (db) => (await insertKey(db, shop.workspaceId)).key);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const statementPath = () => `/v1/affiliates/${shop.affiliates[0].affiliateId}/statement`;
const get = async (path: string): Promise<Answer["body"]> => (await api.call("GET", path, key)).body;
const idOf = async (nth: number) => {
  const commission = (await shop.commissions())[nth];
  if (!commission) throw new Error(`there is no commission ${nth}`);
  return commission.id;
};
const refund = (order: string, amountMinor: bigint, externalId = `refund ${order} ${amountMinor}`) =>
  shop.as("system:test", (context) => takeChange(context, shop, { order, externalId, amountMinor }));
let batch: BatchId;
const files = { has: async () => false, putOnce: async () => undefined };

/** What happens to five sales, one thing after the other. */
const ACTS: readonly [string, () => Promise<unknown>][] = [
  ["a sale", () => shop.sell("a")],
  ["a sale that is held", () => shop.sell("b", { isHeld: true })],
  ["another that is held", () => shop.sell("c", { isHeld: true })],
  ["a refund of a part", () => refund("a", 2_500n)],
  ["a refund of a part of what is held", () => refund("b", 1_000n)],
  ["an approval", () => shop.as("system:test", approveDueCommissions)],
  [
    "a release",
    async () => shop.as("key:a", async (context) => reviewCommission(context, await idOf(1), "approve")),
  ],
  [
    "a reversal",
    async () => shop.as("key:a", async (context) => reviewCommission(context, await idOf(2), "reverse")),
  ],
  ["a sale that is given back", () => shop.sell("d")],
  ["all of it", () => refund("d", 10_000n)],
  ["a sale of another", () => shop.sell("e", { affiliate: 1 })],
  [
    "a batch that is prepared",
    async () => {
      await shop.as("key:a", (context) =>
        setPayoutMinimum(context, { currency: "EUR" as never, minimumMinor: 1n }),
      );
      const [prepared] = (await shop.as("key:a", (context) => preparePayoutBatches(context))).batches;
      if (!prepared) throw new Error("no batch was prepared");
      batch = prepared;
    },
  ],
  [
    "a batch that is executed",
    async () => {
      await shop.as("key:b", (context) => approveBatch(context, batch));
      await shop.as("key:b", (context) => executeBatch(context, batch, csvProvider(files)));
    },
  ],
  ["a refund of what is paid", () => refund("a", 2_500n, "late")],
];

/** A batch that is only prepared has moved no money: the past does not tell of it. */
const asMoneySees = (commission: Answer["body"]) =>
  commission.status === "batched" ? { ...commission, status: "approved", payout_id: null } : commission;
const withMoney = ({ commissions, ...statement }: Answer["body"]) => ({
  ...statement,
  commissions: { ...commissions, data: commissions.data.map(asMoneySees) },
});

describe("an instant that has passed", () => {
  it("is answered with what had been answered then", async () => {
    const then: { act: string; at: string; statement: Answer["body"]; list: Answer["body"] }[] = [];
    for (const [act, happen] of [["nothing", async () => undefined] as const, ...ACTS]) {
      await happen();
      await new Promise((resolve) => setTimeout(resolve, 5));
      const at = new Date().toISOString();
      await new Promise((resolve) => setTimeout(resolve, 5));
      const list = await get("/v1/commissions");
      then.push({
        act,
        at,
        statement: withMoney(await get(statementPath())),
        list: list.data.map(asMoneySees),
      });
    }
    const statuses = then.flatMap(({ list }) => list.map(({ status }: Answer["body"]) => status));
    expect([...new Set(statuses)].sort()).toEqual(["approved", "held", "paid", "pending", "reversed"]);
    for (const { act, at, statement, list } of then) {
      expect(await get(`${statementPath()}?as_of=${at}`), act).toEqual(statement);
      expect((await get(`/v1/commissions?as_of=${at}`)).data, act).toEqual(list);
      for (const status of ["pending", "held", "approved", "paid", "reversed"]) {
        const ids = (rows: Answer["body"]) => rows.map(({ id }: Answer["body"]) => id);
        const found = await get(`/v1/commissions?status=${status}&as_of=${at}`);
        expect(ids(found.data), `${status} after ${act}`).toEqual(
          ids(list.filter((each: Answer["body"]) => each.status === status)),
        );
      }
    }
    const last = then.at(-1)?.list as Answer["body"][];
    expect(await api.list(`/v1/commissions?as_of=${then.at(-1)?.at}`, key, 2)).toEqual(last);
  }, 60_000);

  it("must have passed", async () => {
    for (const path of ["/v1/commissions", statementPath()]) {
      const { status, body } = await api.call("GET", `${path}?as_of=2999-01-01T00:00:00Z`, key);
      expect([status, body.error.param]).toEqual([422, "as_of"]);
    }
  });
});
