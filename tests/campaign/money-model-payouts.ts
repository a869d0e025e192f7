import type { Currency } from "../../core/money/currency.ts";
import type { Books, Commission } from "./money-facts.ts";
import { convert } from "./money-model-sums.ts";

/** What an affiliate is owed or owes, and is in no payout yet: a commission, or what was carried of one. */
export type OpenSum<Carried> = {
  readonly commission: Commission;
  readonly programId: string;
  readonly amountMinor: bigint;
  readonly carried: Carried | null;
};

/** What one currency gives to a payout. */
export type Source = {
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly convertedMinor: bigint;
};

/** One transfer to one affiliate. */
export type PlannedPayout<Carried> = {
  readonly affiliateId: string;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly sources: readonly Source[];
  readonly sums: readonly OpenSum<Carried>[];
};

/** What waits for a later run. */
export type Waiting = {
  readonly affiliateId: string;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly reason: string;
};

type Plan<Carried> = {
  readonly payouts: readonly PlannedPayout<Carried>[];
  readonly waiting: readonly Waiting[];
};

/**
 * Says who is paid what by the rules of docs/payouts.md: each affiliate in its own currency, or else in those earned in;
 * nothing to who is suspended, below a minimum, or of which a sum has no rate of the day.
 */
export function planPayouts<Carried>(
  books: Books,
  open: readonly OpenSum<Carried>[],
  only: Currency | null,
  nowMs: number,
): Plan<Carried> {
  const affiliateOf = ({ commission }: OpenSum<Carried>) =>
    books.affiliates.find(({ id }) => id === commission.affiliateId);
  const paysIn = (sum: OpenSum<Carried>) => affiliateOf(sum)?.currency ?? sum.commission.currency;
  const wanted = open.filter((sum) => only === null || paysIn(sum) === only);
  const isActive = (sum: OpenSum<Carried>) => affiliateOf(sum)?.isActive === true;
  const plans = groups(wanted.filter(isActive), (sum) => `${sum.commission.affiliateId} ${paysIn(sum)}`).map(
    (sums) => planOne(books, sums, paysIn(sums[0] as OpenSum<Carried>), nowMs),
  );
  const suspended = waitingOf(
    wanted.filter((sum) => !isActive(sum)),
    "suspended",
  );
  return {
    payouts: plans.flatMap(({ payouts }) => payouts).sort((a, b) => (a.currency < b.currency ? -1 : 1)),
    waiting: [...suspended, ...plans.flatMap(({ waiting }) => waiting)],
  };
}

function planOne<Carried>(
  books: Books,
  sums: readonly OpenSum<Carried>[],
  currency: Currency,
  nowMs: number,
): Plan<Carried> {
  const at = { occurredAtMs: nowMs };
  const inPaid = (amountMinor: bigint, from: Currency): bigint | null =>
    amountMinor < 0n
      ? (inPaid(-amountMinor, from) ?? 0n) * -1n
      : convert(books, at, amountMinor, from, currency);
  const isPriced = (sum: OpenSum<Carried>) => inPaid(0n, sum.commission.currency) !== null;
  const parts = groups(sums, ({ commission, programId }) => `${programId} ${commission.currency}`);
  const unpriced = parts.filter(([first]) => first && !isPriced(first));
  const alone = unpriced.filter((part) => total(part) >= 0n).flat();
  const waiting = [...waitingOf(alone, "no_rate")];
  const due = sums.filter((sum) => !alone.includes(sum));
  const [first] = due;
  if (!first) return { payouts: [], waiting };
  const sources = groups(due.filter(isPriced), ({ commission }) => commission.currency).map((of): Source => {
    const [from, amountMinor] = [(of[0] as OpenSum<Carried>).commission.currency, total(of)];
    return { currency: from, amountMinor, convertedMinor: inPaid(amountMinor, from) ?? 0n };
  });
  const amountMinor = sources.reduce((sum, { convertedMinor }) => sum + convertedMinor, 0n);
  const payout = {
    affiliateId: first.commission.affiliateId,
    ...{ currency, amountMinor, sources, sums: due },
  };
  const wait = (reason: string): Plan<Carried> => ({
    payouts: [],
    waiting: [...waiting, { affiliateId: payout.affiliateId, currency, amountMinor, reason }],
  });
  if (due.some((sum) => !isPriced(sum))) return wait("no_rate");
  if (amountMinor <= 0n) return wait("negative_balance");
  if (amountMinor < (books.minimums.get(currency) ?? 0n)) return wait("below_minimum");
  return { payouts: [payout], waiting };
}

const total = (sums: readonly OpenSum<unknown>[]): bigint =>
  sums.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

const waitingOf = (sums: readonly OpenSum<unknown>[], reason: string): readonly Waiting[] =>
  groups(sums, ({ commission }) => `${commission.affiliateId} ${commission.currency}`).map((of) => {
    const { affiliateId, currency } = (of[0] as OpenSum<unknown>).commission;
    return { affiliateId, currency, amountMinor: total(of), reason };
  });

/** Parts a list by a name of each, in the order of their names. */
function groups<T>(all: readonly T[], nameOf: (each: T) => string): readonly (readonly T[])[] {
  const names = [...new Set(all.map(nameOf))].sort();
  return names.map((name) => all.filter((each) => nameOf(each) === name));
}
