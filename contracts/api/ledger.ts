import * as z from "zod/mini";

const sequenceOf = (noun: string) =>
  z.pipe(
    z.string().check(z.regex(/^(0|[1-9]\d{0,17})$/, `must be the number of ${noun}`)),
    z.transform((text: string) => BigInt(text)),
  );

/** The place of a journal in its ledger, as text; 0 is before the first. */
export const ledgerSequence = sequenceOf("a journal");

/** The place of an act in the audit log, as text; 0 is before the first. */
export const auditSequence = sequenceOf("an act");

/** A calendar month, `2026-10`. */
const calendarMonth = z.string().check(z.regex(/^20\d\d-(0[1-9]|1[0-2])$/, "must be a month, e.g. 2026-10"));

/** `POST /v1/ledger/periods`. */
export const closePeriodRequest = z.strictObject({ period: calendarMonth });
