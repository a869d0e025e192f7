import { quoteOf } from "../money/commission-fx.ts";
import type { Currency } from "../money/currency.ts";
import type { FxPair } from "../money/fx.ts";
import { assert } from "../shared/assert.ts";
import type { AffiliateId, PayoutId } from "../shared/id.ts";
import type { Account } from "./accounts.ts";
import type { Entry, Journal } from "./journal.ts";

/** What one currency of an affiliate's balance gave to a payout. */
export type PayoutSource = {
  readonly currency: Currency;
  /** Minor units of that currency: negative where the affiliate owed it. */
  readonly amountMinor: bigint;
  /** The same in the currency of the payout. */
  readonly convertedMinor: bigint;
  /** The rates it was converted at; null where it was not. */
  readonly fx: FxPair | null;
};

/** A payout whose money moves; its sources sum to it. */
export type PayoutSum = {
  readonly payoutId: PayoutId;
  readonly affiliateId: AffiliateId;
  readonly currency: Currency;
  /** Minor units, positive. */
  readonly amountMinor: bigint;
  /** In the order of their currencies. */
  readonly sources: readonly PayoutSource[];
};

/** What happens to the money of a payout. */
export type PayoutEffect = "submitted" | "paid" | "failed" | "returned";

/**
 * The journal of what happens to a payout. `submitted`: it is handed to a provider, no longer owed and not yet known
 * to have arrived. `paid`: it arrived. `failed`, `returned`: it did not, or came back, and each source is owed
 * again in the currency and the sum it was owed in before. What is converted passes through `fx` in both currencies.
 *
 * `services/ledger/post-payout-journals.ts` has the database write the same, for as many payouts as there are.
 */
export function payoutJournal(effect: PayoutEffect, sum: PayoutSum): Journal {
  return {
    key: payoutKey(sum, effect),
    kind: `payout_${effect}`,
    entries: entriesOf(effect, sum),
    refs: { payout_id: sum.payoutId, ...(effect === "paid" ? {} : conversionsOf(sum)) },
  };
}

/** The natural key of what happens to a payout. */
export function payoutKey({ payoutId }: Pick<PayoutSum, "payoutId">, effect: PayoutEffect): string {
  return `payout:${payoutId}:${effect}`;
}

function entriesOf(effect: PayoutEffect, sum: PayoutSum): readonly Entry[] {
  const held = (account: Account): Entry => ({
    ...{ account, affiliateId: sum.affiliateId, currency: sum.currency, amountMinor: -sum.amountMinor },
  });
  assert(sum.amountMinor > 0n, "a payout is a positive sum");
  if (effect === "paid") return [back(held("payout_clearing")), held("paid_out")];
  const given = sum.sources.flatMap((source) => entriesOfSource(source, sum));
  const total = sum.sources.reduce((before, { convertedMinor }) => before + convertedMinor, 0n);
  assert(total === sum.amountMinor, "the sources of a payout sum to it");
  if (effect === "submitted") return [...given, held("payout_clearing")];
  return [back(held(effect === "returned" ? "paid_out" : "payout_clearing")), ...given.map(back)];
}

const back = (entry: Entry): Entry => ({ ...entry, amountMinor: -entry.amountMinor });

/** What a source gives: itself, and where it is converted, through `fx`. Nothing is no entry. */
function entriesOfSource(source: PayoutSource, payout: PayoutSum): readonly Entry[] {
  const { currency, amountMinor, convertedMinor } = source;
  const fx = { account: "fx", affiliateId: null } as const;
  const owed: Entry = {
    ...{ account: "affiliate_payable", affiliateId: payout.affiliateId, currency, amountMinor },
  };
  const exchanged: readonly Entry[] = [
    { ...fx, currency, amountMinor: -amountMinor },
    { ...fx, currency: payout.currency, amountMinor: convertedMinor },
  ];
  const entries = currency === payout.currency ? [owed] : [owed, ...exchanged];
  return entries.filter((entry) => entry.amountMinor !== 0n);
}

const conversionsOf = ({ sources }: PayoutSum): Readonly<Record<string, string>> =>
  Object.assign({}, ...sources.map(refsOf));

/** A conversion as a journal keeps it beside its entries: both sums, and the rates. */
function refsOf({
  currency,
  amountMinor,
  convertedMinor,
  fx,
}: PayoutSource): Readonly<Record<string, string>> {
  if (fx === null) return {};
  const { from, to } = fx;
  const named = {
    ...{ amount_minor: String(amountMinor), converted_minor: String(convertedMinor) },
    ...(from ? { from: quoteOf(from) } : {}),
    ...(to ? { to: quoteOf(to) } : {}),
  };
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [`fx_${currency}_${name}`, value]));
}
