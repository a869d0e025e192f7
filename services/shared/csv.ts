import Papa from "papaparse";

/**
 * Cells a spreadsheet would run as a formula (OWASP, ASVS 1.2.10), full-width forms and NUL included; and those that would be taken for such
 * a cell with its mark, so that each is read back as it was.
 */
const MARKED = /^'*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/;

/** A text as its cell has it: with a mark where a spreadsheet would run it. */
export const markedCell = (text: string): string => (MARKED.test(text) ? `'${text}` : text);

/** The text of a cell that may have the mark. */
export const unmarkedCell = (cell: string): string =>
  cell.startsWith("'") && MARKED.test(cell.slice(1)) ? cell.slice(1) : cell;

/** Writes CSV (RFC 4180) that is safe to open in a spreadsheet; numbers stay numbers. Without fields there is no row of names. */
export function writeCsv(fields: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((row) => [...row]);
  if (fields.length === 0 && lines.length === 0) return "";
  const data = fields.length === 0 ? lines : { fields: [...fields], data: lines };
  return `${Papa.unparse(data, { escapeFormulae: MARKED, newline: "\r\n" })}\r\n`;
}
