import type { Currency } from "../../../core/money/currency.ts";

/** Money on the wire. Minor units are a string, since a JSON number may lose digits. */
export type MoneyView = { readonly amount_minor: string; readonly currency: Currency };

/** Shows minor units of a currency. */
export function showMoney(amountMinor: bigint, currency: Currency): MoneyView {
  return { amount_minor: String(amountMinor), currency };
}

/** Shows an instant in RFC 3339 form, or null where there is none. */
export function showInstant<At extends Date | null>(at: At): At extends Date ? string : null {
  return (at?.toISOString() ?? null) as At extends Date ? string : null;
}
