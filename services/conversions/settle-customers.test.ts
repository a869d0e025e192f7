import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import * as schema from "../../db/schema/index.ts";
import { takeChange } from "../../tests/support/changes.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { explainConversion } from "../reading/explain-conversion.ts";
import { settleConversions, type ToSettle } from "./settle-conversions.ts";

const DAY_MS = 86_400_000;
const PERCENT = { kind: "percent", ratePpm: 100_000n } as const;
const LEAD_FEE = { kind: "flat", amountMinor: 300n } as const;

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await openShop(database);
});

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const customer = { customerExternalId: "c-1" };

const underRules = (rules: CommissionPlan["rules"]) =>
  shop.owner((db) =>
    db.insert(schema.planVersions).values({
      ...{ workspaceId: shop.workspaceId, planId: shop.planId, version: 2, hash: "h2" },
      body: planRulesBody({ ...PLAIN_TERMS, currency: "EUR" as never, rules }),
      effectiveFrom: new Date(0),
    }),
  );

/** Reports `{event} {amount}` of the customer, so many days ago each, and tells what each earned. */
async function earnedBy(reports: readonly (readonly [string, number])[], way: string) {
  const seller = shop.affiliates[0];
  const { text } = await shop.owner((db) => insertClick(db, shop, seller, { at: daysAgo(29) }));
  const batch = reports.map(([report, days], index): ToSettle => {
    const [event = "", amount = "0"] = report.split(" ");
    const order = { externalId: `o-${index}`, event, amountMinor: BigInt(amount), clickIds: [text] };
    return saleOf(shop, { ...order, ...customer, occurredAt: daysAgo(days) });
  });
  for (const each of way === "at once" ? [batch] : batch.map((one) => [one])) {
    await shop.as("system:test", (context) => settleConversions(context, each, TEST_HMACS));
  }
  const sums: bigint[] = [];
  for (const { accepted } of batch) {
    const told = await shop.as("system:test", (context) => explainConversion(context, { id: accepted.id }));
    sums.push((told?.commissions ?? []).reduce((sum, { amountMinor }) => sum + amountMinor, 0n));
  }
  return sums;
}

const WAYS = ["at once", "one after the other"];

describe.each(WAYS)("settled %s", (way) => {
  it("a customer is new until it pays, and the first payment is the first with an amount", async () => {
    const when = {
      all: [
        { field: "conversion.customer", in: ["new"] },
        { field: "conversion.payment", max: 1 },
      ],
    } as never;
    await underRules([{ id: "first", when, recurringMonths: null, action: PERCENT }]);
    const reports = [
      ["signup 0", 9],
      ["sale 10000", 8],
      ["signup 0", 7],
      ["sale 10000", 6],
    ] as const;
    expect(await earnedBy(reports, way)).toEqual([0n, 1_000n, 0n, 0n]);
  });

  it("a lead that was reported before is of nobody new, and one of another kind is", async () => {
    const when = { all: [{ field: "conversion.customer", in: ["new"] }] } as never;
    await underRules([{ id: "lead", when, recurringMonths: null, action: LEAD_FEE }]);
    const reports = [
      ["signup 0", 9],
      ["signup 0", 8],
      ["trial 0", 7],
      ["sale 100", 6],
      ["call 0", 5],
    ] as const;
    expect(await earnedBy(reports, way)).toEqual([300n, 0n, 300n, 300n, 0n]);
  });

  it("what recurs begins with the first payment, and ends so many months after it", async () => {
    await underRules([{ id: "first", when: null, recurringMonths: 0, action: PERCENT }]);
    const reports = [
      ["signup 0", 9],
      ["sale 10000", 8],
      ["sale 10000", 7],
    ] as const;
    expect(await earnedBy(reports, way)).toEqual([0n, 1_000n, 0n]);
  });
});

it("a payment that was given back was a payment all the same", async () => {
  const when = { all: [{ field: "conversion.customer", in: ["new"] }] } as never;
  await underRules([{ id: "new", when, recurringMonths: null, action: PERCENT }]);
  expect(await earnedBy([["sale 10000", 8]], "at once")).toEqual([1_000n]);
  const refund = { order: "o-0", externalId: "r", amountMinor: 10_000n };
  await shop.as("system:test", (context) => takeChange(context, shop, refund));
  const { text } = await shop.owner((db) => insertClick(db, shop, shop.affiliates[0], { at: daysAgo(7) }));
  const next = saleOf(shop, { externalId: "next", ...customer, clickIds: [text], occurredAt: daysAgo(6) });
  await shop.as("system:test", (context) => settleConversions(context, [next], TEST_HMACS));
  const told = await shop.as("system:test", (context) =>
    explainConversion(context, { id: next.accepted.id }),
  );
  expect(told?.conversion.reason).toBe("no_rule_matched");
});
