import { sql } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommissionId, WorkspaceId } from "../../core/shared/id.ts";
import { withDatabase, withHttpDatabase } from "../../db/client.ts";
import { writeClicks } from "../../services/clicks/write-clicks.ts";
import { approveDueCommissions } from "../../services/commissions/approve-due.ts";
import { reviewCommission } from "../../services/commissions/review-commission.ts";
import { settleConversions, type ToSettle } from "../../services/conversions/settle-conversions.ts";
import { approveBatch } from "../../services/payouts/approve-batch.ts";
import { csvProvider } from "../../services/payouts/csv-provider.ts";
import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { setPayoutMinimum } from "../../services/payouts/minimums.ts";
import { preparePayoutBatches } from "../../services/payouts/prepare-batches.ts";
import type { Context } from "../../services/shared/context.ts";
import { playHistories } from "../campaign/money-campaign.ts";
import { takeChange } from "../support/changes.ts";
import { countedClick } from "../support/clicks.ts";
import { decideAnew, MODELS } from "../support/decide-anew.ts";
import { ALL_METRICS, PastReports, SALE_METRICS } from "../support/past-reports.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { saleOf, TEST_HMACS } from "../support/sales.ts";
import { clickIdOf, contextOf } from "../support/sample.ts";
import { SEED } from "../support/seed.ts";
import { openShop, type Shop } from "../support/shop.ts";

const HISTORIES = Number(process.env.HISTORIES ?? 4);
const STEPS = Number(process.env.STEPS ?? 50);
const DAY_MS = 86_400_000;
const TODAY_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const RECENT = { fromMs: TODAY_MS - 2 * DAY_MS, untilMs: TODAY_MS + DAY_MS };
/** All the time there is, as far as histories go. */
const EVER = { fromMs: Date.UTC(2025, 11, 1), untilMs: Date.UTC(2026, 10, 1) };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const as = <T>(workspaceId: WorkspaceId, verb: (context: Context) => Promise<T>) =>
  withDatabase(database.env, (db) => verb(contextOf(db, workspaceId)));

describe("a report of an instant that has passed", () => {
  it("is what it was then, after any history of money, and after past sales were decided anew", async () => {
    console.log(`seed ${SEED}`);
    const metrics = SALE_METRICS;
    const questions = [
      { groups: ["month"], metrics },
      { groups: ["program", "affiliate", "link"], metrics },
      { groups: ["coupon"], metrics, salesFrom: "rows" },
    ] as const;
    const taken = new Map<WorkspaceId, PastReports>();
    const take = async (workspaceId: WorkspaceId, because: string) => {
      const reports = taken.get(workspaceId) ?? new PastReports(EVER, questions);
      taken.set(workspaceId, reports);
      await as(workspaceId, (context) => reports.take(context, because));
    };
    await playHistories(database, {
      ...{ seed: SEED, histories: HISTORIES, shrinks: false },
      afterEach: (play) => take(play.world.workspaceId, "a step"),
    });
    for (const [index, workspaceId] of [...taken.keys()].entries()) {
      for (const model of [MODELS[index % MODELS.length] ?? "linear", "linear", "first_click"] as const) {
        const how = { model, locked: index % 2 === 0 ? "stay" : "carry" } as const;
        const span = { from: new Date(EVER.fromMs), to: new Date(EVER.untilMs) };
        await as(workspaceId, (context) => decideAnew(context, span, how));
        await take(workspaceId, model);
      }
    }
    expect([...taken.values()].some(({ count }) => count > 10)).toBe(true);
    for (const [workspaceId, reports] of taken) {
      expect(await as(workspaceId, (context) => reports.differences(context)), workspaceId).toEqual([]);
    }
  }, 900_000);

  it("is what it was then of clicks and what they say too, beside sales that wait, are reviewed and are paid", async () => {
    const shop = await openShop(database);
    await shop.as("key:a", (context) =>
      setPayoutMinimum(context, { currency: "EUR" as never, minimumMinor: 1n }),
    );
    const reports = new PastReports(RECENT, [
      { groups: ["day", "affiliate"], metrics: ALL_METRICS },
      { groups: ["country"], metrics: ALL_METRICS, clicksFrom: "rollups", salesFrom: "rollups" },
      { groups: ["program"], filters: { affiliate: [shop.affiliates[0].affiliateId] }, metrics: ALL_METRICS },
      { groups: ["sub1"], metrics: ["clicks_unique", "epc"], clicksFrom: "rows", salesFrom: "rollups" },
    ]);
    const play = new ShopPlay(database, shop);
    const steps = fc.sample(step, { seed: SEED, numRuns: STEPS });
    for (const [nth, each] of steps.entries()) {
      await play.happen(each, nth);
      await shop.as("system:test", (context) => reports.take(context, `step ${nth}, ${each.kind}`));
    }
    expect(await shop.as("system:test", (context) => reports.differences(context))).toEqual([]);
  }, 300_000);
});

describe("what one transaction writes", () => {
  it("is of one instant, so that no instant tells a part of it", async () => {
    const shop = await openShop(database);
    await shop.sell("a");
    await shop.as("system:test", (context) =>
      takeChange(context, shop, { order: "a", externalId: "refund", amountMinor: 1_000n }),
    );
    const { rows } = (await shop.owner((db) =>
      db.execute(sql`
        select conversions.created_at = accrued.created_at and decisions.written_at = accrued.created_at as is_sold_at_once,
               changes.written_at = reduced.created_at as is_given_back_at_once, changes.written_at > accrued.created_at as is_later
          from conversions, decisions, conversion_changes changes, journals accrued, journals reduced
         where conversions.workspace_id = ${shop.workspaceId} and decisions.workspace_id = ${shop.workspaceId}
           and changes.workspace_id = ${shop.workspaceId} and accrued.workspace_id = ${shop.workspaceId}
           and reduced.workspace_id = ${shop.workspaceId} and accrued.sequence = 1 and reduced.sequence = 2`),
    )) as unknown as { rows: unknown[] };
    expect(rows).toEqual([{ is_sold_at_once: true, is_given_back_at_once: true, is_later: true }]);
  });
});

