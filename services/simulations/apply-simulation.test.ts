import { and, eq, isNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AttributionPolicy, DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { SimulationId } from "../../core/shared/id.ts";
import * as schema from "../../db/schema/index.ts";
import { takeChange } from "../../tests/support/changes.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { applyPolicy, simulate } from "../../tests/support/simulate.ts";
import { tableDigests } from "../../tests/support/table-digests.ts";
import { approveDueCommissions } from "../commissions/approve-due.ts";
import { reviewCommission } from "../commissions/review-commission.ts";
import { settleConversions, type ToSettle } from "../conversions/settle-conversions.ts";
import { closePeriod } from "../ledger/close-period.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { approveBatch } from "../payouts/approve-batch.ts";
import { csvProvider } from "../payouts/csv-provider.ts";
import { executeBatch } from "../payouts/execute-batch.ts";
import { setPayoutMinimum } from "../payouts/minimums.ts";
import { preparePayoutBatches } from "../payouts/prepare-batches.ts";
import { explainConversion } from "../reading/explain-conversion.ts";
import type { Context } from "../shared/context.ts";
import { advanceApplication } from "./apply-simulation.ts";
import { type LockedSales, requestApplication } from "./request-application.ts";
import { advanceSimulation } from "./run-simulation.ts";
import { createSimulation, findSimulation } from "./simulations.ts";

const HOUR_MS = 3_600_000;
const FIRST_CLICK: AttributionPolicy = { ...DEFAULT_POLICY, model: { kind: "first_click" } };
const LINEAR: AttributionPolicy = { ...DEFAULT_POLICY, model: { kind: "linear" } };
const FILES = { has: async () => false, putOnce: async () => undefined };
let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
});

const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS);
const system = <T>(verb: Parameters<typeof shop.as<T>>[1]) => shop.as("system:test", verb);
const click = async (affiliate: 0 | 1, at: Date, velocity = 1) =>
  (await shop.owner((db) => insertClick(db, shop, shop.affiliates[affiliate], { at, velocity }))).text;

/** Sales of 100.00 after a click of the first affiliate and then one of the second, an hour between sales. */
async function sell(count: number, velocity = 1): Promise<void> {
  const batch: ToSettle[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const clickIds = [await click(0, hoursAgo(60), velocity), await click(1, hoursAgo(50), velocity)];
    batch.push(saleOf(shop, { externalId: `order-${nth}`, clickIds, occurredAt: hoursAgo(40 - nth) }));
  }
  await system((context) => settleConversions(context, batch, TEST_HMACS));
}

const apply = (policy: AttributionPolicy | null, locked?: LockedSales) => applyPolicy(shop, policy, locked);
const request = (id: SimulationId, locked: LockedSales) =>
  system((context) => requestApplication(context, id, locked));
const advance = (id: SimulationId, page = 200) =>
  system((context) => advanceApplication(context, id, { hmacs: TEST_HMACS, page }));

/** What each account holds for each affiliate, by place; a credit is positive. */
async function balances(): Promise<readonly string[]> {
  const { rows } = (await shop.owner((db) =>
    db.execute(sql`
      select account, affiliate_id, (-sum(amount_minor))::text as minor from ledger_entries
       where workspace_id = ${shop.workspaceId} group by 1, 2 having sum(amount_minor) <> 0`),
  )) as unknown as { rows: { account: string; affiliate_id: string | null; minor: string }[] };
  const place = (id: string | null) => shop.affiliates.findIndex(({ affiliateId }) => affiliateId === id);
  return rows
    .map((row) => `${row.account} ${row.affiliate_id === null ? "" : place(row.affiliate_id)} ${row.minor}`)
    .sort();
}
/** Commissions that stand: place of the affiliate, status, minor units. */
const standing = () =>
  shop.owner(async (db) => {
    const { commissions } = schema;
    const rows = await db
      .select()
      .from(commissions)
      .where(and(eq(commissions.workspaceId, shop.workspaceId), isNull(commissions.supersededBy)));
    const place = (id: string) => shop.affiliates.findIndex(({ affiliateId }) => affiliateId === id);
    return rows
      .map((row) => `${place(row.affiliateId)} ${row.status} ${row.amountMinor} -${row.reducedMinor}`)
      .sort();
  });
const approveAll = () => system(approveDueCommissions);

