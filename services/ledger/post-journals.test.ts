import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Journal } from "../../core/ledger/journal.ts";
import { accrueCommission } from "../../core/ledger/postings.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { CommissionId } from "../../core/shared/id.ts";
import { journals, ledgerEntries, ledgerHeads } from "../../db/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { contextOf, countStatements } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { tableDigests } from "../../tests/support/table-digests.ts";
import { transact } from "../shared/context.ts";
import { offerJournals, postJournals } from "./post-journals.ts";
import { verifyLedger } from "./verify-ledger.ts";

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
});

const journal = (id: string, amountMinor = 100n): Journal =>
  accrueCommission({
    commissionId: `com_${id}` as CommissionId,
    affiliateId: shop.affiliates[0].affiliateId,
    currency: "EUR" as Currency,
    amountMinor,
  });
const post = (booked: readonly Journal[], by = shop) =>
  by.as("system:test", (context) => transact(context, (tx) => postJournals(tx, context, booked)));

const keys = async () => {
  const rows = await shop.owner((db) =>
    db.select({ key: journals.key }).from(journals).where(eq(journals.workspaceId, shop.workspaceId)),
  );
  return rows.map(({ key }) => key).sort();
};

describe("postJournals", () => {
  it("books each journal with its entries", async () => {
    expect(await post([journal("a"), journal("b", 5n)])).toEqual(["new", "new"]);
    const entries = await shop.owner((db) =>
      db.select().from(ledgerEntries).where(eq(ledgerEntries.workspaceId, shop.workspaceId)),
    );
    expect(entries.map(({ amountMinor }) => amountMinor).sort()).toEqual([-100n, -5n, 100n, 5n]);
    expect(await post([])).toEqual([]);
  });

  it("leaves as it is what is booked, and books what is new beside it", async () => {
    await post([journal("a")]);
    const before = await shop.owner(tableDigests);
    expect(await post([journal("a")])).toEqual(["exists"]);
    expect(await shop.owner(tableDigests)).toEqual(before);
    expect(await post([journal("a"), journal("b")])).toEqual(["exists", "new"]);
    expect(await keys()).toEqual(["commission:com_a:accrued", "commission:com_b:accrued"]);
  });

  it("books a key once, though ten transactions or one call name it twice", async () => {
    const bookings = await Promise.all(Array.from({ length: 10 }, () => post([journal("a")])));
    expect(bookings.flat().sort()).toEqual([...Array(9).fill("exists"), "new"]);
    expect(await post([journal("b"), journal("b")])).toEqual(["new", "exists"]);
    expect(await keys()).toHaveLength(2);
  });

  it("throws when a key was booked with other entries, and nothing of the transaction stays", async () => {
    await post([journal("a")]);
    const before = await shop.owner(tableDigests);
    await expect(post([journal("new"), journal("a", 101n)])).rejects.toThrow(/com_a.*with other entries/);
    await expect(post([journal("new"), journal("new", 101n)])).rejects.toThrow(/with other entries/);
    expect(await shop.owner(tableDigests)).toEqual(before);
  });

  it("answers offerJournals which key has other entries, and then writes none of them", async () => {
    await post([journal("a")]);
    const before = await shop.owner(tableDigests);
    const offer = (offered: readonly Journal[]) =>
      shop.as("system:test", (context) => transact(context, (tx) => offerJournals(tx, context, offered)));
    const different = "exists_with_different_entries";
    expect(await offer([journal("new"), journal("a", 101n), journal("a")])).toEqual([
      ...["new", different, "exists"],
    ]);
    expect(await offer([journal("new"), journal("new", 101n)])).toEqual(["new", different]);
    expect(await shop.owner(tableDigests)).toEqual(before);
    expect(await offer([journal("new"), journal("a")])).toEqual(["new", "exists"]);
  });

  it("throws when entries do not balance, sum to zero only across currencies, or are one", async () => {
    const [debit, credit] = journal("a").entries;
    if (!debit || !credit) throw new Error("a posting has two entries");
    for (const entries of [
      [debit, { ...credit, amountMinor: -99n }],
      [debit, { ...credit, currency: "USD" as Currency }],
      [debit],
      [],
    ]) {
      await expect(post([{ ...journal("a"), entries }])).rejects.toThrow(/journal commission:com_a:accrued/);
    }
    expect(await keys()).toEqual([]);
  });

  it("writes one chain without a gap, though many write at once", async () => {
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => post([journal(`${index} a`), journal(`${index} b`)])),
    );
    const verified = await shop.as("system:test", (context) =>
      verifyLedger(context, { after: 0n, journalsMax: 100, roots: [] }),
    );
    expect(verified).toMatchObject({ journals: 24, isComplete: true, fault: null });
  });

  it("takes as many statements for a hundred journals as for one", async () => {
    const counted = (size: number, from: string) =>
      countStatements(database.appUrl, (db) =>
        transact({ ...contextOf(db, shop.workspaceId) }, (tx) =>
          postJournals(
            tx,
            contextOf(tx, shop.workspaceId),
            Array.from({ length: size }, (_, index) => journal(`${from} ${index}`)),
          ),
        ),
      );
    await post([journal("first")]);
    const one = await counted(1, "one");
    expect(await counted(100, "hundred")).toBe(one);
    expect(one).toBeLessThan(10);
  });

  it("books what belongs to a closed month now, and says which month it adjusts", async () => {
    const booked = async (id: string) => {
      const rows = await shop.owner((db) =>
        db
          .select()
          .from(journals)
          .where(eq(journals.key, `commission:com_${id}:accrued`)),
      );
      return rows[0];
    };
    const october = { occurredAtMs: Date.parse("2025-10-31T23:59:59Z") };
    await post([{ ...journal("open"), ...october }]);
    expect(await booked("open")).toMatchObject({
      bookedAt: new Date("2025-10-31T23:59:59Z"),
      adjustsPeriod: null,
    });
    await shop.owner((db) =>
      db
        .update(ledgerHeads)
        .set({ closedBefore: new Date("2025-11-01T00:00:00Z") })
        .where(eq(ledgerHeads.workspaceId, shop.workspaceId)),
    );
    const now = new Date("2025-11-20T10:00:00Z");
    const late = [{ ...journal("late"), ...october }];
    const postLate = () =>
      shop.as("system:test", (context) => transact(context, (tx) => postJournals(tx, context, late)), now);
    expect(await postLate()).toEqual(["new"]);
    expect(await booked("late")).toMatchObject({ bookedAt: now, adjustsPeriod: "2025-10" });
    expect(await postLate()).toEqual(["exists"]);
  });

  it("keeps the same key of two workspaces apart", async () => {
    const other = await openShop(database);
    expect(await post([journal("a")])).toEqual(["new"]);
    expect(await post([journal("a", 7n)], other)).toEqual(["new"]);
  });
});
