import Papa from "papaparse";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { markedCell, unmarkedCell, writeCsv } from "../shared/csv.ts";
import type { Fields, Resource, ResourceColumn } from "./resource.ts";

/** Most rows of one upload. */
const IMPORT_ROWS_MAX = 1_000;
const DELIMITERS = [";", "\t"];
/** What parts the entries of a list within a cell. */
const LIST_SEPARATOR = ";";

/** Something wrong with an upload, or a row of it. */
export type CsvProblem = { readonly param: string; readonly message: string };

/** A row of an upload as the body of a call, or why it is none. Spreadsheets count the names as row 1. */
export type CsvRow = { readonly row: number } & (
  | {
      readonly id: string | null;
      readonly body: Fields;
      /** As they stand in the file, by the names of the body. */
      readonly cells: Readonly<Record<string, string>>;
    }
  | { readonly problem: CsvProblem }
);

type Columns = Resource<never>["columns"];

/**
 * Reads CSV (RFC 4180) whose first row names columns of a standard entity, parted by commas, semicolons or tabs. A cell
 * that is empty says nothing. An upload that cannot be read for certain is refused whole.
 */
export function readCsvRows(text: string, columns: Columns): Result<readonly CsvRow[], CsvProblem> {
  const [firstLine = ""] = text.split(/\r?\n/, 1);
  const delimiter = DELIMITERS.find((each) => firstLine.includes(each) && !firstLine.includes(",")) ?? ",";
  const { data, errors } = Papa.parse<string[]>(text, { delimiter });
  const unread = errors.find(({ type }) => type === "Quotes");
  if (unread)
    return fail({ param: `row ${(unread.row ?? 0) + 1}`, message: "has a quote that does not end" });
  const [names = [], ...lines] = data;
  const heads = names.map((name) => name.trim());
  const wrong = headProblem(heads, columns);
  if (wrong) return fail(wrong);
  const rows = lines
    .map((cells, index) => ({ cells, row: index + 2 }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  if (rows.length === 0) return fail({ param: "body", message: "must have a row besides the names" });
  if (rows.length > IMPORT_ROWS_MAX)
    return fail({ param: "body", message: `must not have more than ${IMPORT_ROWS_MAX} rows` });
  return ok(rows.map(({ cells, row }) => readRow(cells, { heads, row, columns })));
}

function headProblem(heads: readonly string[], columns: Columns): CsvProblem | null {
  const unknown = heads.find((name) => name !== "id" && !Object.hasOwn(columns, name));
  if (unknown !== undefined) {
    const message = `is none of the columns id, ${Object.keys(columns).join(", ")}`;
    return { param: unknown.slice(0, 64) || "body", message };
  }
  const twice = heads.find((name, index) => heads.indexOf(name) !== index);
  return twice === undefined ? null : { param: twice, message: "must be a column once" };
}

function readRow(
  cells: readonly string[],
  {
    heads,
    row,
    columns,
  }: { readonly heads: readonly string[]; readonly row: number; readonly columns: Columns },
): CsvRow {
  if (cells.length !== heads.length) {
    const message = `has ${cells.length} cells where there are ${heads.length} columns`;
    return { row, problem: { param: "row", message } };
  }
  const body: Record<string, unknown> = {};
  const said: Record<string, string> = {};
  let id: string | null = null;
  for (const [index, name] of heads.entries()) {
    const given = cells[index] ?? "";
    const cell = unmarkedCell(given);
    if (cell === "") continue;
    if (name === "id") {
      id = cell;
      continue;
    }
    body[name] = cellValue(cell, columns[name]?.type ?? "text");
    said[name] = given;
  }
  return { row, id, body, cells: said };
}

/** What a row of an upload says that an export of what stands would not: a cell that was left as it came out says nothing. */
export function saidAnew(
  { body, cells }: { readonly body: Fields; readonly cells: Readonly<Record<string, string>> },
  shown: Fields,
): Fields {
  return Object.fromEntries(
    Object.entries(body).filter(([name]) => cells[name] !== exportedCell(shown[name])),
  );
}

/** A cell as `writeCsv` writes it and a spreadsheet reads it. */
function exportedCell(value: unknown): string {
  const cell = cellOf(value);
  return typeof cell === "string" ? markedCell(cell) : String(cell);
}

/** A cell as JSON has it. What is not of the column's type stays text, so that the contract says what is wrong. */
function cellValue(cell: string, type: ResourceColumn["type"]): unknown {
  switch (type) {
    case "integer":
      return /^-?\d{1,15}$/.test(cell) ? Number(cell) : cell;
    case "boolean":
      return cell === "true" ? true : cell === "false" ? false : cell;
    case "list":
      return readList(cell);
    case "json":
      return jsonOf(cell);
    default:
      return cell;
  }
}

/** An entry in quotes, in which a quote is doubled, or one as it stands; and what ends it. */
const ENTRY = /\s*(?:"([^"]*(?:""[^"]*)*)"\s*(?=;|$)|([^;]*))(;|$)/y;

/** The entries of a cell. Space around one is none of it, unless it stands in quotes. */
function readList(cell: string): readonly string[] {
  const entries: string[] = [];
  ENTRY.lastIndex = 0;
  for (let end: string | undefined = LIST_SEPARATOR; end === LIST_SEPARATOR; ) {
    const [, quoted, bare = "", found] = ENTRY.exec(cell) ?? [];
    entries.push(quoted === undefined ? bare.trim() : quoted.replaceAll('""', '"'));
    end = found;
  }
  return entries;
}

/** As `readList` has it: an entry that would be read as another stands in quotes. */
const writeList = (entries: readonly string[]): string =>
  entries
    .map((entry) => (/^$|[;"]|^\s|\s$/.test(entry) ? `"${entry.replaceAll('"', '""')}"` : entry))
    .join(LIST_SEPARATOR);

function jsonOf(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}

/** Writes rows as CSV; the names of the columns go before the first. Numbers stay numbers. */
export function writeCsvRows(
  names: readonly string[],
  rows: readonly Fields[],
  { hasNames }: { readonly hasNames: boolean },
): string {
  const cells = rows.map((row) => names.map((name) => cellOf(row[name])));
  return writeCsv(hasNames ? names : [], cells);
}

function cellOf(value: unknown): string | number {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "string") return value;
  const isList = Array.isArray(value) && value.every((entry) => typeof entry === "string");
  if (isList) return writeList(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
