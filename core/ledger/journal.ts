import type { Currency } from "../money/currency.ts";
import { assert } from "../shared/assert.ts";
import { canonicalJson } from "../shared/canonical-json.ts";
import type { AffiliateId } from "../shared/id.ts";
import type { Account } from "./accounts.ts";

/** One line of a journal. */
export type Entry = {
  readonly account: Account;
  /** Whose account it is, where the account is per affiliate. */
  readonly affiliateId: AffiliateId | null;
  readonly currency: Currency;
  /** Minor units; a debit is positive, a credit negative. */
  readonly amountMinor: bigint;
};

/** What journals are booked for. */
export const JOURNAL_KINDS = [
  ...(["commission_accrued", "commission_approved", "commission_reversed", "commission_superseded"] as const),
  ...(["commission_taken_back", "commission_given_back"] as const),
  ...(["payout_submitted", "payout_paid", "payout_failed", "payout_returned"] as const),
  ...(["payout_exchanged", "payout_exchange_returned"] as const),
] as const;
/** One of these. */
export type JournalKind = (typeof JOURNAL_KINDS)[number];

/** Entries written together. */
export type Journal = {
  /** Natural key of the effect, unique in a workspace: booked twice it is one journal. */
  readonly key: string;
  readonly kind: JournalKind;
  readonly entries: readonly Entry[];
  /** The rows it explains. */
  readonly refs: Readonly<Record<string, string>>;
  /**
   * When the effect happened, where that is not now; what would fall into a closed month is booked into the
   * open one. No part of the fingerprint: a repeat may come with another clock.
   */
  readonly occurredAtMs?: number;
};

/** Throws `InvariantError` unless the journal has two entries or more and sums to zero in each currency. */
export function assertBalanced(journal: Journal): void {
  assert(journal.entries.length >= 2, `journal ${journal.key} needs at least two entries`);
  const totals = new Map<Currency, bigint>();
  for (const { currency, amountMinor } of journal.entries) {
    assert(amountMinor !== 0n, `journal ${journal.key} has an empty entry`);
    totals.set(currency, (totals.get(currency) ?? 0n) + amountMinor);
  }
  for (const [currency, total] of totals) {
    assert(total === 0n, `journal ${journal.key} is out of balance by ${total} ${currency}`);
  }
}

/** What a journal's fingerprint is made of: equal for the same effect, different for any other entries. */
export function journalFingerprintInput({ key, kind, entries, refs }: Journal): string {
  return canonicalJson({ key, kind, entries, refs });
}
