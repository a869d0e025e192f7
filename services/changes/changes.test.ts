import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  commissionAdjustments,
  conversionChanges,
  conversions,
  journals,
  payouts,
} from "../../db/schema/index.ts";
import { balancesOf, orderId, type TestChange, takeChange } from "../../tests/support/changes.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { clickIdOf, insertClick, settleSale } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { approveDueCommissions } from "../commissions/approve-due.ts";
import { reviewCommission } from "../commissions/review-commission.ts";
import { approveBatch } from "../payouts/approve-batch.ts";
import { cancelBatch } from "../payouts/cancel-batch.ts";
import { csvProvider } from "../payouts/csv-provider.ts";
import { executeBatch } from "../payouts/execute-batch.ts";
import { preparePayoutBatches } from "../payouts/prepare-batches.ts";
import { findStatement } from "../reading/statement.ts";
import { applyParked } from "./apply-parked.ts";
import { listParked } from "./list-parked.ts";

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

const change = (externalId: string, parts: Partial<TestChange> = {}): TestChange => ({
  ...{ order: "order-1", externalId },
  ...parts,
});
const take = async (each: TestChange) =>
  (await shop.as("system:test", (context) => takeChange(context, shop, each))).kind;
const balances = () => shop.owner((db) => balancesOf(db, shop.workspaceId));
const approve = () => shop.as("system:test", approveDueCommissions);
const prepare = () => shop.as("key:a", (context) => preparePayoutBatches(context));
async function pay(): Promise<void> {
  const [batch] = (await prepare()).batches;
  if (!batch) return;
  await shop.as("key:b", (context) => approveBatch(context, batch));
  await shop.as("key:b", (context) => executeBatch(context, batch, csvProvider(FILES)));
}
const parkedOrder = () => orderId(shop.workspaceId, "order-1");
const commission = async () => {
  const [first] = await shop.commissions();
  if (!first) throw new Error("no commission was earned");
  return first;
};

describe("a change of a sale whose commission is unpaid", () => {
  it("reduces the commission in proportion, and what is approved is the rest", async () => {
    await shop.sell("order-1");
    expect(await take(change("r1", { amountMinor: 3_333n }))).toBe("applied");
    expect(await commission()).toMatchObject({ status: "pending", amountMinor: 1_000n, reducedMinor: 333n });
    expect(await balances()).toEqual({ affiliate_pending: 667, merchant_payable: -667 });
    await approve();
    await take(change("r2", { amountMinor: 3_333n }));
    expect(await balances()).toEqual({ affiliate_payable: 333, merchant_payable: -333 });
    await pay();
    expect(await balances()).toEqual({ merchant_payable: -333, paid_out: 333 });
    const [payout] = await shop.owner((db) =>
      db.select().from(payouts).where(eq(payouts.workspaceId, shop.workspaceId)),
    );
    expect(payout?.amountMinor).toBe(333n);
  });

  it("takes all of it when the sale is given back in any steps, and more is capped", async () => {
    await shop.sell("order-1");
    await take(change("r1", { amountMinor: 9_000n }));
    await take(change("r2", { amountMinor: 9_000n }));
    expect(await commission()).toMatchObject({ status: "reversed", reversedFrom: "pending" });
    expect(await take(change("r3", { kind: "cancel" }))).toBe("applied");
    expect(await balances()).toEqual({});
    expect(await approve()).toBe(0);
    const [conversion] = await shop.owner((db) =>
      db.select().from(conversions).where(eq(conversions.id, parkedOrder())),
    );
    expect(conversion?.refundedMinor).toBe(10_000n);
  });

  it("gives all of it back when the chargeback is won, also where a fraud review waits", async () => {
    await shop.sell("order-1", { isHeld: true });
    await take(change("cb", { kind: "chargeback" }));
    expect((await commission()).status).toBe("reversed");
    await take(change("won", { won: "cb" }));
    expect(await commission()).toMatchObject({ status: "held", reversedFrom: null, reducedMinor: 0n });
    expect(await balances()).toEqual({ affiliate_pending: 1_000, merchant_payable: -1_000 });
  });

  it("leaves nothing to give back once a person reversed it", async () => {
    await shop.sell("order-1", { isHeld: true });
    await take(change("cb", { kind: "chargeback" }));
    const { id } = await commission();
    await shop.as("key:a", (context) => reviewCommission(context, id, "reverse"));
    await take(change("won", { won: "cb" }));
    expect((await commission()).status).toBe("reversed");
    expect(await balances()).toEqual({});
  });

  it("moves what is left of a held one when a person approves or reverses it", async () => {
    await shop.sell("order-1", { isHeld: true });
    await take(change("r1", { amountMinor: 4_000n }));
    const { id } = await commission();
    const statement = () =>
      shop.as("key:a", (context) =>
        findStatement(context, shop.affiliates[0].affiliateId, { limit: 1, after: null }),
      );
    expect((await statement())?.totals).toMatchObject([{ heldMinor: 600n, pendingMinor: 0n }]);
    await shop.as("key:a", (context) => reviewCommission(context, id, "approve"));
    expect(await balances()).toEqual({ affiliate_payable: 600, merchant_payable: -600 });
  });
});