/** Pays all that is approved. */
async function pay(): Promise<readonly string[]> {
  const { batches, waiting } = await shop.as("key:a", async (context) => {
    await setPayoutMinimum(context, { currency: "EUR" as Currency, minimumMinor: 1n });
    return preparePayoutBatches(context);
  });
  for (const id of batches) {
    await shop.as("key:b", async (context) => {
      expect(await approveBatch(context, id)).toMatchObject({ ok: true });
      expect(await executeBatch(context, id, csvProvider(FILES))).toMatchObject({ ok: true });
    });
  }
  return waiting.map(({ amountMinor, reason }) => `${amountMinor} ${reason}`);
}
const isSound = async () => {
  const verified = await system((context) =>
    verifyLedger(context, { after: 0n, journalsMax: 10_000, roots: [] }),
  );
  expect(verified).toMatchObject({ fault: null });
};

describe("an applied simulation", () => {
  it.each([
    ["pending", async () => {}],
    ["approved", approveAll],
  ])(
    "moves commissions that are %s to whom it credits, and back to the last minor unit",
    async (_, bring) => {
      await sell(3);
      await bring();
      const [before, earned] = [await balances(), await standing()];
      expect(await apply(FIRST_CLICK)).toEqual({ all: 3, changed: 3, stayed: 0 });
      expect((await standing()).every((line) => line.startsWith("0 "))).toBe(true);
      expect(await balances()).not.toEqual(before);
      expect(await apply(null)).toEqual({ all: 3, changed: 3, stayed: 0 });
      expect(await balances()).toEqual(before);
      expect(await standing()).toEqual(earned);
      await isSound();
    },
  );

  it("comes to what the simulation said, and says so when it is asked again", async () => {
    await sell(4);
    expect(await apply(LINEAR)).toEqual({ all: 4, changed: 4, stayed: 0 });
    expect(await standing()).toEqual([
      ...["0 pending 500 -0", "0 pending 500 -0", "0 pending 500 -0", "0 pending 500 -0"],
      ...["1 pending 500 -0", "1 pending 500 -0", "1 pending 500 -0", "1 pending 500 -0"],
    ]);
    const again = await system(async (context) =>
      findSimulation(context, await simulate(shop, { policy: LINEAR })),
    );
    const [sums] = again?.currencies ?? [];
    expect(again?.simulation.changedConversions).toBe(0n);
    expect([sums?.commissionNowMinor, sums?.commissionThenMinor, sums?.movers]).toEqual([4_000n, 4_000n, []]);
  });

  it("leaves what is paid as it is, unless it is to be carried", async () => {
    await sell(2);
    await approveAll();
    await pay();
    const before = await balances();
    expect(await apply(FIRST_CLICK, "stay")).toEqual({ all: 2, changed: 0, stayed: 2 });
    expect(await balances()).toEqual(before);

    expect(await apply(FIRST_CLICK, "carry")).toEqual({ all: 2, changed: 2, stayed: 0 });
    expect(await balances()).toEqual(
      [
        ...["affiliate_payable 1 -2000", "merchant_payable  -2000", "paid_out 1 2000"],
        "affiliate_pending 0 2000",
      ].sort(),
    );
    await approveAll();
    expect(await pay()).toEqual(["-2000 negative_balance"]);
    expect(await balances()).toEqual(
      ["affiliate_payable 1 -2000", "merchant_payable  -2000", "paid_out 0 2000", "paid_out 1 2000"].sort(),
    );

    expect(await apply(null, "carry")).toEqual({ all: 2, changed: 2, stayed: 0 });
    expect(await balances()).toEqual(
      ["affiliate_payable 0 -2000", "merchant_payable  -2000", "paid_out 0 2000", "paid_out 1 2000"].sort(),
    );
    await isSound();
  });

  it("takes refunds along, so that the rest of the sale reverses exactly all", async () => {
    await sell(1);
    const refund = (externalId: string, amountMinor?: bigint) =>
      system((context) =>
        takeChange(context, shop, { order: "order-0", externalId, ...(amountMinor ? { amountMinor } : {}) }),
      );
    await refund("r1", 3_333n);
    expect(await standing()).toEqual(["1 pending 1000 -333"]);
    await apply(LINEAR);
    expect(await standing()).toEqual(["0 pending 500 -167", "1 pending 500 -167"]);
    await refund("r2");
    expect(await balances()).toEqual([]);
    await apply(FIRST_CLICK);
    expect(await standing()).toEqual(["0 reversed 1000 -1000"]);
    expect(await balances()).toEqual([]);
  });

  it("leaves a closed month as it is, unless what changes is to be booked now as an adjustment of it", async () => {
    const now = new Date();
    const inLastMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0, 12));
    const month = inLastMonth.toISOString().slice(0, 7);
    const clickIds = [
      await click(0, new Date(inLastMonth.getTime() - 2 * HOUR_MS)),
      await click(1, new Date(inLastMonth.getTime() - HOUR_MS)),
    ];
    const sale = { clickIds, occurredAt: inLastMonth, receivedAt: inLastMonth };
    const batch = [saleOf(shop, { externalId: "order-0", ...sale })];
    const settle = (context: Context) => settleConversions(context, batch, TEST_HMACS);
    await shop.as("system:test", settle, inLastMonth);
    expect(await shop.as("key:a", (context) => closePeriod(context, month))).toMatchObject({ ok: true });
    expect(await apply(FIRST_CLICK)).toEqual({ all: 1, changed: 0, stayed: 1 });
    expect(await apply(FIRST_CLICK, "carry")).toEqual({ all: 1, changed: 1, stayed: 0 });
    const journals = await shop.owner((db) =>
      db.select().from(schema.journals).where(eq(schema.journals.workspaceId, shop.workspaceId)),
    );
    const booked = journals.map(({ kind, adjustsPeriod, bookedAt }) => {
      return `${kind} ${adjustsPeriod} ${bookedAt.toISOString().slice(0, 7)}`;
    });
    const thisMonth = now.toISOString().slice(0, 7);
    expect(booked.sort()).toEqual([
      `commission_accrued ${month} ${thisMonth}`,
      `commission_accrued null ${month}`,
      `commission_superseded ${month} ${thisMonth}`,
    ]);
    await isSound();
  });

  it("gives nobody back what a person took", async () => {
    await sell(1, 100);
    const [held] = await shop.commissions();
    expect(held?.status).toBe("held");
    if (held) await shop.as("key:a", (context) => reviewCommission(context, held.id, "reverse"));
    await apply(FIRST_CLICK);
    expect(await standing()).toEqual(["0 held 1000 -0"]);
    await apply(null);
    expect(await standing()).toEqual(["1 reversed 1000 -0"]);
    expect(await balances()).toEqual([]);
  });

  it("comes to the same page by page, with others at it at once, and after it is done", async () => {
    await sell(7);
    const id = await simulate(shop, { policy: FIRST_CLICK });
    await request(id, "stay");
    for (let round = 0; round < 20; round += 1) {
      const states = await Promise.all([advance(id, 2), advance(id, 2), advance(id, 2)]);
      if (states.includes("done")) break;
    }
    expect(await standing()).toEqual(Array(7).fill("0 pending 1000 -0"));
    const before = await shop.owner(tableDigests);
    expect(await advance(id)).toBe("done");
    expect(await shop.owner(tableDigests)).toEqual(before);
    expect(await balances()).toEqual(["affiliate_pending 0 7000", "merchant_payable  -7000"]);
  });

  it("is explained with the newer decision, what it superseded, and their journals", async () => {
    await sell(1);
    await apply(FIRST_CLICK);
    const explained = await system((context) => explainConversion(context, { externalId: "order-0" }));
    expect(explained?.decision).toMatchObject({ revision: 2, policyVersion: null, reason: "attributed" });
    expect(explained?.decision?.policy).toMatchObject({ model: "first_click" });
    expect(explained?.commissions.map(({ status }) => status).sort()).toEqual(["pending", "reversed"]);
    const kinds = explained?.journals.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(["commission_accrued", "commission_accrued", "commission_superseded"]);
  });

  it("is asked for once, when the simulation is done, and not of a back-test", async () => {
    await sell(1);
    const period = { from: hoursAgo(48), until: new Date() };
    const asked = await system((context) =>
      createSimulation(context, { policy: null, plan: null, ...period }),
    );
    if (!asked.ok) throw new Error(asked.error.code);
    const { id } = asked.value;
    expect(await request(id, "stay")).toMatchObject({
      ok: false,
      error: { code: "conflict", param: "status" },
    });
    await system((context) => advanceSimulation(context, id, { hmacs: TEST_HMACS }));
    expect(await request(id, "stay")).toMatchObject({ ok: true });
    expect(await request(id, "stay")).toMatchObject({ ok: true });
    expect(await request(id, "carry")).toMatchObject({ ok: false, error: { param: "locked" } });
  });
});
