import { and, eq, like } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CommissionId } from "../../core/shared/id.ts";
import { auditLog, commissions, journals } from "../../db/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { tableDigests } from "../../tests/support/table-digests.ts";
import { listAccounts } from "../reading/accounts.ts";
import { approveDueCommissions } from "./approve-due.ts";
import { reviewCommission } from "./review-commission.ts";

let database: TestDatabase;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
});

const approveDue = (now?: Date) => shop.as("system:test", approveDueCommissions, now);
const review = (id: CommissionId, verdict: "approve" | "reverse", by = shop) =>
  by.as("key:reviewer", (context) => reviewCommission(context, id, verdict));

async function onlyCommission() {
  const [row] = await shop.commissions();
  if (!row) throw new Error("the sale earned nothing");
  return row;
}

/** Journals and audit rows of an effect on commissions of this shop. */
async function traces(effect: string): Promise<{ journals: string[]; audited: string[] }> {
  return shop.owner(async (db) => {
    const booked = await db
      .select({ key: journals.key })
      .from(journals)
      .where(and(eq(journals.workspaceId, shop.workspaceId), like(journals.key, `commission:%:${effect}`)));
    const audited = await db
      .select({ subjectId: auditLog.subjectId })
      .from(auditLog)
      .where(and(eq(auditLog.workspaceId, shop.workspaceId), eq(auditLog.action, `commission.${effect}`)));
    return {
      journals: booked.map(({ key }) => key).sort(),
      audited: audited.map(({ subjectId }) => subjectId).sort(),
    };
  });
}

async function balances(): Promise<Record<string, bigint>> {
  const { page } = await shop.as("key:reader", (context) =>
    listAccounts(context, { limit: 100, after: null }),
  );
  const open = page.rows.filter(({ balanceMinor }) => balanceMinor !== 0n);
  return Object.fromEntries(open.map(({ account, balanceMinor }) => [account, balanceMinor]));
}

describe("approveDueCommissions", () => {
  it("books and audits each commission once, though four run at once", async () => {
    for (const externalId of ["1", "2", "3"]) await shop.sell(externalId);
    const counts = await Promise.all([approveDue(), approveDue(), approveDue(), approveDue()]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    const ids = (await shop.commissions()).map(({ id }) => id).sort();
    expect(await traces("approved")).toEqual({
      journals: ids.map((id) => `commission:${id}:approved`),
      audited: ids,
    });
  });

  it("approves from the instant at which the hold ends, and not a millisecond before", async () => {
    await shop.sell("1");
    const { holdUntil } = await onlyCommission();
    expect(await approveDue(new Date(holdUntil.getTime() - 1))).toBe(0);
    expect(await approveDue(holdUntil)).toBe(1);
    expect(await onlyCommission()).toMatchObject({ status: "approved", approvedAt: holdUntil });
  });

  it("leaves what is held for review, and what belongs to another workspace", async () => {
    await shop.sell("1", { isHeld: true });
    const other = await openShop(database);
    await other.sell("1");
    expect(await approveDue()).toBe(0);
    expect((await other.commissions()).map(({ status }) => status)).toEqual(["pending"]);
  });
});

describe("reviewCommission", () => {
  it("approves what is held: it is payable", async () => {
    await shop.sell("1", { isHeld: true });
    const { id, status } = await onlyCommission();
    expect(status).toBe("held");
    expect(await review(id, "approve")).toEqual({ ok: true, value: "moved" });
    expect((await onlyCommission()).approvedAt).toBeInstanceOf(Date);
    expect(await balances()).toEqual({ merchant_payable: 1_000n, affiliate_payable: -1_000n });
    expect(await traces("approved")).toEqual({ journals: [`commission:${id}:approved`], audited: [id] });
  });

  it("reverses what is held: nobody owes anything", async () => {
    await shop.sell("1", { isHeld: true });
    const { id } = await onlyCommission();
    expect(await review(id, "reverse")).toEqual({ ok: true, value: "moved" });
    expect(await balances()).toEqual({});
    expect(await traces("reversed")).toEqual({ journals: [`commission:${id}:reversed`], audited: [id] });
  });

  it.each(["approve", "reverse"] as const)("writes nothing when told again to %s", async (verdict) => {
    await shop.sell("1", { isHeld: true });
    const { id } = await onlyCommission();
    await review(id, verdict);
    const before = await shop.owner(tableDigests);
    expect(await review(id, verdict)).toEqual({ ok: true, value: "unchanged" });
    expect(await shop.owner(tableDigests)).toEqual(before);
  });

  it("lets one of two contrary verdicts at once stand, and refuses the other", async () => {
    await shop.sell("1", { isHeld: true });
    const { id } = await onlyCommission();
    const verdicts = await Promise.all([review(id, "approve"), review(id, "reverse")]);
    expect(verdicts.filter(({ ok }) => ok)).toHaveLength(1);
    expect(verdicts.filter((each) => !each.ok && each.error.code === "commission_illegal_move")).toHaveLength(
      1,
    );
    expect([...(await traces("approved")).journals, ...(await traces("reversed")).journals]).toHaveLength(1);
  });

  it.each(["pending", "batched", "paid"] as const)("refuses what is %s", async (status) => {
    await shop.sell("1");
    const { id } = await onlyCommission();
    await shop.owner((db) =>
      db.update(commissions).set({ status, approvedAt: new Date() }).where(eq(commissions.id, id)),
    );
    for (const verdict of ["approve", "reverse"] as const) {
      expect(await review(id, verdict)).toMatchObject({
        error: { code: "commission_illegal_move", from: status },
      });
    }
    expect(await balances()).toEqual({ merchant_payable: 1_000n, affiliate_pending: -1_000n });
  });

  it("finds no commission of another workspace", async () => {
    await shop.sell("1", { isHeld: true });
    const { id } = await onlyCommission();
    const other = await openShop(database);
    expect(await review(id, "approve", other)).toEqual({ ok: false, error: { code: "not_found" } });
    expect((await onlyCommission()).status).toBe("held");
  });
});
