/**
 * What is made of a payout: a statement when it was paid and, where the affiliate agreed to self-billing, an
 * invoice; a return and a credit note take them back when the money came back.
 */
export const DOCUMENT_KINDS = ["statement", "statement_return", "invoice", "credit_note"] as const;
/** One of them. */
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** What stands before the numbers of a kind until the workspace says otherwise. */
export const DEFAULT_PREFIXES: Readonly<Record<DocumentKind, string>> = {
  statement: "ST-",
  statement_return: "SR-",
  invoice: "SB-",
  credit_note: "CN-",
};

const DIGITS_MIN = 6;

/** The number as it is printed, e.g. `SB-000042`. */
export function documentNumber(prefix: string, sequence: bigint): string {
  return `${prefix}${String(sequence).padStart(DIGITS_MIN, "0")}`;
}
