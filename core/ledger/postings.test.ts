import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId, CommissionId, PayoutId } from "../shared/id.ts";
import { assertBalanced, type Journal, journalFingerprintInput } from "./journal.ts";
import {
  accrueCommission,
  approveCommission,
  reverseCommission,
  settlePayout,
  submitPayout,
} from "./postings.ts";

const sum = { affiliateId: "aff_1" as AffiliateId, currency: "EUR" as Currency, amountMinor: 500n };
const commission = { ...sum, commissionId: "com_1" as CommissionId };
const payout = { ...sum, payoutId: "pay_1" as PayoutId };

function balances(journals: readonly Journal[]): Record<string, bigint> {
  const totals: Record<string, bigint> = {};
  for (const { account, amountMinor } of journals.flatMap(({ entries }) => entries)) {
    totals[account] = (totals[account] ?? 0n) + amountMinor;
  }
  return Object.fromEntries(Object.entries(totals).filter(([, total]) => total !== 0n));
}

describe("postings", () => {
  const way = [
    accrueCommission(commission),
    approveCommission(commission),
    submitPayout(payout),
    settlePayout(payout),
  ];

  it("balance, each by itself", () => {
    for (const journal of [...way, reverseCommission(commission)]) assertBalanced(journal);
  });

  it("end with what the merchant owes and what was paid", () => {
    expect(balances(way)).toEqual({ merchant_payable: 500n, paid_out: -500n });
  });

  it("leave nothing of a commission that is reversed", () => {
    expect(balances([accrueCommission(commission), reverseCommission(commission)])).toEqual({});
  });

  it.each([0n, -500n])("refuse to move %s, which is no positive sum", (amountMinor) => {
    expect(() => accrueCommission({ ...commission, amountMinor })).toThrow("positive");
    expect(() => submitPayout({ ...payout, amountMinor })).toThrow("positive");
  });

  it("book each account of an affiliate as that affiliate's, and the merchant's as no one's", () => {
    for (const { account, affiliateId } of way.flatMap(({ entries }) => entries)) {
      expect(affiliateId).toBe(account === "merchant_payable" ? null : "aff_1");
    }
  });

  it("have a key for each effect", () => {
    expect(way.map(({ key }) => key)).toEqual([
      "commission:com_1:accrued",
      "commission:com_1:approved",
      "payout:pay_1:submitted",
      "payout:pay_1:paid",
    ]);
  });
});

describe("a journal", () => {
  const journal = accrueCommission(commission);
  const [debit, credit] = journal.entries;
  if (!debit || !credit) throw new Error("a posting has two entries");

  it.each<[string, Journal["entries"]]>([
    ["out of balance", [debit, { ...credit, amountMinor: -499n }]],
    ["of one entry", [debit]],
    ["without entries", []],
    ["with an empty entry", [debit, credit, { ...debit, amountMinor: 0n }]],
    ["balanced across currencies only", [debit, { ...credit, currency: "USD" as Currency }]],
  ])("%s is refused", (_, entries) => {
    expect(() => assertBalanced({ ...journal, entries })).toThrow();
  });

  it("has the same fingerprint for the same effect, and another for other entries", () => {
    expect(journalFingerprintInput(accrueCommission(commission))).toBe(journalFingerprintInput(journal));
    const more = accrueCommission({ ...commission, amountMinor: 501n });
    expect(journalFingerprintInput(more)).not.toBe(journalFingerprintInput(journal));
  });

  it.each([
    ["key", { key: "commission:com_2:accrued" }],
    ["kind", { kind: "commission_approved" }],
    ["reference", { refs: { commission_id: "com_2" } }],
    ["order of entries", { entries: [credit, debit] }],
  ])("has another fingerprint for another %s", (_, change) => {
    const other = journalFingerprintInput({ ...journal, ...change });
    expect(other).not.toBe(journalFingerprintInput(journal));
  });
});
