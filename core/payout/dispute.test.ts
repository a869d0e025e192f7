import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMMISSION_STATUSES } from "../commission/lifecycle.ts";
import {
  DISPUTE_PARTIES,
  DISPUTE_REASONS,
  DISPUTE_STATUSES,
  dueAtMs,
  isOpenDispute,
  judgeMove,
  judgeOpening,
  judgeRemedy,
} from "./dispute.ts";
import { PAYOUT_STATUSES } from "./payout-lifecycle.ts";

describe("a dispute", () => {
  it("moves so and in no other way", () => {
    const legal = DISPUTE_STATUSES.flatMap((from) =>
      DISPUTE_STATUSES.flatMap((to) =>
        judgeMove({ party: "affiliate", status: from }, to, false) === null ? [`${from}>${to}`] : [],
      ),
    );
    expect(legal).toEqual([
      ...["open>answered", "open>upheld", "open>withdrawn"],
      ...["answered>upheld", "answered>rejected", "answered>withdrawn"],
    ]);
    expect(DISPUTE_STATUSES.filter(isOpenDispute)).toEqual(["open", "answered"]);
  });

  it("of the merchant is upheld only once the affiliate was heard, or had the time to be", () => {
    const open = { party: "merchant", status: "open" } as const;
    expect(judgeMove(open, "upheld", false)).toMatchObject({ code: "dispute_conflict" });
    expect(judgeMove(open, "upheld", true)).toBeNull();
    expect(judgeMove({ ...open, status: "answered" }, "upheld", false)).toBeNull();
  });

  it("is due so many days of 24 hours after it was opened", () => {
    expect(dueAtMs(1_000, { answerDays: 7, decisionDays: 30 })).toEqual({
      answerMs: 604_801_000,
      decisionMs: 2_592_001_000,
    });
  });

  it("of the merchant is never about what is promised, paid or gone, nor about a payout", () => {
    const about = (status: (typeof COMMISSION_STATUSES)[number], isSuperseded: boolean) =>
      judgeOpening("merchant", "suspected_fraud", { kind: "commission", status, isSuperseded });
    expect(COMMISSION_STATUSES.filter((status) => about(status, false) === null)).toEqual([
      ...["pending", "approved", "held"],
    ]);
    expect(about("approved", true)).toMatchObject({ param: "commission_id" });
    const payouts = DISPUTE_REASONS.filter(
      (reason) => judgeOpening("merchant", reason, { kind: "payout", status: "paid" }) === null,
    );
    expect(payouts).toEqual([]);
  });

  it("has a reason that fits whose it is and what it is about", () => {
    const fitting = DISPUTE_REASONS.map((reason) =>
      DISPUTE_PARTIES.flatMap((party) => [
        judgeOpening(party, reason, { kind: "commission", status: "approved", isSuperseded: false }) === null,
        judgeOpening(party, reason, { kind: "payout", status: "paid" }) === null,
      ]),
    );
    expect(fitting.every((each) => each.filter(Boolean).length === 1)).toBe(true);
  });
});

describe("a remedy", () => {
  const remedy = fc.record({
    awardMinor: fc.option(fc.bigInt({ min: -2n, max: 2_000n })),
    isResent: fc.boolean(),
  });

  it("never owes a payout twice: a sum only beside one that stays paid, at most its own, and else it is resent", () => {
    const payout = fc.record({
      kind: fc.constant("payout" as const),
      status: fc.constantFrom(...PAYOUT_STATUSES),
      reason: fc.constantFrom(...DISPUTE_REASONS),
      amountMinor: fc.bigInt({ min: 1n, max: 1_000n }),
    });
    void fc.assert(
      fc.property(remedy, payout, (asked, subject) => {
        if (judgeRemedy(asked, subject) !== null) return;
        const { awardMinor } = asked;
        const isOwedAgain = subject.status === "failed" || subject.status === "returned";
        expect(asked.isResent).toBe(awardMinor === null);
        expect(isOwedAgain).toBe(asked.isResent);
        if (awardMinor === null) return;
        expect([subject.status, subject.reason]).toEqual(["paid", "payout_amount_wrong"]);
        expect(awardMinor > 0n && awardMinor <= subject.amountMinor).toBe(true);
      }),
    );
    const paid = { kind: "payout", status: "paid", reason: "payout_amount_wrong", amountMinor: 9n } as const;
    expect(judgeRemedy({ awardMinor: 9n, isResent: false }, paid)).toBeNull();
    expect(judgeRemedy({ awardMinor: null, isResent: true }, { ...paid, status: "returned" })).toBeNull();
  });

  it("of a commission is a positive sum", () => {
    const judged = (awardMinor: bigint | null, isResent = false) =>
      judgeRemedy({ awardMinor, isResent }, { kind: "commission" });
    expect(judged(1n)).toBeNull();
    for (const bad of [null, 0n, -1n, 1_000_000_000_001n]) expect(judged(bad)).not.toBeNull();
    expect(judged(null, true)).not.toBeNull();
  });
});
