import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId, ChangeId, CommissionId, DecisionId, DisputeId, PayoutId } from "../shared/id.ts";
import { assertBalanced, type Entry, type Journal, journalFingerprintInput } from "./journal.ts";
import { payoutJournal } from "./payout-postings.ts";
import {
  accrueCommission,
  adjustCommission,
  approveCommission,
  type CommissionAdjustment,
  reverseCommission,
  reverseDisputed,
  supersedeCommission,
} from "./postings.ts";

const EUR = "EUR" as Currency;
const sum = { affiliateId: "aff_1" as AffiliateId, currency: EUR, amountMinor: 500n };
const commission = { ...sum, commissionId: "com_1" as CommissionId };
const own = { currency: EUR, amountMinor: 500n, convertedMinor: 500n, fx: null };
const payout = { ...sum, payoutId: "pay_1" as PayoutId, sources: [own] };

function balances(journals: readonly Journal[]): Record<string, bigint> {
  const totals: Record<string, bigint> = {};
  for (const { account, amountMinor } of journals.flatMap(({ entries }) => entries)) {
    totals[account] = (totals[account] ?? 0n) + amountMinor;
  }
  return Object.fromEntries(Object.entries(totals).filter(([, total]) => total !== 0n));
}

describe("postings", () => {
  const way = () => [
    accrueCommission(commission),
    approveCommission(commission),
    payoutJournal("submitted", payout),
    payoutJournal("paid", payout),
  ];

  it("balance, each by itself", () => {
    for (const journal of [...way(), reverseCommission(commission)]) assertBalanced(journal);
  });

  it("end with what the merchant owes and what was paid", () => {
    expect(balances(way())).toEqual({ merchant_payable: 500n, paid_out: -500n });
  });

  it("leave nothing of a commission that is reversed", () => {
    expect(balances([accrueCommission(commission), reverseCommission(commission)])).toEqual({});
  });

  it.each([0n, -500n])("refuse to move %s, which is no positive sum", (amountMinor) => {
    expect(() => accrueCommission({ ...commission, amountMinor })).toThrow("positive");
    expect(() => payoutJournal("submitted", { ...payout, amountMinor })).toThrow("positive");
  });

  it("book each account of an affiliate as that affiliate's, and the merchant's as no one's", () => {
    for (const { account, affiliateId } of way().flatMap(({ entries }) => entries)) {
      expect(affiliateId).toBe(account === "merchant_payable" ? null : "aff_1");
    }
  });

  it("have a key and a name for each effect, and name the row they explain", () => {
    const told = [...way(), reverseCommission(commission)].map(({ key, kind, refs }) => [key, kind, refs]);
    expect(told).toEqual([
      ["commission:com_1:accrued", "commission_accrued", { commission_id: "com_1" }],
      ["commission:com_1:approved", "commission_approved", { commission_id: "com_1" }],
      ["payout:pay_1:submitted", "payout_submitted", { payout_id: "pay_1" }],
      ["payout:pay_1:paid", "payout_paid", { payout_id: "pay_1" }],
      ["commission:com_1:reversed", "commission_reversed", { commission_id: "com_1" }],
    ]);
  });

  it("owe again what a provider did not pay, or what came back", () => {
    const owed = { affiliate_payable: -500n, merchant_payable: 500n };
    expect(payoutJournal("failed", payout)).toMatchObject({
      key: "payout:pay_1:failed",
      kind: "payout_failed",
    });
    expect(balances([...way().slice(0, 3), payoutJournal("failed", payout)])).toEqual(owed);
    expect(payoutJournal("returned", payout)).toMatchObject({
      key: "payout:pay_1:returned",
      kind: "payout_returned",
    });
    expect(balances([...way(), payoutJournal("returned", payout)])).toEqual(owed);
  });

  it("take what a newer decision superseded from where it was owed", () => {
    const supersede = (isPending: boolean) =>
      supersedeCommission({ ...commission, isPending, decisionId: "dec_2" as DecisionId });
    expect(supersede(true)).toMatchObject({
      ...{ key: "commission:com_1:superseded", kind: "commission_superseded" },
      refs: { commission_id: "com_1", decision_id: "dec_2" },
    });
    expect(balances([accrueCommission(commission), supersede(true)])).toEqual({});
    const owed = [accrueCommission(commission), approveCommission(commission)];
    expect(balances([...owed, supersede(false)])).toEqual({});
  });

  it.each([
    ["pending", true, "affiliate_pending"],
    ["owed", false, "affiliate_payable"],
  ] as const)("take what was disputed from where it is %s, as any reversal", (_, isPending, account) => {
    const disputeId = "dsp_1" as DisputeId;
    expect(reverseDisputed({ ...commission, isPending, disputeId })).toEqual({
      ...{ key: "commission:com_1:reversed", kind: "commission_reversed" },
      entries: [
        { account, affiliateId: "aff_1", currency: "EUR", amountMinor: 500n },
        { account: "merchant_payable", affiliateId: null, currency: "EUR", amountMinor: -500n },
      ],
      refs: { commission_id: "com_1", dispute_id: "dsp_1" },
    });
  });
});

