import * as z from "zod/mini";
import { isCurrency } from "../core/money/currency.ts";

/** Characters no store keeps: NUL and other controls, and halves of surrogate pairs. */
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;

/** One line of text of 1 to `max` characters that every store can keep. */
export const line = (max: number) =>
  z.string().check(
    z.minLength(1),
    z.maxLength(max),
    z.refine((text) => !UNSTORABLE.test(text), "must not hold control characters or broken surrogates"),
  );

/** As `UNSTORABLE`, where lines may end and be indented. */
const UNSTORABLE_IN_LINES = /(?![\n\r\t])[\p{Cc}\p{Cs}]/u;

/** Text of 1 to `max` characters on as many lines as it takes. */
export const linesOf = (max: number) =>
  z.string().check(
    z.minLength(1),
    z.maxLength(max),
    z.refine(
      (text) => !UNSTORABLE_IN_LINES.test(text),
      "must not hold control characters or broken surrogates",
    ),
  );

/** JSON that every store can keep: not deep, and without what is no text. */
export const storableJson = (bytesMax: number) =>
  z.record(z.string(), z.unknown()).check(
    z.refine((value) => isShallow(value, 20), "must not be nested deeper than 20 levels"),
    z.refine((value) => {
      if (!isShallow(value, 20)) return true;
      const text = JSON.stringify(value);
      return text.length <= bytesMax && !/\\u(0000|d[89a-f])/i.test(text);
    }, `must be at most ${bytesMax} characters of JSON without NUL and broken surrogates`),
  );

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((each) => isShallow(each, levels - 1));
}

/** As `line`, and may be empty. */
export const lineOrEmpty = (max: number) =>
  z.string().check(
    z.maxLength(max),
    z.refine((text) => !UNSTORABLE.test(text), "must not hold control characters or broken surrogates"),
  );

/** ISO 4217 alphabetic code. */
export const currencyCode = z
  .string()
  .check(z.refine(isCurrency, "must be an ISO 4217 currency code in capitals, e.g. EUR"));

/** ISO 3166-1 alpha-2, in capitals. */
export const countryCode = z
  .string()
  .check(
    z.regex(/^[A-Z]{2}$/, { error: "must be an ISO 3166-1 country code in capitals, e.g. DE", abort: true }),
  );

/** The instants that are taken: a span may begin before anything was, and no store takes a year of five digits. */
const INSTANT_MS = { first: Date.UTC(1900, 0, 1), end: Date.UTC(10_000, 0, 1) };

/**
 * An instant in RFC 3339 form with a zone, e.g. `2026-11-20T10:00:00Z`; read as milliseconds. Of the years 1900
 * to 9999 in UTC.
 */
export const timestamp = z.pipe(
  z.iso
    .datetime({ offset: true, error: "must be an RFC 3339 time with a zone, e.g. 2026-11-20T10:00:00Z" })
    .check(
      z.refine((text) => {
        const atMs = Date.parse(text);
        // What is no time is told so by its form alone.
        return !(atMs < INSTANT_MS.first || atMs >= INSTANT_MS.end);
      }, "must be of the years 1900 to 9999 in UTC"),
    ),
  z.transform((text) => Date.parse(text)),
);

/** A day, e.g. `2026-11-20`; of the years 1900 to 9999. */
export const calendarDate = z.iso
  .date("must be a day, e.g. 2026-11-20")
  .check(z.refine((text) => !(Date.parse(text) < INSTANT_MS.first), "must be of the years 1900 to 9999"));

/** Said of each form on its own too: a union passes on what the only form of the type has to say. */
const MINOR_UNITS = "must be a whole number of minor units, not negative, of at most 15 digits";

/**
 * Minor units of money: a JSON integer or a string of digits, at most 15 of them, read as a string.
 * Fractions, signs and exponents of a size that a double cannot hold are refused.
 */
export const minorUnits = z.pipe(
  z.union(
    [
      z.string().check(z.regex(/^(0|[1-9]\d{0,14})$/, MINOR_UNITS)),
      z
        .number()
        .check(z.refine((value) => Number.isInteger(value) && value >= 0 && value < 1e15, MINOR_UNITS)),
    ],
    { error: MINOR_UNITS },
  ),
  z.pipe(z.transform(String), z.string()),
);
