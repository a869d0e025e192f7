import { readAgent } from "../../core/link/agent.ts";
import type { ClickBatch, CodedColumn } from "./click-batch.ts";
import { CLICK_COLUMNS, CLICK_SCHEMA_VERSION, type ClickColumn } from "./click-columns.ts";
import { ByteDictionary } from "./parquet/byte-dictionary.ts";
import { viewOf } from "./parquet/bytes.ts";
import { codedPages, type Dictionary } from "./parquet/coded-pages.ts";
import { type ColumnPages, ParquetFile } from "./parquet/parquet-file.ts";
import { ROW_ID_BYTES, readRowId, SHOWN_ID_BYTES, showRowId, writeShownId } from "./row-id.ts";

/** What a record without a source is: a followed link. */
const SOURCE_DEFAULT = "redirect";
/** Evidence that names a click by its whole id, which is shown without its signature. */
const NAMED_CLICK = /^([a-z_]+:)([A-Za-z0-9_-]{32})$/;
const LENGTH_BYTES = 4;
const INTEGER_BYTES = 8;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Rows of a batch in the order in which they are written. */
export type OrderedRows = { readonly batch: ClickBatch; readonly order: Uint16Array };

/** Writes rows of a batch as a Parquet file; `metadata` is what else the file says of itself. */
export function encodeRows(rows: OrderedRows, metadata: Readonly<Record<string, string>>): Uint8Array {
  const file = new ParquetFile(CLICK_COLUMNS, rows.order.length, {
    ...metadata,
    "tributary.schema_version": String(CLICK_SCHEMA_VERSION),
  });
  for (const column of CLICK_COLUMNS) file.add(column, pagesOf(column, rows));
  return file.finish();
}

/** The first and the last id of the rows, as they are shown. */
export function idRange(rows: OrderedRows): { readonly first: string; readonly last: string } {
  return { first: shownIdAt(rows, 0), last: shownIdAt(rows, rows.order.length - 1) };
}

function pagesOf(column: ClickColumn, rows: OrderedRows): ColumnPages {
  const { batch, order } = rows;
  switch (column.kind) {
    case "click_id":
      return clickIdPages(rows);
    case "clicked_at":
      return clickedAtPages(rows);
    case "boolean":
      return booleanPages(rows);
    case "text":
      return textPages(column.name, rows);
    case "agent":
      return agentPages(column.name as keyof ReturnType<typeof readAgent>, rows);
    default: {
      const { codes, dictionary } = codedColumn(batch, column.name);
      if (column.kind === "integer") return codedPages(codes, order, integers(dictionary));
      if (column.kind === "list") return renamedPages(codes, order, rename(dictionary, joinList));
      if (column.name === "source") return renamedPages(codes, order, rename(dictionary, orRedirect));
      return codedPages(codes, order, dictionary);
    }
  }
}

function codedColumn(batch: ClickBatch, name: string): CodedColumn {
  const column = batch.coded.get(name);
  if (!column) throw new Error(`no column ${name}`);
  return column;
}

function clickIdPages(rows: OrderedRows): ColumnPages {
  const { batch, order } = rows;
  const values = new Uint8Array(order.length * (LENGTH_BYTES + SHOWN_ID_BYTES));
  let at = 0;
  for (const row of order) {
    values[at] = SHOWN_ID_BYTES;
    writeShownId(batch.rowIds, row * ROW_ID_BYTES, values, at + LENGTH_BYTES);
    at += LENGTH_BYTES + SHOWN_ID_BYTES;
  }
  const { first, last } = idRange(rows);
  return { values, nullCount: 0, kind: "alike", statistics: { min_value: first, max_value: last } };
}

function clickedAtPages({ batch: { times }, order }: OrderedRows): ColumnPages {
  const values = new DataView(new ArrayBuffer(order.length * INTEGER_BYTES));
  order.forEach((row, index) => {
    const time = times[row] as number;
    values.setUint32(index * INTEGER_BYTES, time % 2 ** 32, true);
    values.setUint32(index * INTEGER_BYTES + 4, Math.floor(time / 2 ** 32), true);
  });
  const [first = 0] = order;
  const statistics = {
    min_value: BigInt(times[first] as number),
    max_value: BigInt(times[order.at(-1) ?? first] as number),
  };
  return { values: new Uint8Array(values.buffer), nullCount: 0, kind: "alike", statistics };
}

function booleanPages({ batch: { optedOut }, order }: OrderedRows): ColumnPages {
  const values = new Uint8Array(Math.ceil(order.length / 8));
  order.forEach((row, index) => {
    const byte = index >> 3;
    values[byte] = (values[byte] as number) | ((optedOut[row] as number) << (index & 7));
  });
  return { values, nullCount: 0, kind: "alike" };
}

function textPages(name: string, { batch, order }: OrderedRows): ColumnPages {
  const texts = batch.texts.get(name);
  if (!texts) throw new Error(`no column ${name}`);
  const defined = Uint8Array.from(order, (row) => (texts.isNull(row) ? 0 : 1));
  const nullCount = order.length - defined.reduce((sum, one) => sum + one, 0);
  return { values: texts.page(order), defined, nullCount, kind: "random" };
}

/** Device, system and browser are read once from each distinct user agent. */
function agentPages(part: keyof ReturnType<typeof readAgent>, { batch, order }: OrderedRows): ColumnPages {
  const { codes, dictionary } = codedColumn(batch, "user_agent");
  return renamedPages(
    codes,
    order,
    rename(dictionary, (agent) => readAgent(agent)[part]),
  );
}

type Renamed = { readonly dictionary: ByteDictionary; readonly codes: Uint16Array };

/** A dictionary of what the texts of another become, and for each old number the new one; 0 is no text. */
function rename(dictionary: ByteDictionary, change: (text: string | null) => string | null): Renamed {
  const renamed = new ByteDictionary();
  const codes = new Uint16Array(dictionary.count + 1);
  for (let code = 0; code <= dictionary.count; code += 1) {
    const text = change(code === 0 ? null : decoder.decode(dictionary.text(code)));
    if (text === null) continue;
    const bytes = encoder.encode(text);
    codes[code] = renamed.intern(viewOf(bytes), 0, bytes.length, bytes.length);
  }
  return { dictionary: renamed, codes };
}

function renamedPages(codes: Uint16Array, order: Uint16Array, renamed: Renamed): ColumnPages {
  return codedPages(codes, order, renamed.dictionary, renamed.codes);
}

function orRedirect(source: string | null): string {
  return source ?? SOURCE_DEFAULT;
}

/** A list of evidence as one text, its parts parted by commas. */
function joinList(json: string | null): string | null {
  if (json === null) return null;
  return (JSON.parse(json) as string[])
    .map((part) => part.replace(NAMED_CLICK, (_, name: string, id: string) => `${name}${shownId(id)}`))
    .join(",");
}

function shownId(clickId: string): string {
  const rowId = new Uint8Array(ROW_ID_BYTES);
  readRowId(viewOf(encoder.encode(clickId)), 0, viewOf(rowId), 0);
  return showRowId(rowId);
}

function integers(dictionary: ByteDictionary): Dictionary {
  const values = new BigInt64Array(dictionary.count);
  for (let code = 1; code <= values.length; code += 1) {
    values[code - 1] = BigInt(decoder.decode(dictionary.text(code)));
  }
  return { count: values.length, page: () => new Uint8Array(values.buffer) };
}

function shownIdAt({ batch, order }: OrderedRows, index: number): string {
  const start = (order[index] as number) * ROW_ID_BYTES;
  return showRowId(batch.rowIds.subarray(start, start + ROW_ID_BYTES));
}
