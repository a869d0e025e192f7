import Papa from "papaparse";
import { isCurrency } from "../../core/money/currency.ts";
import { DECIMAL_PROBLEMS, parseDecimal } from "../../core/money/parse-decimal.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";

/** Most rows of one upload. */
const IMPORT_ROWS_MAX = 1_000;

/** Columns of an upload; each is a field of a conversion. */
const COLUMNS = [
  ...["external_id", "event", "click_id", "amount", "amount_minor", "currency", "occurred_at"],
  ...["coupon_code", "customer_external_id", "customer_email_sha256"],
];
const EVENT_DEFAULT = "sale";
const DELIMITERS = [";", "\t"];

/** Something wrong with an upload or a row of it. */
export type ImportProblem = { readonly param: string; readonly message: string };

/** A row as `POST /v1/conversions` takes it, or what is wrong with it before it is sent. */
export type ConversionRow = {
  /** As spreadsheets count: the names are row 1. */
  readonly row: number;
  readonly externalId: string;
} & ({ readonly conversion: object } | { readonly problem: ImportProblem });

type Cells = Readonly<Record<string, string>>;

/**
 * Reads the rows of an upload in CSV (RFC 4180): names in the first row, parted by commas, semicolons or
 * tabs. An upload that cannot be read for certain is refused whole, before anything of it is sent.
 */
export function readConversionRows(text: string): Result<readonly ConversionRow[], ImportProblem> {
  const [firstLine = ""] = text.split(/\r?\n/, 1);
  const delimiter = DELIMITERS.find((each) => firstLine.includes(each) && !firstLine.includes(",")) ?? ",";
  const { data, errors } = Papa.parse<string[]>(text, { delimiter });
  const [unread] = errors.filter(({ type }) => type === "Quotes");
  if (unread)
    return fail({ param: `row ${(unread.row ?? 0) + 1}`, message: "has a quote that does not end" });
  const [names = [], ...lines] = data;
  const columns = names.map((name) => name.trim());
  const wrong = columnProblem(columns);
  if (wrong) return fail(wrong);
  const rows = lines
    .map((cells, index) => ({ cells, row: index + 2 }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  if (rows.length === 0) return fail({ param: "body", message: "must have a row besides the names" });
  if (rows.length > IMPORT_ROWS_MAX) {
    return fail({ param: "body", message: `must not have more than ${IMPORT_ROWS_MAX} rows` });
  }
  return ok(rows.map(({ cells, row }) => readRow(cells, { columns, row })));
}

function columnProblem(columns: readonly string[]): ImportProblem | null {
  const unknown = columns.find((name) => !COLUMNS.includes(name));
  if (unknown !== undefined) {
    return { param: unknown.slice(0, 64) || "body", message: `is none of the columns ${COLUMNS.join(", ")}` };
  }
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) return { param: twice, message: "must be a column once" };
  const missing = ["external_id", "currency"].find((name) => !columns.includes(name));
  if (missing !== undefined) return { param: missing, message: "must be a column" };
  const hasAmount = columns.includes("amount") || columns.includes("amount_minor");
  return hasAmount ? null : { param: "amount", message: "must be a column, or amount_minor" };
}

function readRow(
  cells: readonly string[],
  { columns, row }: { readonly columns: readonly string[]; readonly row: number },
): ConversionRow {
  const values: Cells = Object.fromEntries(
    columns.flatMap((name, index) => (cells[index] ? [[name, cells[index]]] : [])),
  );
  const externalId = values.external_id ?? "";
  if (cells.length !== columns.length) {
    const message = `has ${cells.length} cells where there are ${columns.length} columns`;
    return { row, externalId, problem: { param: "row", message } };
  }
  const amount = amountOf(values);
  if ("param" in amount) return { row, externalId, problem: amount };
  const { external_id, event = EVENT_DEFAULT, click_id, currency, occurred_at, coupon_code } = values;
  const customer = present({
    external_id: values.customer_external_id,
    email_sha256: values.customer_email_sha256,
  });
  const given = present({ external_id, event, click_id, currency, occurred_at, coupon_code, ...amount });
  const conversion = Object.keys(customer).length > 0 ? { ...given, customer } : given;
  return { row, externalId, conversion };
}

/** Minor units as they are given, or those of a decimal; what else is wrong with them, the intake tells. */
function amountOf({ amount, amount_minor, currency = "" }: Cells): { amount_minor?: string } | ImportProblem {
  if (amount === undefined) return present({ amount_minor });
  if (amount_minor !== undefined) {
    return { param: "amount_minor", message: "must not be given together with amount" };
  }
  if (!isCurrency(currency)) {
    return { param: "currency", message: "must be an ISO 4217 currency code in capitals, e.g. EUR" };
  }
  const minor = parseDecimal(amount, currency);
  if (typeof minor === "string") return { param: "amount", message: DECIMAL_PROBLEMS[minor] };
  return { amount_minor: String(minor) };
}

function present<Value>(values: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).filter((pair): pair is [string, Value] => pair[1] !== undefined),
  );
}
