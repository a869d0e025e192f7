import Papa from "papaparse";

/** Cells a spreadsheet would run as a formula (OWASP, ASVS 1.2.10), full-width forms and NUL included. */
const FORMULA = /^[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/;

/** Writes CSV (RFC 4180) that is safe to open in a spreadsheet. */
export function writeCsv(fields: readonly string[], rows: readonly (readonly string[])[]): string {
  const data = { fields: [...fields], data: rows.map((row) => [...row]) };
  return `${Papa.unparse(data, { escapeFormulae: FORMULA, newline: "\r\n" })}\r\n`;
}
