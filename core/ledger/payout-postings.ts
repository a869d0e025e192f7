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

/** What the account that a payout was paid from was debited, in another currency than the payout's. */
export type Exchange = Pick<PayoutSum, "payoutId" | "currency" | "amountMinor"> & {
  /** Minor units, positive: with what the provider took for it, where it says only both together. */
  readonly debited: { readonly currency: Currency; readonly amountMinor: bigint };
};

/** `exchanged`: a payout arrived and was paid from another currency. `exchange_returned`: it came back, and so did that. */
export type ExchangeEffect = "exchanged" | "exchange_returned";

/**
 * The journal of what a payout in another currency really cost. What was paid out, as far as it is of no affiliate, becomes
 * what was debited; and `fx`, which held the payout at the rate it was frozen at, then holds what that rate and the real
 * one differ by: a debit is a loss, a credit a gain.
 */
export function exchangeJournal(effect: ExchangeEffect, exchange: Exchange): Journal {
  const { payoutId, currency, amountMinor, debited } = exchange;
  assert(debited.amountMinor > 0n && amountMinor > 0n, "an exchange is of positive sums");
  assert(debited.currency !== currency, "an exchange is of two currencies");
  const ofNobody = { affiliateId: null } as const;
  const entries: readonly Entry[] = [
    { ...ofNobody, account: "fx", ...debited },
    { ...ofNobody, account: "paid_out", ...debited, amountMinor: -debited.amountMinor },
    { ...ofNobody, account: "fx", currency, amountMinor: -amountMinor },
    { ...ofNobody, account: "paid_out", currency, amountMinor },
  ];
  return {
    key: `payout:${payoutId}:${effect}`,
    kind: `payout_${effect}`,
    entries: effect === "exchanged" ? entries : entries.map(back),
    refs: { payout_id: payoutId },
  };
}
