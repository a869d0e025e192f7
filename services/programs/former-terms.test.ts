import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { PLAIN_TERMS } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { PlanId } from "../../core/shared/id.ts";
import { commissions, conversions, formerTerms } from "../../db/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { settleConversions } from "../conversions/settle-conversions.ts";
import { createPlan } from "../plans/plans.ts";
import { type Program, updateProgram } from "./programs.ts";

const HOUR_MS = 3_600_000;
const now = new Date();
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);

let database: TestDatabase;
let shop: Shop;
let fifth: PlanId;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
  const plan = await shop.as("system:test", (context) =>
    createPlan(context, {
      name: "A fifth",
      effectiveFrom: new Date(0),
      terms: {
        ...PLAIN_TERMS,
        rules: [
          { id: "all", when: null, recurringMonths: null, action: { kind: "percent", ratePpm: 200_000n } },
        ],
      },
    }),
  );
  fifth = plan.id;
});

const change = (fields: Partial<Program>, at = now) =>
  shop.as("system:test", (context) => updateProgram({ ...context, now: at }, shop.programId, fields));

/** Reports an order of 100.00 EUR that happened then; what it earns. */
async function earnedBy(externalId: string, occurredAt: Date): Promise<string | undefined> {
  const { text } = await shop.owner((db) =>
    insertClick(db, shop, shop.affiliates[0], { at: new Date(occurredAt.getTime() - HOUR_MS) }),
  );
  const sale = saleOf(shop, { externalId, clickIds: [text], amountMinor: 10_000n, occurredAt });
  await shop.as("system:test", (context) => settleConversions(context, [sale], TEST_HMACS));
  const [row] = await shop.owner((db) =>
    db
      .select({ amountMinor: commissions.amountMinor, currency: commissions.currency })
      .from(commissions)
      .innerJoin(conversions, eq(conversions.id, commissions.conversionId))
      .where(and(eq(conversions.workspaceId, shop.workspaceId), eq(conversions.externalId, externalId))),
  );
  return row && `${row.amountMinor} ${row.currency}`;
}

const kept = () =>
  shop.owner((db) =>
    db
      .select({ planId: formerTerms.planId, endedAt: formerTerms.endedAt })
      .from(formerTerms)
      .where(eq(formerTerms.workspaceId, shop.workspaceId))
      .orderBy(asc(formerTerms.endedAt)),
  );

it("pays orders by the plan that their program had when they happened", async () => {
  await change({ planId: fifth }, hoursAgo(5));
  await change({ planId: shop.planId }, hoursAgo(1));

  expect(await earnedBy("before both", hoursAgo(6))).toBe("1000 EUR");
  expect(await earnedBy("between", hoursAgo(3))).toBe("2000 EUR");
  expect(await earnedBy("at the very change", hoursAgo(1))).toBe("1000 EUR");
});

it("pays orders in the currency that their program paid in when they happened", async () => {
  await change({ commissionCurrency: "affiliate" }, hoursAgo(5));
  await shop.owner(async (db) => {
    await db.execute("update affiliates set currency = 'USD'");
    await db.execute(
      "insert into fx_rates (source, day, currency, rate) select 'ecb', current_date - n, 'USD', 2 from generate_series(0, 3) n on conflict do nothing",
    );
  });
  await change({ commissionCurrency: "earned" }, hoursAgo(1));

  expect(await earnedBy("before both", hoursAgo(6))).toBe("1000 EUR");
  expect(await earnedBy("between", hoursAgo(3))).toBe("2000 USD");
  expect(await earnedBy("after both", hoursAgo(0.5))).toBe("1000 EUR");
});

it("keeps nothing of a change that leaves both as they were, nor of terms of no time", async () => {
  await change({ name: "Another name", planId: shop.planId, currency: "EUR" as Currency });
  expect(await kept()).toEqual([]);

  await change({ planId: fifth }, hoursAgo(2));
  await change({ planId: shop.planId }, hoursAgo(2));
  expect(await kept()).toEqual([{ planId: shop.planId, endedAt: hoursAgo(2) }]);
});

it("keeps changes in their order, whatever a clock says", async () => {
  await change({ planId: fifth }, hoursAgo(2));
  await change({ planId: shop.planId }, hoursAgo(3));

  expect(await kept()).toEqual([{ planId: shop.planId, endedAt: hoursAgo(2) }]);
  expect(await earnedBy("before both", hoursAgo(4))).toBe("1000 EUR");
});
