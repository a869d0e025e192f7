import { afterAll, beforeAll, expect, it } from "vitest";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import { plans, planVersions } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { addPolicyCase, listPolicyCases, type PolicyCaseInput } from "./cases.ts";

const EUR = "EUR" as Currency;
const ORDER = {
  ...{ event: "sale", amount_minor: "10000", currency: EUR, country: null, items: [], metadata: {} },
  ...{
    discount_minor: "0",
    shipping_minor: "0",
    tax_minor: "0",
    coupon_code: null,
    occurred_at: "2026-01-01T00:00:00Z",
  },
};

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
  shop = await openShop(database);
});
afterAll(() => database.drop());

it("a case kept as its plan begins is kept and answered by a clock that is a little slow", async () => {
  const planId = newId("pln", Date.now());
  const effectiveFrom = new Date();
  const slow = new Date(effectiveFrom.getTime() - 50);
  const action = { kind: "percent", ratePpm: 100_000n } as const;
  const rules = [{ id: "all", when: null, recurringMonths: null, action }];
  const body = planRulesBody({ ...PLAIN_TERMS, rules });
  await shop.owner(async (db) => {
    await db.insert(plans).values({ workspaceId: shop.workspaceId, id: planId, name: "New" });
    const version = { planId, version: 1, hash: "h", body, effectiveFrom };
    await db.insert(planVersions).values({ workspaceId: shop.workspaceId, ...version });
  });
  const blog = {
    affiliate: "blog",
    class: "content",
    affiliate_status: "active",
    program_status: "active",
    kind: "click",
    verdict: "human",
  } as const;
  const order = { ...ORDER, coupon: null };
  const given = { journey: [{ ...blog, seconds_before_order: 600 }], order, plan: { plan_id: planId } };
  const sums = [{ affiliate: "blog", kind: "sale", amount_minor: "1000", currency: EUR }] as const;
  const input = { name: "A tenth", given, expected: { sums } } as unknown as PolicyCaseInput;
  const add = (now: Date) => shop.as("key:a", (context) => addPolicyCase(context, input), now);
  expect(await add(slow)).toMatchObject({ ok: true });
  const listed = await shop.as(
    "key:a",
    (context) => listPolicyCases(context, { limit: 10, after: null }),
    slow,
  );
  expect(listed.rows).toMatchObject([{ problem: null }]);
});
