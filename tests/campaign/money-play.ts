import { eq } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId, BatchId, CommissionId, ProgramId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { changeId } from "../../platform/change-id.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import { applyParked, settleChange } from "../../services/changes/apply-parked.ts";
import { approveDueCommissions } from "../../services/commissions/approve-due.ts";
import { reviewCommission } from "../../services/commissions/review-commission.ts";
import { settleConversions } from "../../services/conversions/settle-conversions.ts";
import { closePeriod } from "../../services/ledger/close-period.ts";
import { approveBatch } from "../../services/payouts/approve-batch.ts";
import { cancelBatch } from "../../services/payouts/cancel-batch.ts";
import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { preparePayoutBatches } from "../../services/payouts/prepare-batches.ts";
import type { Actor, Context } from "../../services/shared/context.ts";
import { TEST_HMACS } from "../support/sales.ts";
import { clickIdOf } from "../support/sample.ts";
import { MoodyBank, throwUnlessDied } from "./money-bank.ts";
import { configure } from "./money-configure.ts";
import type { Change, RefundedItem } from "./money-facts.ts";
import type { History, HistoryEvent } from "./money-histories.ts";
import { MoneyModel } from "./money-model.ts";
import { type MadeSale, makeSale, type Sketch } from "./money-orders.ts";
import { type MoneyWorld, nth, openWorld, START_MS } from "./money-world.ts";

const MINUTE_MS = 60_000;
/** Every repeat a merchant, a queue or a cron may make is made so often. */
const DELIVERIES = 2;

type Event<K extends HistoryEvent["kind"]> = Extract<HistoryEvent, { readonly kind: K }>;
/** A report of the merchant, to be sent again. */
type Report = (context: Context) => Promise<unknown>;

/** The databases a history is played on: as the app role, and as the owner of the tables. */
export type MoneyDatabases = { readonly app: Db; readonly owner: Db };

/** Plays one history on the system and on the model, event by event. */
export class MoneyPlay {
  readonly model: MoneyModel;
  readonly batchIds: BatchId[] = [];
  /** What the system said of payouts that wait, and what the model did. */
  readonly waiting: { readonly system: unknown[]; readonly model: unknown[] } = { system: [], model: [] };
  /** Orders and changes by the ids of the merchant. */
  readonly names = new Map<string, string>();
  readonly #reports: Report[] = [];
  readonly #bank = new MoodyBank();
  readonly #clickTexts = new Map<string, string>();
  readonly #orders: readonly string[];
  readonly #chargebacks: readonly { readonly externalId: string; readonly order: string }[];
  #nowMs = START_MS;
  #sold = 0;

