import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { Books, Commission, Credit, Sale } from "./money-facts.ts";

const DIGITS: Readonly<Record<string, bigint>> = { EUR: 2n, USD: 2n, JPY: 0n };
const DAY_MS = 86_400_000;

/** What a commission is before it has a status. */
export type Earned = Omit<
  Commission,
  "holdUntilMs" | "status" | "reducedMinor" | "carriedMinor" | "reversedFrom"
>;
/** What of an order a credit earns of, and the plan it earns by. */
export type Part = {
  readonly credit: Credit;
  readonly planId: string;
  readonly plan: CommissionPlan;
  readonly partMinor: bigint;
};

/** Rounds a quotient of no negative numbers half up. */
export const halfUp = (dividend: bigint, divisor: bigint): bigint =>
  (2n * dividend + divisor) / (2n * divisor);

/** Converts at the newest rates of the day, or of the ten before; null if there are none. */
export function convert(
  books: Books,
  sale: Pick<Sale, "occurredAtMs">,
  amountMinor: bigint,
  from: Currency,
  to: Currency,
): bigint | null {
  if (from === to) return amountMinor;
  const rateOf = (currency: Currency): bigint | null => {
    if (currency === "EUR") return 10n ** 12n;
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    const [oldest, newest] = [day(sale.occurredAtMs - 10 * DAY_MS), day(sale.occurredAtMs)];
    const known = books.rates.filter(
      (each) => each.currency === currency && each.day >= oldest && each.day <= newest,
    );
    const [whole = "", places = ""] =
      known.sort((a, b) => (a.day < b.day ? 1 : -1))[0]?.rate.split(".") ?? [];
    return whole === "" ? null : BigInt(whole + places.padEnd(12, "0"));
  };
  const [rateFrom, rateTo, placesFrom, placesTo] = [rateOf(from), rateOf(to), DIGITS[from], DIGITS[to]];
  if (rateFrom === null || rateTo === null || placesFrom === undefined || placesTo === undefined) return null;
  return halfUp(amountMinor * rateTo * 10n ** placesTo, rateFrom * 10n ** placesFrom);
}

/** As `convert`, of what must have a rate. */
export function valued(
  books: Books,
  sale: Sale,
  amountMinor: bigint,
  to: Currency,
  from = sale.currency,
): bigint {
  const found = amountMinor === 0n ? 0n : convert(books, sale, amountMinor, from, to);
  if (found === null) throw new Error(`no rate of ${from} to ${to}`);
  return found;
}

/** Whether two credits count into one volume. */
export const isSameAccount = (a: Part, b: Part) =>
  a.planId === b.planId && a.credit.affiliateId === b.credit.affiliateId;

/** The name of the period an instant lies in. */
export function periodOf(atMs: number, period: string, timeZone: string): string {
  if (period === "lifetime") return period;
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit" });
  const [year = "", month = ""] = format.format(atMs).split("-");
  return period === "month" ? `${year}-${month}` : `${year}-Q${Math.ceil(Number(month) / 3)}`;
}

/** Whether two orders lie in one period. */
export const isWithin = (books: Books, a: Sale, b: Sale, period: string): boolean =>
  periodOf(a.occurredAtMs, period, books.timeZone) === periodOf(b.occurredAtMs, period, books.timeZone);

/** Sums of each currency are added up before they are valued. */
export function valueAll(
  books: Books,
  sale: Sale,
  to: Currency,
  sums: readonly (readonly [Currency, bigint])[],
): bigint {
  const currencies = [...new Set(sums.map(([currency]) => currency))];
  return currencies.reduce((all, each) => {
    const sum = sums.reduce((total, [currency, amount]) => (currency === each ? total + amount : total), 0n);
    return all + valued(books, sale, sum, to, each);
  }, 0n);
}

/** What an affiliate sold under a plan in a period before this order by its rules, refunds not taken off. */
export function volumeOf(books: Books, sale: Sale, part: Part, period: string) {
  const own = books.decided
    .filter((each) => isWithin(books, each.sale, sale, period))
    .map((each) => ({
      currency: each.sale.currency,
      parts: each.parts.filter((_, at) => {
        return (
          each.parts[at]?.isRuled &&
          each.parts[at]?.planId === part.planId &&
          each.credits[at]?.affiliateId === part.credit.affiliateId
        );
      }),
    }))
    .filter(({ parts }) => parts.length > 0);
  const sums = own.flatMap(({ currency, parts }) =>
    parts.map(({ partMinor }) => [currency, partMinor] as const),
  );
  return {
    amountMinor: valueAll(books, sale, part.plan.currency ?? sale.currency, sums),
    conversions: BigInt(own.length),
  };
}
