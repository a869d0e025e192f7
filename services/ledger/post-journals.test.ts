import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Journal } from "../../core/ledger/journal.ts";
import { accrueCommission } from "../../core/ledger/postings.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { CommissionId } from "../../core/shared/id.ts";
import { journals, ledgerEntries } from "../../db/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { tableDigests } from "../../tests/support/table-digests.ts";
import { transact } from "../shared/context.ts";
import { postJournals } from "./post-journals.ts";

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
    expect(await post([journal("a"), journal("b", 5n)])).toBe(2);
    const entries = await shop.owner((db) =>
      db.select().from(ledgerEntries).where(eq(ledgerEntries.workspaceId, shop.workspaceId)),
    );
    expect(entries.map(({ amountMinor }) => amountMinor).sort()).toEqual([-100n, -5n, 100n, 5n]);
    expect(await post([])).toBe(0);
  });

  it("leaves as it is what is booked, and books what is new beside it", async () => {
    await post([journal("a")]);
    const before = await shop.owner(tableDigests);
    expect(await post([journal("a")])).toBe(0);
    expect(await shop.owner(tableDigests)).toEqual(before);
    expect(await post([journal("a"), journal("b")])).toBe(1);
    expect(await keys()).toEqual(["commission:com_a:accrued", "commission:com_b:accrued"]);
  });

  it("books a key once, though ten transactions or one call name it twice", async () => {
    const counts = await Promise.all(Array.from({ length: 10 }, () => post([journal("a")])));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await post([journal("b"), journal("b")])).toBe(1);
    expect(await keys()).toHaveLength(2);
  });

  it("throws when a key was booked with other entries, and nothing of the transaction stays", async () => {
    await post([journal("a")]);
    const before = await shop.owner(tableDigests);
    await expect(post([journal("new"), journal("a", 101n)])).rejects.toThrow(/com_a.*with other entries/);
    await expect(post([journal("new"), journal("new", 101n)])).rejects.toThrow(/with other entries/);
    expect(await shop.owner(tableDigests)).toEqual(before);
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

  it("keeps the same key of two workspaces apart", async () => {
    const other = await openShop(database);
    expect(await post([journal("a")])).toBe(1);
    expect(await post([journal("a", 7n)], other)).toBe(1);
  });
});
