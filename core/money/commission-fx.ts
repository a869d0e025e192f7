import type { Currency } from "./currency.ts";
import { formatMinor } from "./format.ts";
import { convertMinor, type FxPair, type FxRate } from "./fx.ts";

export const COMMISSION_CURRENCIES = ["earned", "sale", "program", "affiliate"] as const;
/**
 * The currency a program pays commissions in: that in which they are earned (their plan's, or the sale's where it
 * has none), the sale's, whatever their plan's is, the program's, or the affiliate's own, which is the program's
 * where it has none.
 */
export type CommissionCurrency = (typeof COMMISSION_CURRENCIES)[number];

/** A sum as it was earned, with the rates it was converted at; null stands for the euro. */
export type CommissionFx = {
  readonly amount_minor: string;
  readonly currency: Currency;
  readonly from: FxRate | null;
  readonly to: FxRate | null;
};

/** An earned sum in the currency it is paid in. */
export type PaidSum = {
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly fx: CommissionFx | null;
  /** The conversion in words, or why there was none; null where there was nothing to convert. */
  readonly arithmetic: string | null;
};

/** The currency a program's commission of an affiliate is paid in. */
export function currencyOf(
  setting: CommissionCurrency,
  currencies: {
    readonly earned: Currency;
    readonly sale: Currency;
    readonly program: Currency;
    readonly affiliate: Currency | null;
  },
): Currency {
  if (setting === "earned") return currencies.earned;
  if (setting === "sale") return currencies.sale;
  return setting === "affiliate" ? (currencies.affiliate ?? currencies.program) : currencies.program;
}

/**
 * Converts an earned sum into the currency it is paid in, rounded half up once. Without rates it stays as it
 * was earned: nobody loses a commission to a rate that is missing.
 */
export function toPaid(
  earned: { readonly amountMinor: bigint; readonly currency: Currency },
  currency: Currency,
  rates: FxPair | null,
): PaidSum {
  const { amountMinor, currency: from } = earned;
  if (currency === from) return { ...earned, fx: null, arithmetic: null };
  if (!rates) return { ...earned, fx: null, arithmetic: `no rate from ${from} to ${currency}` };
  const paidMinor = convertMinor(amountMinor, { from, to: currency, rates });
  return {
    amountMinor: paidMinor,
    currency,
    fx: { amount_minor: String(amountMinor), currency: from, ...rates },
    arithmetic: `${formatMinor(amountMinor, from)} ${from} at ${ratesInWords(rates)} = ${formatMinor(paidMinor, currency)} ${currency}`,
  };
}

/** Rates as arithmetic names them. */
export function ratesInWords({ from, to }: FxPair): string {
  const quoted = [from, to].flatMap((each) =>
    each ? [`${each.rate} ${each.currency}/EUR of ${each.day}`] : [],
  );
  return quoted.join(", ");
}

/** A part of a sale that was valued in another currency, as a journal keeps it: the part, and the rates. */
export function valuationRefs(
  part: { readonly amountMinor: bigint; readonly currency: Currency },
  { from, to }: FxPair,
): Readonly<Record<string, string>> {
  return {
    ...{ sale_amount_minor: String(part.amountMinor), sale_currency: part.currency },
    ...(from ? { valued_from: quoteOf(from) } : {}),
    ...(to ? { valued_to: quoteOf(to) } : {}),
  };
}

/** A conversion as a journal keeps it beside its entries: the sum as it was earned, and the rates. */
export function fxRefs(fx: CommissionFx): Readonly<Record<string, string>> {
  return { fx_amount_minor: fx.amount_minor, fx_currency: fx.currency, ...rateRefs(fx) };
}

/** The rates of a conversion, as a journal keeps them: source, day, currency and rate. */
export function rateRefs({ from, to }: Pick<CommissionFx, "from" | "to">): Readonly<Record<string, string>> {
  return { ...(from ? { fx_from: quoteOf(from) } : {}), ...(to ? { fx_to: quoteOf(to) } : {}) };
}

/** A rate as a journal keeps it: source, day, currency and rate. */
export function quoteOf({ source, day, currency, rate }: FxRate): string {
  return `${source} ${day} ${currency} ${rate}`;
}
