import type { PayoutSource } from "../ledger/payout-postings.ts";
import type { Currency } from "../money/currency.ts";
import { convertMinor, type FxPair } from "../money/fx.ts";
import { groupBy } from "../shared/group-by.ts";
import type { AffiliateId, ProgramId } from "../shared/id.ts";

export const WAITING_REASONS = [
  "below_minimum",
  "negative_balance",
  "on_hold",
  "no_method",
  "method_on_hold",
  "tax_form_missing",
  "suspended",
  "country_not_allowed",
  "method_not_allowed",
  "currency_not_supported",
  "no_rate",
  "not_scheduled",
  "disputed",
] as const;
/** Why what is owed is not paid yet. */
export type WaitingReason = (typeof WAITING_REASONS)[number];

/** What an affiliate is owed and is not paid yet, and why; negative where the affiliate owes more than that. */
export type WaitingPayout = {
  readonly affiliateId: AffiliateId;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly reason: WaitingReason;
};

/** What an affiliate is due in a program and currency, and may be paid by the terms. */
export type DuePart = {
  readonly affiliateId: AffiliateId;
  readonly programId: ProgramId;
  readonly currency: Currency;
  /** The currency it is paid in. */
  readonly paysIn: Currency;
  /** Minor units, after what is carried: negative where the affiliate owes it. */
  readonly amountMinor: bigint;
  /** The least that a payout in `paysIn` has that it is part of. */
  readonly minimumMinor: bigint;
};

/** One transfer to one affiliate in one currency, and what each currency of the balance gives to it. */
export type PlannedPayout = Omit<WaitingPayout, "reason"> & { readonly sources: readonly PayoutSource[] };

type Rates = (from: Currency, to: Currency) => FxPair | null;
type Added = DuePart & { readonly convertedMinor: bigint; readonly sumMinor: bigint };

/**
 * Says what is paid, as docs/decisions/0019-terms-of-joined-payouts.md and docs/fx.md have it; the statements of
 * `services/payouts/planning` do the same to as much as there is, and a random test holds them to this.
 *
 * A payout has its parts in the order of debts first and then of their minimums, up to the last at which the sum
 * reaches the minimum of the part. Each currency is converted as a whole, rounded half up once.
 *
 * @param rates of the day; null where there is none
 */
export function planPayouts(
  parts: readonly DuePart[],
  rates: Rates,
): { readonly payouts: readonly PlannedPayout[]; readonly waiting: readonly WaitingPayout[] } {
  const payouts: PlannedPayout[] = [];
  const waiting: WaitingPayout[] = [];
  for (const group of groupBy(parts, (part) => `${part.affiliateId} ${part.paysIn}`).values()) {
    const isPriced = ({ currency, paysIn }: DuePart) =>
      currency === paysIn || rates(currency, paysIn) !== null;
    const alone = group.filter((part) => !isPriced(part) && part.amountMinor >= 0n);
    waiting.push(...alone.map((part) => waitingOf(part, part.currency, part.amountMinor, "no_rate")));
    const added = addUp(group.filter((part) => !alone.includes(part)).sort(byMinimum), rates);
    const whole = added.at(-1);
    if (!whole) continue;
    const last = added.findLastIndex(
      ({ sumMinor, minimumMinor }) => sumMinor > 0n && sumMinor >= minimumMinor,
    );
    const chosen = added.slice(0, last + 1);
    if (added.some((part) => !isPriced(part))) {
      waiting.push(waitingOf(whole, whole.paysIn, whole.sumMinor, "no_rate"));
    } else if (chosen.length === 0) {
      const reason = whole.sumMinor <= 0n ? "negative_balance" : "below_minimum";
      waiting.push(waitingOf(whole, whole.paysIn, whole.sumMinor, reason));
    } else {
      const { affiliateId, paysIn, sumMinor } = chosen[last] as Added;
      payouts.push({
        affiliateId,
        currency: paysIn,
        amountMinor: sumMinor,
        sources: sourcesOf(chosen, rates),
      });
      for (const part of added.slice(last + 1)) {
        waiting.push(waitingOf(part, paysIn, part.convertedMinor, "below_minimum"));
      }
    }
  }
  return { payouts, waiting };
}

/** Adds each part's difference to the rounded sum of its currency; one without a rate adds nothing. */
function addUp(parts: readonly DuePart[], rates: Rates): readonly Added[] {
  const soFar = new Map<Currency, bigint>();
  let sumMinor = 0n;
  return parts.map((part) => {
    const before = soFar.get(part.currency) ?? 0n;
    soFar.set(part.currency, before + part.amountMinor);
    const convertedMinor = convert(part, before + part.amountMinor, rates) - convert(part, before, rates);
    sumMinor += convertedMinor;
    return { ...part, convertedMinor, sumMinor };
  });
}

function convert({ currency, paysIn }: DuePart, amountMinor: bigint, rates: Rates): bigint {
  const pair = currency === paysIn ? { from: null, to: null } : rates(currency, paysIn);
  return pair === null ? 0n : convertMinor(amountMinor, { from: currency, to: paysIn, rates: pair });
}

function sourcesOf(parts: readonly Added[], rates: Rates): readonly PayoutSource[] {
  return [...groupBy(parts, ({ currency }) => currency).values()]
    .map(([first, ...others]) => {
      const { currency, paysIn } = first;
      const sum = (of: "amountMinor" | "convertedMinor") =>
        others.reduce((total, part) => total + part[of], first[of]);
      const fx = currency === paysIn ? null : rates(currency, paysIn);
      return { currency, amountMinor: sum("amountMinor"), convertedMinor: sum("convertedMinor"), fx };
    })
    .sort((left, right) => (left.currency < right.currency ? -1 : 1));
}

function byMinimum(left: DuePart, right: DuePart): number {
  const key = ({ programId, currency }: DuePart) => `${programId} ${currency}`;
  const isDebt = ({ amountMinor }: DuePart) => (amountMinor < 0n ? 0 : 1);
  if (isDebt(left) !== isDebt(right)) return isDebt(left) - isDebt(right);
  if (left.minimumMinor !== right.minimumMinor) return left.minimumMinor < right.minimumMinor ? -1 : 1;
  return key(left) < key(right) ? -1 : 1;
}

const waitingOf = (
  { affiliateId }: DuePart,
  currency: Currency,
  amountMinor: bigint,
  reason: WaitingReason,
): WaitingPayout => ({ affiliateId, currency, amountMinor, reason });