const nat = fc.nat({ max: 99 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("sale" as const),
      affiliate: fc.constantFrom(0 as const, 1 as const),
      country: fc.constantFrom("DE", "AT"),
      verdict: fc.constantFrom("human" as const, "human" as const, "bot" as const),
      isHeld: fc.boolean(),
      withEarlier: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "sale that waits" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "end of the wait" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("refund" as const), of: nat, isAll: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("chargeback" as const), of: nat }) },
  { weight: 2, arbitrary: fc.constant({ kind: "chargeback won" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "approve" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("review" as const),
      verdict: fc.constantFrom("approve" as const, "reverse" as const),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "pay" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("decide anew" as const), model: fc.constantFrom(...MODELS) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What happens to a shop's sales of the last days, on the clock that there is. */
class ShopPlay {
  readonly #sold: string[] = [];
  readonly #clicks: string[] = [];
  readonly #waiting: ToSettle[] = [];
  readonly #chargebacks: { readonly order: string; readonly externalId: string }[] = [];

  constructor(
    readonly database: TestDatabase,
    readonly shop: Shop,
  ) {}

  async happen(each: Step, nth: number): Promise<void> {
    const { shop } = this;
    switch (each.kind) {
      case "sale":
        return this.#sell(each, `order-${nth}`);
      case "sale that waits": {
        const clickIds = [clickIdOf(shop.workspaceId, new Date()).text];
        const sale = saleOf(shop, { externalId: `order-${nth}`, clickIds });
        this.#waiting.push(sale);
        this.#sold.push(`order-${nth}`);
        return this.#settle(sale);
      }
      case "end of the wait": {
        for (const sale of this.#waiting.splice(0)) await this.#settle(sale, new Date(Date.now() + DAY_MS));
        return;
      }
      case "refund":
      case "chargeback":
      case "chargeback won":
        return this.#change(each, `change-${nth}`);
      case "approve":
        await shop.as("system:test", approveDueCommissions, new Date(Date.now() + 90 * DAY_MS));
        return;
      case "review": {
        const held = (await shop.commissions()).find(({ status }) => status === "held");
        const id = held?.id ?? ("none" as CommissionId);
        await shop.as("key:a", (context) => reviewCommission(context, id, each.verdict));
        return;
      }
      case "pay":
        return this.#pay();
      case "decide anew": {
        const span = { from: new Date(RECENT.fromMs), to: new Date() };
        await shop.as("key:a", (context) =>
          decideAnew(context, span, { model: each.model, locked: "carry" }),
        );
      }
    }
  }

  #settle(sale: ToSettle, now = new Date()): Promise<void> {
    const settle = async (context: Context) => void (await settleConversions(context, [sale], TEST_HMACS));
    return this.shop.as("system:test", settle, now);
  }

  async #sell(sold: Extract<Step, { kind: "sale" }>, externalId: string): Promise<void> {
    const { shop } = this;
    const { affiliate, country, verdict, isHeld, withEarlier } = sold;
    const at = new Date(Date.now() - 600_000);
    const click = countedClick(shop, shop.affiliates[affiliate], {
      ...{ at, country, verdict, sub_ids: [country], velocity: isHeld ? 100 : 1 },
    });
    await withHttpDatabase(this.database.env, (db) =>
      writeClicks(db, { clicks: [click], bad: [] }, new Date()),
    );
    const earlier = this.#clicks.at(-1);
    this.#clicks.push(click.click.id);
    this.#sold.push(externalId);
    const clickIds = [...(withEarlier && earlier ? [earlier] : []), click.click.id];
    await this.#settle(saleOf(shop, { externalId, clickIds }));
  }

  async #change(
    change: Extract<Step, { kind: "refund" | "chargeback" | "chargeback won" }>,
    externalId: string,
  ): Promise<void> {
    const take = (made: Parameters<typeof takeChange>[2]) =>
      this.shop.as("system:test", (context) => takeChange(context, this.shop, made));
    if (change.kind === "chargeback won") {
      const won = this.#chargebacks.pop();
      if (won) await take({ order: won.order, externalId, won: won.externalId });
      return;
    }
    const order = this.#sold[change.of % Math.max(this.#sold.length, 1)];
    if (order === undefined) return;
    if (change.kind === "chargeback") {
      this.#chargebacks.push({ order, externalId });
      await take({ order, externalId, kind: "chargeback" });
      return;
    }
    await take({ order, externalId, amountMinor: change.isAll ? 10_000n : 1_500n });
  }

  async #pay(): Promise<void> {
    const { shop } = this;
    const files = { has: async () => false, putOnce: async () => undefined };
    const later = new Date(Date.now() + 180 * DAY_MS);
    const { batches } = await shop.as("key:a", (context) => preparePayoutBatches(context), later);
    for (const batch of batches) {
      await shop.as("key:b", (context) => approveBatch(context, batch));
      await shop.as("key:b", (context) => executeBatch(context, batch, csvProvider(files)));
    }
  }
}
