import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate } from "../money/allocate.ts";
import { adjustCommission, type CommissionStanding } from "./adjust.ts";
import { judgeChange, refundedPart, reversedMinor, type Sale, type SaleChange } from "./refund.ts";

const SALE: Sale = {
  amountMinor: 10_000n,
  items: [
    { sku: "mug", quantity: 3, amountMinor: 1_000n },
    { sku: "pot", quantity: 1, amountMinor: 9_000n },
  ],
};
const LEAD: Sale = { amountMinor: 0n, items: [] };
const pending = (amountMinor: bigint): CommissionStanding => ({
  ...{ amountMinor, status: "pending", reversedFrom: null, reducedMinor: 0n, carriedMinor: 0n },
});

let changes = 0;
const change = (parts: Partial<SaleChange> = {}): SaleChange => {
  changes += 1;
  const none = { amountMinor: null, items: null, chargebackExternalId: null };
  return { externalId: `change-${changes}`, kind: "refund", ...none, ...parts };
};
const givenBack = (sale: Sale, ...all: SaleChange[]): bigint => refundedPart(sale, all).partMinor;

/** What a change after the other takes of a commission. */
function steps(commissionMinor: bigint, sale: Sale, all: readonly SaleChange[]): bigint[] {
  let standing = pending(commissionMinor);
  return all.map((_, index) => {
    const part = refundedPart(sale, all.slice(0, index + 1));
    const { unpaidMinor, after } = adjustCommission(standing, reversedMinor(commissionMinor, part));
    standing = after;
    return unpaidMinor;
  });
}

describe("refundedPart", () => {
  it("adds sums, and gives back no more than the sale", () => {
    expect(givenBack(SALE, change({ amountMinor: 3_333n }))).toBe(3_333n);
    expect(givenBack(SALE, change({ amountMinor: 9_000n }), change({ amountMinor: 9_000n }))).toBe(10_000n);
    expect(givenBack(SALE, change({ amountMinor: 1n }), change())).toBe(10_000n);
    expect(givenBack(SALE, change({ kind: "cancel" }), change({ kind: "chargeback" }))).toBe(10_000n);
  });

  it("counts pieces of an article before it prices them, and never more than were bought", () => {
    const one = () => change({ items: [{ sku: "mug", quantity: 1 }] });
    expect(givenBack(SALE, one())).toBe(333n);
    expect(givenBack(SALE, one(), one())).toBe(667n);
    expect(givenBack(SALE, one(), one(), one())).toBe(1_000n);
    expect(givenBack(SALE, one(), one(), one(), one())).toBe(1_000n);
    expect(givenBack(SALE, one(), change({ items: [{ sku: "mug", amountMinor: 900n }] }))).toBe(1_000n);
    expect(givenBack(SALE, one(), change({ items: [{ sku: "pot", quantity: 1 }] }))).toBe(9_333n);
  });

  it("takes a won chargeback back, whole or in part, whichever came first", () => {
    const lost = change({ kind: "chargeback", externalId: "cb" });
    const won = change({ kind: "chargeback_won", chargebackExternalId: "cb" });
    const half = change({ kind: "chargeback_won", chargebackExternalId: "cb", amountMinor: 5_000n });
    expect(givenBack(SALE, lost)).toBe(10_000n);
    expect([givenBack(SALE, lost, won), givenBack(SALE, won, lost)]).toEqual([0n, 0n]);
    expect(givenBack(SALE, lost, half)).toBe(5_000n);
    expect(givenBack(SALE, lost, half, change({ ...half, externalId: "again" }), half)).toBe(0n);
    expect(givenBack(SALE, won)).toBe(0n);
    expect(givenBack(SALE, change({ amountMinor: 100n }), lost, won)).toBe(100n);
    expect(givenBack(SALE, lost, change({ kind: "chargeback_won", chargebackExternalId: "other" }))).toBe(
      10_000n,
    );
  });

  it("gives back a sale of nothing only as a whole", () => {
    const lost = change({ kind: "chargeback", externalId: "cb" });
    const won = change({ kind: "chargeback_won", chargebackExternalId: "cb" });
    expect(refundedPart(LEAD, [change({ amountMinor: 5n })])).toEqual({ partMinor: 0n, wholeMinor: 1n });
    expect(refundedPart(LEAD, [change({ kind: "cancel" })])).toEqual({ partMinor: 1n, wholeMinor: 1n });
    expect(refundedPart(LEAD, [lost])).toEqual({ partMinor: 1n, wholeMinor: 1n });
    expect(refundedPart(LEAD, [lost, won])).toEqual({ partMinor: 0n, wholeMinor: 1n });
  });

  it("gives back a sale of nothing by a change of the whole, whatever else is beside it", () => {
    const [part, whole] = [change({ amountMinor: 5n }), change({ kind: "cancel" })];
    expect(givenBack(LEAD, part, whole)).toBe(1n);
    expect(givenBack(LEAD, change({ kind: "chargeback_won", chargebackExternalId: "x" }))).toBe(0n);
    expect(givenBack(LEAD, change({ items: [] }))).toBe(0n);
  });

  it("counts what was won back of the chargeback itself, and no more than all of it", () => {
    const lost = change({ kind: "chargeback", externalId: "cb", amountMinor: 4_000n });
    const win = (amountMinor: bigint, chargebackExternalId = "cb") =>
      change({ kind: "chargeback_won", chargebackExternalId, amountMinor });
    expect(givenBack(SALE, lost, win(1_500n))).toBe(2_500n);
    expect(givenBack(SALE, lost, win(4_000n))).toBe(0n);
    expect(givenBack(SALE, lost, win(9_000n), change({ amountMinor: 50n }))).toBe(50n);
    const refund = change({ externalId: "same", amountMinor: 700n, chargebackExternalId: "cb" });
    expect(givenBack(SALE, lost, refund)).toBe(4_700n);
    expect(givenBack(SALE, change({ externalId: "same", amountMinor: 700n }), win(700n, "same"))).toBe(700n);
  });

  it("prices no piece of an article of which none was bought", () => {
    const gift: Sale = { amountMinor: 500n, items: [{ sku: "gift", quantity: 0, amountMinor: 500n }] };
    expect(givenBack(gift, change({ items: [{ sku: "gift", quantity: 1 }] }))).toBe(0n);
  });

  it("knows an article that the sale does not have", () => {
    expect(judgeChange(SALE, change({ items: [{ sku: "cup", quantity: 1 }] }))).toBe("unknown_item");
    expect(judgeChange(SALE, change({ items: [{ sku: "pot", quantity: 1 }] }))).toBeNull();
    expect(judgeChange(SALE, change())).toBeNull();
  });
});

