import type { Currency } from "../../core/money/currency.ts";
import type { Books, Change, Commission, Decided, Sale } from "./money-facts.ts";
import { givenBack, pointsOf } from "./money-model-changes.ts";
import { creditsOf } from "./money-model-credits.ts";
import { earningsOf } from "./money-model-earnings.ts";
import { type OpenSum, type PlannedPayout, planPayouts, type Waiting } from "./money-model-payouts.ts";
import { halfUp } from "./money-model-sums.ts";

const DAY_MS = 86_400_000;
const HELD_FROM_POINTS = 60;

/** What a journal moves from one account to another; one that converts moves several sums. */
export type Movement = {
  readonly journal: number;
  readonly kind: string;
  readonly affiliateId: string;
  readonly currency: Currency;
  readonly from: string;
  readonly to: string;
  readonly amountMinor: bigint;
};

/** A sum that a change left to be netted by a payout. */
type Carried = { readonly commission: Commission; readonly amountMinor: bigint; batch: Batch | null };

/** Payouts of one currency. */
export type Batch = {
  readonly currency: Currency;
  readonly preparedBy: string;
  readonly payouts: readonly PlannedPayout<Carried>[];
  status: "prepared" | "approved" | "submitting" | "paid" | "cancelled";
};

type TakenChange = Change & { status: "parked" | "applied" | "refused" };

/**
 * The money of one workspace, kept in memory by the rules of docs/attribution.md, commissions.md, refunds.md
 * and ledger.md, and by nothing of the system but its types.
 */
export class MoneyModel {
  readonly movements: Movement[] = [];
  readonly batches: Batch[] = [];
  readonly changes: TakenChange[] = [];
  readonly #carried: Carried[] = [];
  #journals = 0;

  constructor(readonly books: Books) {}

