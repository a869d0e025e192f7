/**
 * Forms of VAT ids by their prefix, without it: of the EU as the VIES FAQ lists them (question 11), XI for Northern
 * Ireland, and those of three neighbours. The form alone is checked; whether it is registered, VIES says.
 */
const FORMS: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^([A-Z]\d{8}|\d{8}[A-Z]|[A-Z]\d{7}[A-Z])$/,
  FI: /^\d{8}$/,
  FR: /^[0-9A-HJ-NP-Z]{2}\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^[A-Z0-9+*]{10}\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{12}$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
  GB: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
  CH: /^E\d{9}(MWST|TVA|IVA)?$/,
  NO: /^\d{9}MVA$/,
};

/** Prefixes that are not the ISO 3166-1 code of their country. */
const COUNTRIES: Readonly<Record<string, string>> = { EL: "GR", XI: "GB" };
/** Where the VAT of the EU is not charged between members under its name. */
const OUTSIDE_EU = ["GB", "CH", "NO"];

/** A VAT id of a right form, as it is printed, and whose it is. */
export type VatId = {
  readonly text: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** True where a sale to another member state shifts the VAT to the buyer. */
  readonly isOfUnion: boolean;
};

/** Reads a VAT id as people write it, with spaces, dots and hyphens; null if it has not the form of its country's. */
export function readVatId(given: string): VatId | null {
  const text = given.replaceAll(/[ .-]/g, "").toUpperCase();
  const prefix = text.slice(0, 2);
  const form = Object.hasOwn(FORMS, prefix) ? FORMS[prefix] : undefined;
  if (!form?.test(text.slice(2))) return null;
  return { text, country: COUNTRIES[prefix] ?? prefix, isOfUnion: !OUTSIDE_EU.includes(prefix) };
}