describe("a change of a sale whose commission was paid", () => {
  it("is carried as a debt, which the next payout nets", async () => {
    await shop.sell("order-1");
    await approve();
    await pay();
    await take(change("r1", { amountMinor: 4_000n }));
    expect(await commission()).toMatchObject({ status: "paid", amountMinor: 1_000n, reducedMinor: 0n });
    expect(await balances()).toEqual({ affiliate_payable: -400, merchant_payable: -600, paid_out: 1_000 });
    const waiting = await prepare();
    expect(waiting).toMatchObject({
      batches: [],
      waiting: [{ amountMinor: -400n, reason: "negative_balance" }],
    });
    await shop.sell("order-2");
    await approve();
    await pay();
    expect(await balances()).toEqual({ merchant_payable: -1_600, paid_out: 1_600 });
    expect(await prepare()).toMatchObject({ batches: [], waiting: [] });
  });

  it("is paid out again when the chargeback is won", async () => {
    await shop.sell("order-1");
    await approve();
    await pay();
    await take(change("cb", { kind: "chargeback" }));
    await take(change("won", { won: "cb" }));
    expect(await balances()).toEqual({ merchant_payable: -1_000, paid_out: 1_000 });
    expect(await prepare()).toMatchObject({ batches: [], waiting: [{ amountMinor: 0n }] });
    await take(change("r1"));
    await shop.sell("order-2");
    await shop.sell("order-3");
    await approve();
    await pay();
    expect(await balances()).toEqual({ merchant_payable: -2_000, paid_out: 2_000 });
  });

  it("is carried already while it is in a batch, and free again with it", async () => {
    await shop.sell("order-1");
    await approve();
    const [batch] = (await prepare()).batches;
    if (!batch) throw new Error("no batch");
    await take(change("r1", { amountMinor: 4_000n }));
    expect(await balances()).toEqual({ affiliate_payable: 600, merchant_payable: -600 });
    await shop.as("key:a", (context) => cancelBatch(context, batch));
    const [second] = (await prepare()).batches;
    if (!second) throw new Error("no second batch");
    await shop.as("key:a", (context) => cancelBatch(context, second));
    await take(change("r2"));
    expect(await balances()).toEqual({});
    expect(await prepare()).toMatchObject({ batches: [], waiting: [{ amountMinor: 0n }] });
  });
});

describe("a change that comes while its commission is put into a batch", () => {
  it("waits for the batch, and is carried", async () => {
    await shop.sell("order-1");
    await approve();
    let taken: Promise<unknown> = Promise.resolve();
    await shop.as("key:a", (context) =>
      context.db.transaction(async (tx) => {
        await preparePayoutBatches({ ...context, db: tx });
        taken = take(change("r1", { amountMinor: 4_000n }));
        await new Promise((resolve) => setTimeout(resolve, 300));
      }),
    );
    await taken;
    expect(await commission()).toMatchObject({ status: "batched", reducedMinor: 0n });
    expect(await balances()).toEqual({ affiliate_payable: 600, merchant_payable: -600 });
  });
});