  /** Decides an order: credits, commissions, ties of its customer. */
  sell(sale: Sale): void {
    const credits = creditsOf(this.books, sale);
    const { parts, earned } = earningsOf(this.books, sale, credits);
    const isHeld =
      pointsOf(sale, credits.filter(({ kind }) => kind === "click").at(-1)?.touchId, this.books.clicks) >=
      HELD_FROM_POINTS;
    const commissions = earned.map((row, index): Commission => {
      const programId = credits[row.position]?.programId;
      const { holdDays = 0 } = this.books.programs.find(({ id }) => id === programId) ?? {};
      this.#move(
        "commission_accrued",
        row,
        ["merchant_payable", "affiliate_pending"],
        earned[index]?.amountMinor ?? 0n,
      );
      return {
        ...{
          ...row,
          holdUntilMs: sale.receivedAtMs + holdDays * DAY_MS,
          status: isHeld ? "held" : "pending",
        },
        ...{ reducedMinor: 0n, carriedMinor: 0n, reversedFrom: null },
      };
    });
    const decided = {
      sale,
      credits,
      parts: parts.map(({ planId, partMinor, isRuled }) => ({ planId, partMinor, isRuled })),
      commissions,
      refundedMinor: 0n,
    };
    this.books.decided.push(decided);
    this.#tie(sale);
  }

  /** Applies what waited for an order, in the order in which it came; of the same instant, by id. */
  applyParked(saleId: string): void {
    const decided = this.books.decided.find(({ sale }) => sale.id === saleId);
    const parked = this.changes.filter((each) => each.saleId === saleId && each.status === "parked");
    parked.sort((a, b) => a.receivedAtMs - b.receivedAtMs || (a.id < b.id ? -1 : 1));
    for (const change of parked) if (decided) this.#apply(change, decided);
  }

  /** Visitors of the clicks that an order names are those of its customer from then on. */
  #tie({ customer, clickIds }: Sale): void {
    if (customer === null) return;
    const seen = this.books.clicks
      .filter(({ id }) => clickIds.includes(id))
      .flatMap(({ visitor }) => visitor ?? []);
    this.books.ties.set(customer, new Set([...(this.books.ties.get(customer) ?? []), ...seen]));
  }

  /** Takes a change; it waits for its order. */
  change(change: Change): void {
    const taken = { ...change, status: "parked" as const };
    this.changes.push(taken);
    const decided = this.books.decided.find(({ sale }) => sale.id === change.saleId);
    if (decided) this.#apply(taken, decided);
  }

  #apply(change: TakenChange, decided: Decided): void {
    const { sale, commissions } = decided;
    const isKnown = ({ sku }: { sku: string }): boolean => sale.items.some((item) => item.sku === sku);
    change.status = (change.items ?? []).every(isKnown) ? "applied" : "refused";
    if (change.status === "refused") return;
    const counted = this.changes.filter((each) => each.saleId === sale.id && each.status === "applied");
    const [given, whole] = givenBack(sale, counted);
    decided.refundedMinor = sale.amountMinor === 0n ? 0n : given;
    for (const commission of commissions)
      this.#adjust(commission, halfUp(commission.amountMinor * given, whole));
  }

  /** Brings a commission to where so much of it is taken back: out of what is unpaid, or else carried. */
  #adjust(commission: Commission, targetMinor: bigint): void {
    const { status, reversedFrom, amountMinor } = commission;
    if (status === "reversed" && (reversedFrom === null || this.#isEarnedAnew(commission))) return;
    const takenMinor = targetMinor - commission.reducedMinor + commission.carriedMinor;
    const open =
      status === "reversed" ? reversedFrom : status === "batched" || status === "paid" ? null : status;
    let unpaidMinor = 0n;
    if (open !== null) {
      const reduced =
        [0n, commission.reducedMinor + takenMinor, amountMinor].sort((a, b) => Number(a - b))[1] ?? 0n;
      unpaidMinor = commission.reducedMinor - reduced;
      commission.reducedMinor = reduced;
      commission.status = reduced === amountMinor ? "reversed" : open;
      commission.reversedFrom = reduced === amountMinor ? open : null;
    }
    const carriedMinor = -takenMinor - unpaidMinor;
    commission.carriedMinor += carriedMinor;
    if (carriedMinor !== 0n) this.#carried.push({ commission, amountMinor: carriedMinor, batch: null });
    const isPending = open === "pending" || open === "held";
    this.#giveBack(commission, unpaidMinor, isPending ? "affiliate_pending" : "affiliate_payable");
    this.#giveBack(commission, carriedMinor, "affiliate_payable");
  }

  #isEarnedAnew({ affiliateId: id, bonusKey: key }: Commission): boolean {
    const standing = this.commissions().filter(({ status }) => status !== "reversed");
    return standing.some((each) => key !== null && each.affiliateId === id && each.bonusKey === key);
  }
  #giveBack(commission: Commission, amountMinor: bigint, account: string): void {
    if (amountMinor < 0n)
      this.#move("commission_taken_back", commission, [account, "merchant_payable"], -amountMinor);
    if (amountMinor > 0n)
      this.#move("commission_given_back", commission, ["merchant_payable", account], amountMinor);
  }

  /** Approves what waited long enough. */
  approveDue(nowMs: number): void {
    for (const commission of this.commissions()) {
      if (commission.status === "pending" && commission.holdUntilMs <= nowMs) this.#approve(commission);
    }
  }

  #approve(commission: Commission): void {
    commission.status = "approved";
    this.#move(
      "commission_approved",
      commission,
      ["affiliate_pending", "affiliate_payable"],
      leftOf(commission),
    );
  }

  /** A person's word on a held commission. */
  review(commission: Commission, verdict: "approve" | "reverse"): void {
    // After a person's word no chargeback that is won gives it back.
    if (verdict === "reverse" && commission.reversedFrom === "held") commission.reversedFrom = null;
    if (commission.status !== "held") return;
    if (verdict === "approve") {
      this.#approve(commission);
      return;
    }
    commission.status = "reversed";
    this.#move(
      "commission_reversed",
      commission,
      ["affiliate_pending", "merchant_payable"],
      leftOf(commission),
    );
  }

  /** Puts what is approved, less what is carried, into a batch of each currency; answers what waits. */
  prepare(preparedBy: string, only: Currency | null, nowMs: number): readonly Waiting[] {
    const sumOf = (commission: Commission, amountMinor: bigint, carried: Carried | null) => {
      const decided = this.books.decided.find(({ commissions }) => commissions.includes(commission));
      const programId = decided?.credits[commission.position]?.programId ?? "";
      return { commission, programId, amountMinor, carried };
    };
    const open: readonly OpenSum<Carried>[] = [
      ...this.commissions()
        .filter(({ status }) => status === "approved")
        .map((commission) => sumOf(commission, leftOf(commission), null)),
      ...this.#carried
        .filter(({ batch }) => batch === null)
        .map((each) => sumOf(each.commission, each.amountMinor, each)),
    ];
    const { payouts, waiting } = planPayouts(this.books, open, only, nowMs);
    for (const currency of new Set(payouts.map((payout) => payout.currency))) {
      const own = payouts.filter((payout) => payout.currency === currency);
      const batch: Batch = { currency, preparedBy, payouts: own, status: "prepared" };
      this.batches.push(batch);
      for (const { commission, carried } of own.flatMap(({ sums }) => sums)) {
        if (carried) carried.batch = batch;
        else commission.status = "batched";
      }
    }
    return waiting;
  }

  /** Approves a batch; whoever prepared it cannot. */
  approveBatch(batch: Batch, by: string): void {
    if (batch.status === "prepared" && batch.preparedBy !== by) batch.status = "approved";
  }

  /** Hands an approved batch to the provider, who answers or does not. */
  execute(batch: Batch, isAnswered: boolean): void {
    if (batch.status === "approved") {
      batch.status = "submitting";
      for (const payout of batch.payouts) this.#submit(payout);
    }
    if (batch.status !== "submitting" || !isAnswered) return;
    batch.status = "paid";
    for (const payout of batch.payouts) {
      this.#move("payout_paid", payout, ["payout_clearing", "paid_out"], payout.amountMinor);
      for (const commission of claimedBy(payout)) commission.status = "paid";
    }
  }

  /** What each currency gives moves at once; what is converted, through `fx`. */
  #submit({ affiliateId, currency, sources }: PlannedPayout<Carried>): void {
    const kind = "payout_submitted";
    const journal = this.#journals++;
    for (const { currency: from, amountMinor, convertedMinor } of sources) {
      const way = { journal, kind, affiliateId };
      if (from === currency) {
        this.movements.push({
          ...way,
          currency,
          from: "affiliate_payable",
          to: "payout_clearing",
          amountMinor,
        });
        continue;
      }
      this.movements.push(
        { ...way, currency: from, from: "affiliate_payable", to: "fx", amountMinor },
        { ...way, currency, from: "fx", to: "payout_clearing", amountMinor: convertedMinor },
      );
    }
  }

  /** Takes a batch back that nobody submitted. */
  cancel(batch: Batch): void {
    if (batch.status !== "prepared" && batch.status !== "approved") return;
    batch.status = "cancelled";
    for (const commission of batch.payouts.flatMap(claimedBy)) commission.status = "approved";
    for (const each of this.#carried) if (each.batch === batch) each.batch = null;
  }

  commissions(): readonly Commission[] {
    return this.books.decided.flatMap(({ commissions }) => commissions);
  }

  #move(
    kind: string,
    of: Pick<Commission, "affiliateId" | "currency">,
    [from, to]: readonly [string, string],
    amountMinor: bigint,
  ): void {
    const { affiliateId, currency } = of;
    this.movements.push({ journal: this.#journals++, kind, affiliateId, currency, from, to, amountMinor });
  }
}

const leftOf = ({ amountMinor, reducedMinor }: Commission): bigint => amountMinor - reducedMinor;

const claimedBy = ({ sums }: PlannedPayout<Carried>): readonly Commission[] =>
  sums.filter(({ carried }) => carried === null).map(({ commission }) => commission);