describe("what is taken of a commission, or given back", () => {
  const adjust = (parts: Partial<CommissionAdjustment>) =>
    adjustCommission({
      ...{ ...commission, cause: { kind: "change", id: "chg_1" as ChangeId }, amountMinor: -200n },
      ...{ kind: "unpaid", isPending: true, fx: { fx_currency: "USD" }, ...parts },
    });

  it("is named by its cause", () => {
    expect(adjust({})).toMatchObject({
      ...{ key: "change:chg_1:com_1:unpaid", kind: "commission_taken_back" },
      refs: { commission_id: "com_1", change_id: "chg_1", fx_currency: "USD" },
    });
    const decision = { kind: "decision", id: "dec_2" as DecisionId } as const;
    expect(adjust({ cause: decision, kind: "carried", amountMinor: 200n })).toMatchObject({
      ...{ key: "decision:dec_2:com_1:carried", kind: "commission_given_back" },
      refs: { commission_id: "com_1", decision_id: "dec_2" },
    });
  });

  it("has a key of its own where a dispute gives back what it took, and names the same dispute", () => {
    const [taken, back] = (["dsp_1", "dsp_1:back"] as const).map((id) =>
      adjust({ cause: { kind: "dispute", id: id as DisputeId } }),
    );
    const refs = { commission_id: "com_1", dispute_id: "dsp_1" };
    expect(taken).toMatchObject({ key: "dispute:dsp_1:com_1:unpaid", refs });
    expect(back).toMatchObject({ key: "dispute:dsp_1:back:com_1:unpaid", refs });
  });

  it.each([
    ["unpaid", true, -200n, { affiliate_pending: 200n, merchant_payable: -200n }],
    ["unpaid", true, 200n, { affiliate_pending: -200n, merchant_payable: 200n }],
    ["unpaid", false, -200n, { affiliate_payable: 200n, merchant_payable: -200n }],
    ["carried", true, -200n, { affiliate_payable: 200n, merchant_payable: -200n }],
    ["carried", false, 200n, { affiliate_payable: -200n, merchant_payable: 200n }],
  ] as const)(
    "moves what is %s (pending: %s), %s, between accounts",
    (kind, isPending, amountMinor, expected) => {
      const journal = adjust({ kind, isPending, amountMinor });
      assertBalanced(journal);
      expect(balances([journal])).toEqual(expected);
    },
  );

  it("is not nothing", () => {
    expect(() => adjust({ amountMinor: 0n })).toThrow("a posting moves a positive sum");
  });
});

describe("a journal", () => {
  const debit: Entry = {
    ...{ account: "merchant_payable", affiliateId: null, currency: EUR },
    amountMinor: 500n,
  };
  const credit: Entry = {
    ...debit,
    account: "affiliate_pending",
    affiliateId: sum.affiliateId,
    amountMinor: -500n,
  };
  const journal: Journal = {
    ...{ key: "commission:com_1:accrued", kind: "commission_accrued" },
    ...{ entries: [debit, credit], refs: { commission_id: "com_1" } },
  };

  it.each<[string, Journal["entries"], string]>([
    ["out of balance", [debit, { ...credit, amountMinor: -499n }], "is out of balance by 1 EUR"],
    ["of one entry", [debit], "needs at least two entries"],
    ["without entries", [], "needs at least two entries"],
    ["with an empty entry", [debit, credit, { ...debit, amountMinor: 0n }], "has an empty entry"],
    [
      "balanced across currencies only",
      [debit, { ...credit, currency: "USD" as Currency }],
      "is out of balance by 500 EUR",
    ],
  ])("%s is refused", (_, entries, why) => {
    expect(() => assertBalanced({ ...journal, entries })).toThrow(`journal ${journal.key} ${why}`);
  });

  it("has the same fingerprint for the same effect, and another for other entries", () => {
    expect(accrueCommission(commission)).toEqual(journal);
    expect(journalFingerprintInput(accrueCommission(commission))).toBe(journalFingerprintInput(journal));
    const more = accrueCommission({ ...commission, amountMinor: 501n });
    expect(journalFingerprintInput(more)).not.toBe(journalFingerprintInput(journal));
  });

  it.each([
    ["key", { key: "commission:com_2:accrued" }],
    ["kind", { kind: "commission_approved" as const }],
    ["reference", { refs: { commission_id: "com_2" } }],
    ["order of entries", { entries: [credit, debit] }],
  ])("has another fingerprint for another %s", (_, change) => {
    const other = journalFingerprintInput({ ...journal, ...change });
    expect(other).not.toBe(journalFingerprintInput(journal));
  });
});
