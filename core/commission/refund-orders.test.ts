import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SEED } from "../../tests/support/seed.ts";
import { adjustCommission, type CommissionStanding } from "./adjust.ts";
import { CHANGE_KINDS, refundedPart, reversedMinor, type Sale, type SaleChange } from "./refund.ts";

/** Most events whose every order is tried: 720 orders of six. */
const EVENTS_MAX = 6;

type Event = SaleChange | "approve" | "pay";
/** Sums of an affiliate's accounts, and the standing of the commission. */
type End = {
  readonly pending: bigint;
  readonly payable: bigint;
  readonly paid: bigint;
  readonly left: bigint;
};

const sku = fc.constantFrom("a", "b");
const sale: fc.Arbitrary<Sale> = fc.record({
  amountMinor: fc.bigInt({ min: 0n, max: 20_000n }),
  items: fc.constant([
    { sku: "a", quantity: 3, amountMinor: 1_000n },
    { sku: "b", quantity: 7, amountMinor: 9_999n },
    { sku: "a", quantity: 1, amountMinor: 500n },
  ]),
});
const item = fc.oneof(
  fc.record({ sku, quantity: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ sku, amountMinor: fc.bigInt({ min: 0n, max: 9_999n }) }),
);
const change: fc.Arbitrary<Omit<SaleChange, "externalId">> = fc
  .record({
    kind: fc.constantFrom(...CHANGE_KINDS),
    amountMinor: fc.option(fc.bigInt({ min: 0n, max: 15_000n })),
    items: fc.option(fc.array(item, { minLength: 1, maxLength: 2 })),
    chargebackExternalId: fc.constantFrom("0", "1", "2"),
  })
  .map((each) => ({
    ...each,
    items: each.kind === "refund" && each.amountMinor === null ? each.items : null,
    amountMinor: each.kind === "cancel" ? null : each.amountMinor,
    chargebackExternalId: each.kind === "chargeback_won" ? each.chargebackExternalId : null,
  }));
const changesOf = (maxLength: number) =>
  fc
    .array(change, { minLength: 1, maxLength })
    .map((all) => all.map((each, index): SaleChange => ({ ...each, externalId: String(index) })));

function* ordersOf<T>(events: readonly T[]): Generator<readonly T[]> {
  if (events.length === 0) yield [];
  for (const [index, first] of events.entries()) {
    for (const rest of ordersOf(events.toSpliced(index, 1))) yield [first, ...rest];
  }
}

/** Plays events over one commission as the shell does, with an approval and a payout among them or none. */
function play(sold: Sale, amountMinor: bigint, events: readonly Event[]) {
  let standing: CommissionStanding = {
    ...{ amountMinor, status: "pending", reversedFrom: null, reducedMinor: 0n, carriedMinor: 0n },
  };
  const seen: SaleChange[] = [];
  const booked = { pending: amountMinor, payable: 0n, paid: 0n };
  const approve = () => {
    if (standing.status !== "pending") return;
    booked.payable += booked.pending;
    booked.pending = 0n;
    standing = { ...standing, status: "approved" };
  };
  for (const event of events) {
    if (event === "approve") approve();
    else if (event === "pay") {
      approve();
      if (standing.status !== "approved" || booked.payable <= 0n) continue;
      booked.paid += booked.payable;
      booked.payable = 0n;
      standing = { ...standing, status: "paid" };
    } else {
      seen.push(event);
      const from = standing.reversedFrom ?? standing.status;
      const { unpaidMinor, carriedMinor, after } = adjustCommission(
        standing,
        reversedMinor(amountMinor, refundedPart(sold, seen)),
      );
      booked[from === "pending" ? "pending" : "payable"] += unpaidMinor;
      booked.payable += carriedMinor;
      standing = after;
    }
  }
  return { standing, booked };
}

/** Ends a history: whatever is open is approved, as the cron does once the hold has passed. */
function endOf(sold: Sale, amountMinor: bigint, events: readonly Event[]): End {
  const { standing, booked } = play(sold, amountMinor, [...events, "approve"]);
  return { ...booked, left: amountMinor - standing.reducedMinor + standing.carriedMinor };
}

const commission = fc.bigInt({ min: 1n, max: 5_000n });
const settings = { seed: SEED, numRuns: 60 };

describe(`every order of up to ${EVENTS_MAX} events (SEED=${SEED})`, () => {
  it("of refunds, cancellations, chargebacks and wins ends in the same balances and standing", () => {
    void fc.assert(
      fc.property(sale, commission, changesOf(EVENTS_MAX), (sold, amountMinor, all) => {
        const end = play(sold, amountMinor, all);
        for (const order of ordersOf(all)) expect(play(sold, amountMinor, order)).toEqual(end);
      }),
      settings,
    );
  });

  it("with an approval among them ends in the same balances", () => {
    void fc.assert(
      fc.property(sale, commission, changesOf(EVENTS_MAX - 1), (sold, amountMinor, all) => {
        const end = endOf(sold, amountMinor, [...all, "approve"]);
        for (const order of ordersOf<Event>([...all, "approve"])) {
          expect(endOf(sold, amountMinor, order)).toEqual(end);
        }
      }),
      settings,
    );
  });

  it("with a payout among them ends in what is paid and owed being what is left of the commission", () => {
    void fc.assert(
      fc.property(sale, commission, changesOf(EVENTS_MAX - 1), (sold, amountMinor, all) => {
        const { left } = endOf(sold, amountMinor, all);
        expect(left >= 0n && left <= amountMinor).toBe(true);
        for (const order of ordersOf<Event>([...all, "pay"])) {
          const end = endOf(sold, amountMinor, order);
          expect([end.left, end.pending, end.paid + end.payable]).toEqual([left, 0n, left]);
        }
      }),
      settings,
    );
  });
});