describe("a reversal", () => {
  it("is of a part of the sale", () => {
    expect(reversedMinor(999n, { partMinor: 0n, wholeMinor: 10n })).toBe(0n);
    expect(reversedMinor(999n, { partMinor: 10n, wholeMinor: 10n })).toBe(999n);
    for (const partMinor of [-1n, 11n]) {
      expect(() => reversedMinor(999n, { partMinor, wholeMinor: 10n })).toThrow(
        "no more than the sale is given back",
      );
    }
  });

  it("rounds what was given back so far, so that three thirds are the whole", () => {
    const thirds = [3_333n, 3_333n, 3_334n].map((amountMinor) => change({ amountMinor }));
    expect(steps(1_000n, SALE, thirds)).toEqual([-333n, -334n, -333n]);
    expect(steps(1n, SALE, thirds)).toEqual([0n, -1n, 0n]);
  });

  it("reverses every part of a split exactly, in however many steps", () => {
    const parts = fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { minLength: 1, maxLength: 6 });
    const sums = fc.array(fc.bigInt({ min: 0n, max: 4_000n }), { maxLength: 8 });
    void fc.assert(
      fc.property(fc.bigInt({ min: 6n, max: 10n ** 12n }), parts, sums, (total, weights, refunds) => {
        const split = allocate(total, weights);
        const all = [...refunds.map((amountMinor) => change({ amountMinor })), change()];
        for (const part of split) {
          expect(steps(part, SALE, all).reduce((sum, each) => sum + each, 0n)).toBe(-part);
        }
      }),
    );
  });
});

describe("adjustCommission", () => {
  it("reduces what is unpaid, and remembers what it was once nothing is left", () => {
    const { after } = adjustCommission(pending(1_000n), 400n);
    expect(after).toEqual({ ...pending(1_000n), reducedMinor: 400n });
    const gone = adjustCommission({ ...after, status: "held" }, 1_000n);
    expect(gone).toMatchObject({ unpaidMinor: -600n, carriedMinor: 0n });
    expect(gone.after).toMatchObject({ status: "reversed", reversedFrom: "held", reducedMinor: 1_000n });
    const back = adjustCommission(gone.after, 0n);
    expect(back).toMatchObject({ unpaidMinor: 1_000n, after: { status: "held", reversedFrom: null } });
  });

  it.each(["batched", "paid"] as const)("carries what is taken from a %s one", (status) => {
    const taken = adjustCommission({ ...pending(1_000n), status }, 400n);
    expect(taken).toMatchObject({
      unpaidMinor: 0n,
      carriedMinor: -400n,
      after: { status, carriedMinor: -400n },
    });
    expect(adjustCommission(taken.after, 0n)).toMatchObject({ unpaidMinor: 0n, carriedMinor: 400n });
  });

  it("gives back by both ways what was taken by both", () => {
    const both = { ...pending(1_000n), status: "approved" as const, reducedMinor: 300n, carriedMinor: -400n };
    expect(adjustCommission(both, 0n)).toMatchObject({ unpaidMinor: 300n, carriedMinor: 400n });
  });

  it("adds what is carried to what was carried before, either way", () => {
    const paid = { ...pending(1_000n), status: "paid" as const, carriedMinor: -100n };
    expect(adjustCommission(paid, 400n).after.carriedMinor).toBe(-400n);
    const both = { ...pending(1_000n), status: "approved" as const, reducedMinor: 300n, carriedMinor: -400n };
    const { after } = adjustCommission(both, 100n);
    expect(after).toMatchObject({ reducedMinor: 0n, carriedMinor: -100n });
    expect(adjustCommission(after, 1_000n).after).toMatchObject({ reducedMinor: 900n, carriedMinor: -100n });
    const returned = { ...pending(1_000n), reducedMinor: 900n, carriedMinor: 100n };
    expect(adjustCommission(returned, 1_000n)).toMatchObject({
      ...{ unpaidMinor: -100n, carriedMinor: -100n, after: { status: "reversed", carriedMinor: 0n } },
    });
  });

  it("reverses no more than the commission", () => {
    for (const targetMinor of [-1n, 1_001n]) {
      expect(() => adjustCommission(pending(1_000n), targetMinor)).toThrow(
        "a reversal is at most the commission",
      );
    }
    expect(adjustCommission(pending(1_000n), 1_000n).after.status).toBe("reversed");
  });

  it("leaves alone what a person reversed, and what is where it should be", () => {
    const reversed = { ...pending(1_000n), status: "reversed" as const };
    expect(adjustCommission(reversed, 500n)).toEqual({ unpaidMinor: 0n, carriedMinor: 0n, after: reversed });
    expect(adjustCommission(pending(9n), 0n).after).toEqual(pending(9n));
  });
});