  private constructor(
    readonly db: MoneyDatabases,
    readonly world: MoneyWorld,
    history: History,
  ) {
    this.model = new MoneyModel(world.books);
    const count = history.steps.reduce(
      (sum, { event }) => sum + (event.kind === "sales" ? event.sales.length : 0),
      0,
    );
    // One order more than ever comes, for changes that stay parked.
    this.#orders = Array.from({ length: count + 1 }, (_, index) => `order-${index}`);
    this.#chargebacks = history.steps.flatMap(({ event }, index) =>
      event.kind === "chargeback"
        ? [{ externalId: `change-${index}`, order: nth(this.#orders, event.sale) }]
        : [],
    );
  }

  /** Opens a workspace and plays all of a history in it. */
  static async run(
    db: MoneyDatabases,
    history: History,
    afterEach?: (play: MoneyPlay) => Promise<void>,
  ): Promise<MoneyPlay> {
    const play = new MoneyPlay(db, await openWorld(db.owner, history), history);
    for (const [index, { afterMinutes, event }] of history.steps.entries()) {
      play.#nowMs += afterMinutes * MINUTE_MS;
      await play.#happen(event, `change-${index}`);
      await afterEach?.(play);
    }
    return play;
  }

  /** Sends every report of the merchant once more, the last first. */
  async repeatAll(): Promise<void> {
    for (const report of this.#reports.toReversed()) await report(this.#as("system:test"));
  }

  #as(actor: Actor): Context {
    const { workspaceId } = this.world;
    return { db: this.db.app, workspaceId, actor, requestId: "req_test", now: new Date(this.#nowMs) };
  }

  async #happen(event: HistoryEvent, changeName: string): Promise<void> {
    switch (event.kind) {
      case "click":
        return this.#click(event);
      case "sales":
        return this.#sell(event.sales);
      case "refund":
      case "cancel":
      case "chargeback":
      case "chargeback_won":
        return this.#change(event, changeName);
      case "pay_day":
        return this.#payDay(changeName);
      case "approve_due":
        for (let each = 0; each < DELIVERIES; each += 1) await approveDueCommissions(this.#as("system:test"));
        return this.model.approveDue(this.#nowMs);
      case "review":
        return this.#review(event);
      case "prepare":
        return this.#prepare(event);
      case "approve_batch":
      case "execute":
      case "cancel_batch":
        return this.#moveBatch(event);
      case "close_month": {
        const before = new Date(this.#nowMs);
        before.setUTCDate(0);
        await closePeriod(this.#as("key:a"), before.toISOString().slice(0, 7));
        return;
      }
      default:
        return configure(this.#as("key:a"), this.world.books, event);
    }
  }

  /** What a week of no trouble ends with. */
  async #payDay(name: string): Promise<void> {
    const last = { batch: 0 };
    await this.#happen({ kind: "approve_due" }, name);
    await this.#happen({ kind: "prepare", by: "key:a", currency: null }, name);
    await this.#happen({ kind: "approve_batch", by: "key:b", ...last }, name);
    await this.#happen({ kind: "execute", provider: "pays", ...last }, name);
  }

  async #click({ visitor, affiliate, program, verdict, isFlood }: Event<"click">): Promise<void> {
    const { workspaceId, books, links } = this.world;
    const at = new Date(this.#nowMs);
    const { uuid, text } = clickIdOf(workspaceId, at);
    const affiliateId = nth(books.affiliates, affiliate).id;
    const programId = nth(books.programs, program).id;
    const linkId = links.get(`${affiliateId} ${programId}`);
    if (!linkId) throw new Error("an affiliate has a link in each program");
    await this.db.owner.insert(schema.clicks).values({
      ...{ id: uuid, workspaceId, clickedAt: at, linkId, verdict, evidence: [] },
      ...{ affiliateId: affiliateId as AffiliateId, programId: programId as ProgramId },
      ...{ visitorId: `visitor-${visitor ?? uuid}`, visitorKind: visitor === null ? "daily" : "cookie" },
      ...{ networkHash: "a network", country: "DE", asn: 3320, subIds: [], isOptedOut: false },
      velocity: isFlood ? 100 : 1,
    });
    const known = visitor === null ? null : `visitor-${visitor}`;
    books.clicks.push({
      id: uuid,
      atMs: this.#nowMs,
      affiliateId,
      programId,
      verdict,
      visitor: known,
      isFlood,
    });
    this.#clickTexts.set(uuid, text);
    this.names.set(uuid, `click-${books.clicks.length - 1}`);
  }

  /** All in one batch, delivered again in the other order; then what was parked of them. */
  async #sell(sketches: readonly Sketch[]): Promise<void> {
    const made = sketches.map((sketch) => this.#makeSale(sketch));
    const batch = made.map(({ toSettle }) => toSettle);
    const report: Report = (context) => settleConversions(context, batch, TEST_HMACS);
    this.#reports.push(report);
    await report(this.#as("system:test"));
    await settleConversions(this.#as("system:test"), batch.toReversed(), TEST_HMACS);
    for (const { toSettle } of made) {
      for (let each = 0; each < DELIVERIES; each += 1)
        await applyParked(this.#as("system:test"), toSettle.accepted.id);
    }
    for (const { sale } of made) this.model.sell(sale);
    for (const { sale } of made) this.model.applyParked(sale.id);
  }

  #makeSale(sketch: Sketch): MadeSale {
    const externalId = nth(this.#orders, this.#sold++);
    const made = makeSale(this.world, sketch, {
      externalId,
      nowMs: this.#nowMs,
      clickTexts: this.#clickTexts,
    });
    this.names.set(made.sale.id, externalId);
    return made;
  }

  async #change(
    event: Event<"refund" | "cancel" | "chargeback" | "chargeback_won">,
    externalId: string,
  ): Promise<void> {
    const { workspaceId, keyId } = this.world;
    const won =
      event.kind === "chargeback_won" && this.#chargebacks.length > 0
        ? nth(this.#chargebacks, event.chargeback)
        : null;
    const order = won?.order ?? nth(this.#orders, "sale" in event ? event.sale : 0);
    const saleId = conversionId(workspaceId, order);
    const items: readonly RefundedItem[] | null = "items" in event ? event.items : null;
    const amountMinor = items === null && "amountMinor" in event ? event.amountMinor : null;
    const wonOf = event.kind === "chargeback_won" ? (won?.externalId ?? "none") : null;
    const change: Change = {
      id: changeId(saleId, externalId),
      saleId,
      externalId,
      kind: event.kind,
      amountMinor,
      items,
      wonOf,
      receivedAtMs: this.#nowMs,
    };
    const at = new Date(this.#nowMs);
    const report: Report = (context) =>
      settleChange(context, {
        ...{
          id: changeId(saleId, externalId),
          conversionId: saleId,
          keyId,
          fingerprint: externalId,
          externalId,
        },
        ...{ kind: event.kind, amountMinor, items, chargebackExternalId: wonOf, reason: null },
        ...{ occurredAt: at, receivedAt: at },
      });
    this.#reports.push(report);
    for (let each = 0; each < DELIVERIES; each += 1) await report(this.#as("system:test"));
    this.model.change(change);
  }

  async #review({ held, verdict }: Event<"review">): Promise<void> {
    const found = this.model
      .commissions()
      .filter(({ status, reversedFrom }) => status === "held" || reversedFrom === "held");
    if (found.length === 0) return;
    const commission = nth(found, held);
    const rows = await this.db.owner
      .select()
      .from(schema.commissions)
      .where(eq(schema.commissions.workspaceId, this.world.workspaceId));
    const row = rows.find((each) => {
      const isOfCredit =
        each.conversionId === commission.saleId && each.creditPosition === commission.position;
      return isOfCredit && each.kind === commission.kind && each.level === commission.level;
    });
    for (let each = 0; each < DELIVERIES; each += 1) {
      await reviewCommission(this.#as("key:a"), row?.id ?? ("none" as CommissionId), verdict);
    }
    this.model.review(commission, verdict);
  }

  async #prepare({ by, currency }: Event<"prepare">): Promise<void> {
    const wanted = currency === null ? {} : { currency };
    const { batches, waiting } = await preparePayoutBatches(this.#as(by), wanted);
    this.batchIds.push(...batches);
    const again = await preparePayoutBatches(this.#as(by), wanted);
    this.batchIds.push(...again.batches);
    this.waiting.system.push(waiting.map(waitingText).sort());
    this.waiting.model.push(this.model.prepare(by, currency, this.#nowMs).map(waitingText).sort());
  }

  async #moveBatch(event: Event<"approve_batch" | "execute" | "cancel_batch">): Promise<void> {
    if (this.batchIds.length === 0 || this.model.batches.length === 0) return;
    // Counted from the newest, of which most is to be expected.
    const id = nth(this.batchIds.toReversed(), event.batch);
    const batch = nth(this.model.batches.toReversed(), event.batch);
    if (event.kind === "approve_batch") {
      for (let each = 0; each < DELIVERIES; each += 1) await approveBatch(this.#as(event.by), id);
      return this.model.approveBatch(batch, event.by);
    }
    if (event.kind === "cancel_batch") {
      for (let each = 0; each < DELIVERIES; each += 1) await cancelBatch(this.#as("key:a"), id);
      return this.model.cancel(batch);
    }
    const { provider, isAnswered } = this.#bank.as(event.provider, {
      id,
      isResumed: batch.status === "submitting",
    });
    await executeBatch(this.#as("key:b"), id, provider).catch(throwUnlessDied);
    if (isAnswered) await executeBatch(this.#as("key:b"), id, provider);
    this.model.execute(batch, isAnswered);
  }
}

const waitingText = (each: {
  readonly affiliateId: string;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly reason: string;
}): string => `${each.affiliateId} ${each.currency} ${each.amountMinor} ${each.reason}`;
