import type { BatchId, PayoutId } from "../../core/shared/id.ts";
import { fail, ok } from "../../core/shared/result.ts";
import type {
  OrderReport,
  PaidPayout,
  PayoutOrder,
  PayoutProvider,
  PayoutReport,
  ProviderCapabilities,
  ProviderEvent,
} from "../../services/payouts/provider.ts";

/** What goes wrong with one call. `lost_…` ends as a connection that was cut: before or after the effect. */
export type ProviderFault = "lost_before" | "lost_after" | "half_lost";

/** What left the account, as the provider's own books have it. */
export type Transfer = {
  readonly key: string;
  readonly batchId: BatchId;
  readonly payoutId: PayoutId;
  readonly amountMinor: bigint;
  readonly currency: string;
  status: "on_its_way" | "paid" | "refused" | "returned";
};

/**
 * A provider with books of its own, which pays each payout under a key once and can lose its answers, refuse
 * and send money back. What it tells later it tells when `takeNews` is called, in whatever order the test likes.
 */
export class FakeProvider implements PayoutProvider {
  readonly capabilities: ProviderCapabilities;
  /** Every transfer by key and payout. */
  readonly books = new Map<string, Transfer>();
  /** How often each call was made, those that were lost too. */
  readonly calls = { submit: 0, lookUp: 0, lookUpPaid: 0 };
  /** Faults of the next calls of `submit`, the first first. */
  readonly submitFaults: (ProviderFault | null)[] = [];
  /** Whether `lookUp` is away. */
  lookUpIsAway = false;
  /** Payouts that it refuses. */
  readonly refuses = new Set<PayoutId>();
  /** True if an order is found by its own reference there, though not by our key. */
  findsByReference = false;
  /** Which payouts of an order are taken first, where not all of them are. */
  rank: (payout: PayoutOrder["payouts"][number]) => number = () => 0;
  /** True if a refusal leaves no trace there, so that the same key may be paid later. */
  forgetsRefusals = false;
  readonly #news: ProviderEvent[] = [];
  #clockMs = Date.UTC(2026, 10, 20);

  constructor(capabilities: Partial<ProviderCapabilities> = {}) {
    this.capabilities = {
      ...{ payoutsPerOrderMax: 1_000, looksUpByKey: true, keyLivesMs: null, settlesLater: false },
      ...{ news: "callbacks" as const },
      ...capabilities,
    };
  }

  async submit(providerKey: string, order: PayoutOrder): Promise<OrderReport> {
    this.calls.submit += 1;
    const fault = this.submitFaults.shift() ?? null;
    if (fault === "lost_before") throw new Error("the call was lost");
    const inOrder = [...order.payouts].sort((left, right) => this.rank(left) - this.rank(right));
    const taken = fault === "half_lost" ? inOrder.slice(0, Math.ceil(inOrder.length / 2)) : inOrder;
    const refused = taken.filter(({ id }) => this.#isTurnedAway(providerKey, id));
    for (const payout of taken) if (!refused.includes(payout)) this.#take(providerKey, order, payout);
    if (fault !== null) throw new Error("the answer was lost");
    const report = this.#report(providerKey, order);
    const away = refused.map(({ id }): [PayoutId, PayoutReport] => [id, TURNED_AWAY]);
    return { ...report, payouts: new Map([...report.payouts, ...away]) };
  }

  async lookUp(
    providerKey: string,
    order: PayoutOrder,
    reference: string | null = null,
  ): Promise<OrderReport | null> {
    this.calls.lookUp += 1;
    if (this.lookUpIsAway) throw new Error("the provider is away");
    const isFound = this.capabilities.looksUpByKey || (this.findsByReference && reference !== null);
    return isFound ? this.#report(providerKey, order) : null;
  }

  async lookUpPaid(payouts: readonly PaidPayout[]): Promise<ReadonlyMap<PayoutId, PayoutReport>> {
    this.calls.lookUpPaid += 1;
    if (this.lookUpIsAway) throw new Error("the provider is away");
    const found = payouts.flatMap(({ id, providerKey }): [PayoutId, PayoutReport][] => {
      const transfer = this.books.get(`${providerKey} ${id}`);
      return transfer ? [[id, reportOf(transfer)]] : [];
    });
    return new Map(found);
  }

  async parseCallback({ body }: { readonly body: string }) {
    const events = this.#news.filter(({ eventId }) => body.split(",").includes(eventId));
    return events.length > 0 ? ok(events) : fail({ code: "malformed" as const });
  }

  /** Lets everything on its way arrive, or some of it. */
  settle(which: (transfer: Transfer) => boolean = () => true): void {
    for (const transfer of this.books.values()) {
      if (transfer.status === "on_its_way" && which(transfer)) this.#move(transfer, "paid");
    }
  }

  /** Sends money back that was on its way or had arrived. */
  giveBack(which: (transfer: Transfer) => boolean = () => true): void {
    for (const transfer of this.books.values()) {
      if (transfer.status !== "refused" && which(transfer)) this.#move(transfer, "returned");
    }
  }

  /** All that it would tell by callbacks, oldest first; it never forgets any. */
  news(): readonly ProviderEvent[] {
    return this.#news;
  }

  /** What is with recipients or on its way to them, in minor units. */
  sentMinor(): bigint {
    const sent = [...this.books.values()].filter(
      ({ status }) => status === "paid" || status === "on_its_way",
    );
    return sent.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  }

  #isTurnedAway(key: string, id: PayoutId): boolean {
    return this.forgetsRefusals && this.refuses.has(id) && !this.books.has(`${key} ${id}`);
  }

  #take(key: string, { batchId, currency }: PayoutOrder, payout: PayoutOrder["payouts"][number]): void {
    const name = `${key} ${payout.id}`;
    if (this.books.has(name)) return;
    const transfer: Transfer = {
      ...{ key, batchId, payoutId: payout.id, amountMinor: payout.amountMinor, currency },
      status: "on_its_way",
    };
    this.books.set(name, transfer);
    if (this.refuses.has(payout.id)) this.#move(transfer, "refused");
    else if (!this.capabilities.settlesLater) this.#move(transfer, "paid");
  }

  #move(transfer: Transfer, status: Transfer["status"]): void {
    transfer.status = status;
    this.#clockMs += 1_000;
    this.#news.push({
      eventId: `evt-${this.#news.length + 1}`,
      payoutId: transfer.payoutId,
      report: reportOf(transfer),
      occurredAtMs: this.#clockMs,
    });
  }

  #report(key: string, order: PayoutOrder): OrderReport {
    const payouts = new Map<PayoutId, PayoutReport>();
    for (const { id } of order.payouts) {
      const transfer = this.books.get(`${key} ${id}`);
      if (transfer) payouts.set(id, reportOf(transfer));
    }
    return { reference: payouts.size > 0 ? key : null, payouts };
  }
}

const TURNED_AWAY: PayoutReport = { status: "failed", reference: null, reason: "balance_insufficient" };

function reportOf({ key, payoutId, status }: Transfer): PayoutReport {
  const reference = `${key}/${payoutId}`;
  switch (status) {
    case "on_its_way":
      return { status: "submitted", reference };
    case "paid":
      return { status: "paid", reference };
    case "refused":
      return { status: "failed", reference, reason: "account_closed" };
    case "returned":
      return { status: "failed", reference, reason: "returned_by_bank" };
  }
}
