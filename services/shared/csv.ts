import Papa from "papaparse";

/** Cells a spreadsheet would run as a formula (OWASP, ASVS 1.2.10), full-width forms and NUL included. */
export const FORMULA = /^[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/;

/** Writes CSV (RFC 4180) that is safe to open in a spreadsheet; numbers stay numbers. Without fields there is no row of names. */
export function writeCsv(fields: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((row) => [...row]);
  if (fields.length === 0 && lines.length === 0) return "";
  const data = fields.length === 0 ? lines : { fields: [...fields], data: lines };
  return `${Papa.unparse(data, { escapeFormulae: FORMULA, newline: "\r\n" })}\r\n`;
}