describe("a change", () => {
  it("waits for its sale, whichever way that ends", async () => {
    expect(await take(change("r1", { amountMinor: 2_500n }))).toBe("parked");
    const parked = () => shop.as("system:test", ({ db }) => listParked(db, [shop.workspaceId], 10));
    expect(await parked()).toEqual([]);
    await shop.sell("order-1");
    expect(await parked()).toEqual([{ id: parkedOrder(), workspaceId: shop.workspaceId }]);
    await shop.as("system:test", (context) => applyParked(context, parkedOrder()));
    expect(await parked()).toEqual([]);
    expect(await balances()).toEqual({ affiliate_pending: 750, merchant_payable: -750 });
  });

  it("waits for a sale that waits for its click", async () => {
    const at = new Date(Date.now() - 600_000);
    const id = clickIdOf(shop.workspaceId, at);
    const sale = { externalId: "order-1", clickIds: [id.text] };
    const settle = () => shop.as("system:test", (context) => settleSale(context, shop, sale));
    expect((await settle()).kind).toBe("waiting");
    expect(await take(change("r1"))).toBe("parked");
    await shop.owner((db) => insertClick(db, shop, shop.affiliates[0], { at, id }));
    expect((await settle()).kind).toBe("decided");
    await shop.as("system:test", (context) => applyParked(context, parkedOrder()));
    expect((await commission()).status).toBe("reversed");
  });

  it("sent twice, or twenty times at once, counts once", async () => {
    await shop.sell("order-1");
    const all = await Promise.all(
      Array.from({ length: 20 }, () => take(change("r1", { amountMinor: 1_000n }))),
    );
    expect(new Set(all)).toEqual(new Set(["applied"]));
    expect(await balances()).toEqual({ affiliate_pending: 900, merchant_payable: -900 });
    expect(await take(change("r1", { amountMinor: 1_001n }))).toBe("conflict");
    expect(await balances()).toEqual({ affiliate_pending: 900, merchant_payable: -900 });
  });

  it("of an article the sale does not have is refused and counts for nothing", async () => {
    await shop.sell("order-1");
    await take(change("r1", { items: [{ sku: "none", quantity: 1 }] }));
    await take(change("r2", { amountMinor: 1_000n }));
    const rows = await shop.owner((db) =>
      db
        .select()
        .from(conversionChanges)
        .where(eq(conversionChanges.workspaceId, shop.workspaceId))
        .orderBy(conversionChanges.externalId),
    );
    expect(rows).toMatchObject([
      { status: "refused", problem: "unknown_item", refundedMinor: 0n },
      { status: "applied", problem: null, refundedMinor: 1_000n },
    ]);
    expect(await balances()).toEqual({ affiliate_pending: 900, merchant_payable: -900 });
  });

  it("leaves a journal that names it, and an audit row", async () => {
    await shop.sell("order-1");
    await take(change("r1", { amountMinor: 1_000n }));
    const { id: commissionId } = await commission();
    const booked = await shop.owner((db) =>
      db.select().from(journals).where(eq(journals.kind, "commission_taken_back")),
    );
    const [row] = await shop.owner((db) =>
      db.select().from(conversionChanges).where(eq(conversionChanges.workspaceId, shop.workspaceId)),
    );
    expect(booked.find(({ workspaceId }) => workspaceId === shop.workspaceId)).toMatchObject({
      key: `change:${row?.id}:${commissionId}:unpaid`,
      refs: { commission_id: commissionId, change_id: row?.id },
    });
    const adjusted = await shop.owner((db) =>
      db.select().from(commissionAdjustments).where(eq(commissionAdjustments.workspaceId, shop.workspaceId)),
    );
    expect(adjusted).toMatchObject([{ commissionId, kind: "unpaid", amountMinor: -100n }]);
  });
});

describe("every order of a sale and its changes", () => {
  const EVENTS = ["sale", "cb", "won", "r1"] as const;
  const orders = (events: readonly string[]): string[][] =>
    events.length === 0
      ? [[]]
      : events.flatMap((first) =>
          orders(events.filter((each) => each !== first)).map((rest) => [first, ...rest]),
        );

  it.each(orders(EVENTS).map((order) => [order.join(", "), order] as const))(
    "%s ends the same",
    async (_, order) => {
      const changes: Record<string, TestChange> = {
        cb: change("cb", { kind: "chargeback", amountMinor: 8_000n }),
        won: change("won", { won: "cb", amountMinor: 5_000n }),
        r1: change("r1", { amountMinor: 1_234n }),
      };
      for (const event of order) {
        const each = changes[event];
        if (each) await take(each);
        else await shop.sell("order-1");
      }
      await shop.as("system:test", (context) => applyParked(context, parkedOrder()));
      await approve();
      expect(await balances()).toEqual({ affiliate_payable: 577, merchant_payable: -577 });
      expect(await commission()).toMatchObject({ status: "approved", reducedMinor: 423n });
    },
  );
});
