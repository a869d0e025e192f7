import { assert } from "../shared/assert.ts";

declare const brand: unique symbol;
/** An active ISO 4217 alphabetic code. */
export type Currency = string & { readonly [brand]: "currency" };

/**
 * ISO 4217 codes in force on 2026-01-01 by the number of decimals of their minor unit; MGA and MRU, of
 * base 5, count as 2. Codes without a minor unit (metals, XDR, XTS) are not in it.
 */
const BY_EXPONENT: Readonly<Record<number, string>> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
      CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
      HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
      MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
      SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED
      VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};

const EXPONENTS: ReadonlyMap<string, number> = new Map(
  Object.entries(BY_EXPONENT).flatMap(([exponent, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(exponent)]),
  ),
);

/** Every active ISO 4217 code. */
export const CURRENCIES: readonly Currency[] = [...EXPONENTS.keys()] as Currency[];

/** True if the text is an active ISO 4217 code in capitals. */
export function isCurrency(text: string): text is Currency {
  return EXPONENTS.has(text);
}

/** Decimals of the currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD. */
export function currencyExponent(currency: Currency): number {
  const exponent = EXPONENTS.get(currency);
  assert(exponent !== undefined, `${currency} is no currency`);
  return exponent;
}
