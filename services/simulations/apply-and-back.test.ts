import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type AttributionPolicy, DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { PLAIN_TERMS, planRulesBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import * as schema from "../../db/schema/index.ts";
import { type SeededRandom, seededRandom } from "../../tests/campaign/seeded-random.ts";
import { takeChange } from "../../tests/support/changes.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/postgres.ts";
import { saleOf, TEST_HMACS } from "../../tests/support/sales.ts";
import { insertClick } from "../../tests/support/sample.ts";
import { SEED } from "../../tests/support/seed.ts";
import { openShop, type Shop } from "../../tests/support/shop.ts";
import { applySimulation, simulate } from "../../tests/support/simulate.ts";
import { approveDueCommissions } from "../commissions/approve-due.ts";
import { reviewCommission } from "../commissions/review-commission.ts";
import { settleConversions } from "../conversions/settle-conversions.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { preparePayoutBatches } from "../payouts/prepare-batches.ts";

/** `HISTORIES=500` is the long form; `SEED=…` replays. */
const HISTORIES = Number(process.env.HISTORIES ?? 6);
const DAY_MS = 86_400_000;
const SALES = 6;
/** Rates are quoted for all workspaces, so each history has a currency of its own as far as these go. */
const PAID_IN = ["CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "GBP", "USD", "CAD", "AUD", "NZD", "RON"];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const POLICIES: readonly Partial<AttributionPolicy>[] = [
  { model: { kind: "first_click" } },
  { model: { kind: "linear" } },
  { model: { kind: "time_decay", halfLifeMs: DAY_MS } },
  { model: { kind: "position_based", firstPpm: 400_000, lastPpm: 400_000 } },
  { lookbackMs: DAY_MS },
  { customerLock: { kind: "lifetime", affiliate: "first" } },
  { countedVerdicts: [] },
];

/**
 * Pays 10 % up to 200.00 and 25 % beyond, up to 40.00 to an affiliate and for a customer, to each sponsor a tenth of that,
 * and a bonus at the third sale.
 */
const PLAN: CommissionPlan = {
  ...PLAIN_TERMS,
  currency: "EUR" as Currency,
  rules: [
    {
      ...{ id: "tiers", when: null, recurringMonths: null },
      action: {
        ...{ kind: "tiered", mode: "marginal", metric: "amount", period: "lifetime" },
        tiers: [
          { from: 0n, ratePpm: 100_000n },
          { from: 20_000n, ratePpm: 250_000n },
        ],
      },
    },
  ],
  caps: [
    { scope: "affiliate", period: "lifetime", amountMinor: 4_000n },
    { scope: "customer", period: "lifetime", amountMinor: 4_000n },
  ],
  overrides: { of: "commission", ratesPpm: [100_000n] },
  bonuses: [{ id: "b", metric: "conversions", period: "lifetime", threshold: 3n, amountMinor: 777n }],
};

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

/**
 * Sales in any order, each after up to three clicks of the two affiliates, of which one is the other's sponsor and is paid
 * in a currency whose rate comes late. Some are given back whole before the next is reported.
 */
async function sell(shop: Shop, random: SeededRandom, paidIn: Currency): Promise<void> {
  await shop.owner(async (db) => {
    await db.execute(sql`
      update programs set commission_currency = 'affiliate' where workspace_id = ${shop.workspaceId}`);
    await db.execute(sql`
      update affiliates set currency = ${paidIn}
       where workspace_id = ${shop.workspaceId} and id = ${shop.affiliates[0].affiliateId}`);
    await db.execute(sql`
      update affiliates set sponsor_id = ${shop.affiliates[0].affiliateId}
       where workspace_id = ${shop.workspaceId} and id = ${shop.affiliates[1].affiliateId}`);
    await db.insert(schema.planVersions).values({
      ...{ workspaceId: shop.workspaceId, planId: shop.planId, version: 2, hash: "h2" },
      ...{ body: planRulesBody(PLAN), effectiveFrom: new Date(0) },
    });
  });
  for (const nth of shuffled(random)) {
    const at = 30 - 3 * nth;
    const clickIds: string[] = [];
    for (let clicks = random.below(4); clicks > 0; clicks -= 1) {
      const click = { at: daysAgo(at + 0.6 * clicks), velocity: random.chance(0.15) ? 100 : 1 };
      const affiliate = shop.affiliates[random.below(2) as 0 | 1];
      clickIds.push((await shop.owner((db) => insertClick(db, shop, affiliate, click))).text);
    }
    // Visitors without a cookie tie no customer, so nothing but the policy says who is credited.
    await shop.owner((db) =>
      db.execute(sql`update clicks set visitor_kind = 'daily' where workspace_id = ${shop.workspaceId}`),
    );
    const customerExternalId = random.pick(["ann", "ben", null]);
    const sale = { customerExternalId, clickIds, amountMinor: BigInt(random.below(20_000)) };
    const batch = [saleOf(shop, { externalId: `order-${nth}`, ...sale, occurredAt: daysAgo(at) })];
    await shop.as("system:test", (context) => settleConversions(context, batch, TEST_HMACS));
    if (random.chance(0.3)) await giveBack(shop, nth);
    if (random.chance(0.2)) await quote(shop, paidIn);
  }
}

function shuffled(random: SeededRandom): readonly number[] {
  const keyed = Array.from({ length: SALES }, (_, nth) => ({ nth, key: random.next() }));
  return keyed.sort((left, right) => left.key - right.key).map(({ nth }) => nth);
}

const giveBack = (shop: Shop, nth: number) =>
  shop.as("system:test", (context) =>
    takeChange(context, shop, { order: `order-${nth}`, externalId: "whole" }),
  );

/** Quotes the rates of all days of the sales. */
const quote = (shop: Shop, currency: Currency) =>
  shop.owner((db) =>
    db
      .insert(schema.fxRates)
      .values(
        Array.from({ length: 31 }, (_, days) => ({
          ...{ source: "ecb", day: daysAgo(days).toISOString().slice(0, 10) },
          ...{ currency, rate: "0.9312" },
        })),
      )
      .onConflictDoNothing(),
  );

/** What may befall sales: refunds, approvals, a person's verdict, a payout that is prepared. */
async function befall(shop: Shop, random: SeededRandom, paidIn: Currency): Promise<void> {
  const events = [
    () =>
      shop.as("system:test", (context) =>
        takeChange(context, shop, {
          order: `order-${random.below(SALES)}`,
          externalId: `refund-${random.next()}`,
          ...(random.chance(0.5) ? { amountMinor: BigInt(random.below(9_000)) } : {}),
        }),
      ),
    () => giveBack(shop, random.below(SALES)),
    () => quote(shop, paidIn),
    () => shop.as("system:test", approveDueCommissions),
    async () => {
      const held = (await shop.commissions()).filter(({ status }) => status === "held");
      const verdict = random.pick(["approve", "reverse"] as const);
      if (held[0])
        await shop.as("key:a", (context) => reviewCommission(context, random.pick(held).id, verdict));
    },
    () => shop.as("key:a", (context) => preparePayoutBatches(context)),
  ];
  for (let count = random.below(6); count > 0; count -= 1) await random.pick(events)();
}

const rowsOf = async (shop: Shop, query: SQL): Promise<readonly unknown[]> => {
  const { rows } = (await shop.owner((db) => db.execute(query))) as unknown as { rows: readonly unknown[] };
  return rows;
};

const balances = (shop: Shop) =>
  rowsOf(
    shop,
    sql`select account, affiliate_id, currency, sum(amount_minor)::text as minor from ledger_entries
         where workspace_id = ${shop.workspaceId} group by 1, 2, 3 having sum(amount_minor) <> 0 order by 1, 2, 3`,
  );

/** What each commission pays or carries is what the ledger holds of it. */
async function expectSound(shop: Shop): Promise<void> {
  const verified = await shop.as("system:test", (context) =>
    verifyLedger(context, { after: 0n, journalsMax: 10_000, roots: [] }),
  );
  expect(verified.fault).toBeNull();
  const wrong = await rowsOf(
    shop,
    sql`select commissions.id from commissions
        left join lateral (
          select -coalesce(sum(ledger_entries.amount_minor), 0) as minor from journals
            join ledger_entries on ledger_entries.workspace_id = journals.workspace_id and journal_id = journals.id
           where journals.workspace_id = ${shop.workspaceId} and refs ->> 'commission_id' = commissions.id
             and account in ('affiliate_pending', 'affiliate_payable')) booked on true
        left join lateral (
          select coalesce(sum(amount_minor), 0) as minor from commission_adjustments
           where workspace_id = ${shop.workspaceId} and commission_id = commissions.id and kind = 'carried') carried on true
       where commissions.workspace_id = ${shop.workspaceId}
         and booked.minor <> carried.minor
             + case when commissions.status = 'reversed' then 0 else commissions.amount_minor - reduced_minor end`,
  );
  expect(wrong).toEqual([]);
}

it(`nets to zero on every account when it is applied and applied back, in ${HISTORIES} random histories`, async () => {
  console.log(`SEED=${SEED}`);
  const random = seededRandom(SEED);
  let changed = 0;
  for (let history = 0; history < HISTORIES; history += 1) {
    const shop = await openShop(database);
    const paidIn = PAID_IN[history % PAID_IN.length] as Currency;
    await sell(shop, random, paidIn);
    await befall(shop, random, paidIn);
    await expectSound(shop);
    const before = await balances(shop);
    const policy = { ...DEFAULT_POLICY, ...random.pick(POLICIES) };
    const how = { locked: random.pick(["stay", "carry"] as const), page: random.pick([1, 3, 200]) };
    const applied = await applySimulation(shop, await simulate(shop, { policy }), how);
    changed += applied.changed;
    await expectSound(shop);
    await applySimulation(shop, await simulate(shop, {}), how);
    await expectSound(shop);
    expect(await balances(shop), `history ${history} of SEED=${SEED}`).toEqual(before);
  }
  expect(changed).toBeGreaterThan(0);
}, 600_000);
