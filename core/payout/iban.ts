/** Length of an IBAN by country, as the registry of ISO 13616 has it (release 99). */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20
  EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30
  KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23
  PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26
  UA29 VA22 VG24 XK20 YE30`
    .split(/\s+/)
    .map((entry): [string, number] => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Countries a SEPA credit transfer reaches (EPC409-09), by the first two letters of their IBANs. */
const SEPA = new Set(
  `AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO
  RS SE SI SK SM VA`.split(/\s+/),
);

/** What may be wrong with an IBAN, as whoever gave it is told. */
export const IBAN_PROBLEMS = {
  iban_malformed: "must be an IBAN such as DE89370400440532013000",
  iban_unknown_country: "must begin with the code of a country that has IBANs",
  iban_wrong_length: "must be as long as IBANs of its country are",
  iban_wrong_checksum: "must have the check digits that its other characters give",
} as const;
/** Why a text is no IBAN. */
export type IbanProblem = keyof typeof IBAN_PROBLEMS;

/** Says what is wrong with an IBAN in its electronic form (capitals, no spaces), or null (ISO 13616, ISO 7064). */
export function ibanProblem(iban: string): IbanProblem | null {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(iban)) return "iban_malformed";
  const length = LENGTHS.get(iban.slice(0, 2));
  if (length === undefined) return "iban_unknown_country";
  if (iban.length !== length) return "iban_wrong_length";
  const digits = [...`${iban.slice(4)}${iban.slice(0, 4)}`].map((char) => Number.parseInt(char, 36)).join("");
  return BigInt(digits) % 97n === 1n ? null : "iban_wrong_checksum";
}

/** True if a SEPA credit transfer reaches the country of the IBAN. */
export function isInSepa(iban: string): boolean {
  return SEPA.has(iban.slice(0, 2));
}

/** True if the text has the form of a BIC (ISO 9362). */
export function isBic(text: string): boolean {
  return /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/.test(text);
}
