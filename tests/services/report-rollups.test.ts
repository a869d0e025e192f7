import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DETAILS, type Detail, type Group } from "../../core/reports/dimensions.ts";
import type { MetricName } from "../../core/reports/metrics.ts";
import { withHttpDatabase } from "../../db/client.ts";
import { writeClicks } from "../../services/clicks/write-clicks.ts";
import { approveDueCommissions } from "../../services/commissions/approve-due.ts";
import { settleConversions } from "../../services/conversions/settle-conversions.ts";
import { reconcileDetails } from "../../services/reports/reconcile-details.ts";
import type { ReportRequest } from "../../services/reports/report-request.ts";
import { runReport } from "../../services/reports/run-report.ts";
import { takeChange } from "../support/changes.ts";
import { countedClick } from "../support/clicks.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { rollUp } from "../support/roll-up.ts";
import { saleOf, TEST_HMACS } from "../support/sales.ts";
import { SEED } from "../support/seed.ts";
import { openShop, type Shop } from "../support/shop.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const TODAY_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS;
/** Three days, of which today is the last. */
const DAYS = { fromMs: TODAY_MS - 2 * DAY_MS, untilMs: TODAY_MS + DAY_MS };
const SPAN = { from: new Date(DAYS.fromMs), to: new Date(DAYS.untilMs) };
const STEPS = Number(process.env.STEPS ?? 24);

let database: TestDatabase;
let shop: Shop;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const AGENTS = [
  null,
  "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
];
const LABELS = [[], ["mail"], ["site", "", "x"], ["", "top"], ["mail", "top"]];
/** What is clicked within the last two days; sold, or not; or done to what was sold. */
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("click" as const),
      minutesAgo: fc.integer({ min: 0, max: 2_880 }),
      affiliate: fc.constantFrom(0 as const, 1 as const),
      country: fc.constantFrom("DE", "AT", null),
      agent: fc.constantFrom(...AGENTS),
      referrer: fc.constantFrom("blog.example", "news.example", null),
      labels: fc.constantFrom(...LABELS),
      verdict: fc.constantFrom("human" as const, "bot" as const),
      sale: fc.constantFrom("none", "own", "coupon"),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "lone sale" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("refund" as const), of: fc.nat({ max: 9 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "approve" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "roll up" as const }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function play(each: Step, nth: number, sold: string[]): Promise<void> {
  const order = `order-${nth}`;
  const sell = (clickIds: readonly string[], at: Date, couponCode: string | null) => {
    sold.push(order);
    const sale = saleOf(shop, { externalId: order, clickIds, occurredAt: at, couponCode });
    return shop.as("system:test", (context) => settleConversions(context, [sale], TEST_HMACS));
  };
  switch (each.kind) {
    case "click": {
      const at = new Date(Date.now() - each.minutesAgo * 60_000);
      const click = countedClick(shop, shop.affiliates[each.affiliate], {
        ...{ at, country: each.country, user_agent: each.agent, referrer_host: each.referrer },
        ...{ sub_ids: each.labels, verdict: each.verdict },
      });
      await withHttpDatabase(database.env, (db) => writeClicks(db, { clicks: [click], bad: [] }, new Date()));
      if (each.sale !== "none") await sell([click.click.id], at, each.sale === "coupon" ? "SPRING" : null);
      return;
    }
    case "lone sale":
      await sell([], new Date(), "ALONE");
      return;
    case "refund": {
      const of = sold[each.of % Math.max(sold.length, 1)];
      if (of === undefined) return;
      const change = { order: of, externalId: `refund-${nth}`, amountMinor: 1_000n };
      await shop.as("system:test", (context) => takeChange(context, shop, change));
      return;
    }
    case "approve":
      await shop.as("system:test", approveDueCommissions, new Date(Date.now() + DAY_MS));
      return;
    case "roll up":
      await rollUp(database.env, shop.workspaceId);
  }
}

const SALES: readonly MetricName[] = [
  "conversions",
  "revenue_net",
  "commission_approved",
  "commission_pending",
];
const ALL: readonly MetricName[] = ["clicks", "clicks_net", "clicks_bot", ...SALES];

/** A report as text, from roll-ups or from rows. */
async function ask(
  source: "rollups" | "rows",
  detail: Detail,
  asked: Partial<ReportRequest> & { readonly groups: readonly Group[] },
): Promise<string> {
  const found = await shop.as("system:test", (context) =>
    runReport(context, {
      ...{ filters: {}, timeZone: "Europe/Vienna", currency: null, days: DAYS, compare: null },
      ...{ metrics: detail === "coupon" ? SALES : ALL, sort: { by: "groups", descending: false } },
      ...{ limit: 1_000, clicksFrom: source, salesFrom: source },
      ...asked,
    }),
  );
  if ("refused" in found) throw new Error(found.refused);
  const shown = (_: string, value: unknown) =>
    value instanceof Map
      ? [...value.entries()].sort(([one], [other]) => (one < other ? -1 : 1))
      : typeof value === "bigint"
        ? String(value)
        : value;
  return JSON.stringify([found.rows, found.totals], shown);
}

/** Every way to ask for a detail gives from roll-ups what it gives from rows. */
async function holdToRows(because: string): Promise<void> {
  for (const detail of DETAILS) {
    const ways: readonly Parameters<typeof ask>[2][] = [
      { groups: [detail] },
      { groups: ["day", "affiliate", detail] },
      { groups: ["program"], filters: { [detail]: ["DE", "mail", "mobile", "SPRING", "blog.example"] } },
      {
        groups: [detail],
        filters: { [detail]: [""], affiliate: [shop.affiliates[0].affiliateId] },
        timeZone: "UTC",
      },
    ];
    for (const way of ways) {
      const rows = await ask("rows", detail, way);
      expect(await ask("rollups", detail, way), `${because}: ${detail} ${JSON.stringify(way)}`).toBe(rows);
    }
  }
}

describe("roll-ups by what clicks and orders say", () => {
  it("tell the same as the rows, however much of them is summed, after any history", async () => {
    console.log(`seed ${SEED}`);
    shop = await openShop(database);
    const sold: string[] = [];
    for (const [nth, each] of fc.sample(step, { seed: SEED, numRuns: STEPS }).entries()) {
      await play(each, nth, sold);
      if (nth % 4 === 3) await holdToRows(`step ${nth}, ${JSON.stringify(each)}`);
    }
    await rollUp(database.env, shop.workspaceId, new Date(Date.now() + 2 * HOUR_MS));
    await holdToRows("all summed");
    expect(await shop.as("system:test", (context) => reconcileDetails(context, SPAN))).toEqual([]);
  }, 300_000);
});
