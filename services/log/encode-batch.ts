import { readAgent } from "../../core/link/agent.ts";
import type { ClickBatch, CodedColumn } from "./click-batch.ts";
import { CLICK_COLUMNS, CLICK_SCHEMA_VERSION, type ClickColumn } from "./click-columns.ts";
import { ByteDictionary } from "./parquet/byte-dictionary.ts";
import { hashBytes, viewOf } from "./parquet/bytes.ts";
import { type CodedValues, codedPages, type Dictionary } from "./parquet/coded-pages.ts";
import { type ColumnPages, ParquetFile } from "./parquet/parquet-file.ts";
import type { TextColumn } from "./parquet/text-column.ts";
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

/**
 * Writes rows of a batch as a Parquet file, which is valid until the next one of the same batch.
 *
 * @param metadata what else the file says of itself
 */
export function encodeRows(rows: OrderedRows, metadata: Readonly<Record<string, string>>): Uint8Array {
  const file = new ParquetFile(CLICK_COLUMNS, {
    rows: rows.order.length,
    metadata: { ...metadata, "tributary.schema_version": String(CLICK_SCHEMA_VERSION) },
    scratch: rows.batch.scratch,
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
      return textColumn(batch, column.name).pages(order, batch.scratch);
    case "agent":
      return agentPages(column.name as keyof ReturnType<typeof readAgent>, rows);
    default: {
      const { codes, dictionary } = codedColumn(batch, column.name);
      if (column.kind === "integer") return laidOut({ codes, dictionary: integers(dictionary) }, rows);
      if (column.kind === "list") return laidOut({ codes, ...rename(dictionary, joinList) }, rows);
      if (column.name === "source") return laidOut({ codes, ...rename(dictionary, orRedirect) }, rows);
      return laidOut({ codes, dictionary }, rows);
    }
  }
}

function laidOut(values: CodedValues, { batch, order }: OrderedRows): ColumnPages {
  return codedPages(values, order, batch.scratch);
}

function codedColumn(batch: ClickBatch, name: string): CodedColumn {
  const column = batch.coded.get(name);
  if (!column) throw new Error(`no column ${name}`);
  return column;
}

function textColumn(batch: ClickBatch, name: string): TextColumn {
  const column = batch.texts.get(name);
  if (!column) throw new Error(`no column ${name}`);
  return column;
}

function clickIdPages(rows: OrderedRows): ColumnPages {
  const { batch, order } = rows;
  const values = batch.scratch.page(order.length * (LENGTH_BYTES + SHOWN_ID_BYTES));
  const view = viewOf(values);
  let at = 0;
  for (let index = 0; index < order.length; index += 1) {
    view.setUint32(at, SHOWN_ID_BYTES, true);
    writeShownId(batch.rowIds, (order[index] as number) * ROW_ID_BYTES, values, at + LENGTH_BYTES);
    at += LENGTH_BYTES + SHOWN_ID_BYTES;
  }
  const { first, last } = idRange(rows);
  return { values, nullCount: 0, kind: "alike", statistics: { min_value: first, max_value: last } };
}

function clickedAtPages({ batch: { times, scratch }, order }: OrderedRows): ColumnPages {
  const values = scratch.page(order.length * INTEGER_BYTES);
  const view = viewOf(values);
  for (let index = 0; index < order.length; index += 1) {
    const time = times[order[index] as number] as number;
    view.setUint32(index * INTEGER_BYTES, time % 2 ** 32, true);
    view.setUint32(index * INTEGER_BYTES + 4, Math.floor(time / 2 ** 32), true);
  }
  const timeAt = (index: number): bigint => BigInt(times[order[index] as number] as number);
  const statistics = { min_value: timeAt(0), max_value: timeAt(order.length - 1) };
  return { values, nullCount: 0, kind: "alike", statistics };
}

function booleanPages({ batch: { optedOut, scratch }, order }: OrderedRows): ColumnPages {
  const values = scratch.page(Math.ceil(order.length / 8)).fill(0);
  for (let index = 0; index < order.length; index += 1) {
    const bit = (optedOut[order[index] as number] as number) << (index & 7);
    values[index >> 3] = (values[index >> 3] as number) | bit;
  }
  return { values, nullCount: 0, kind: "alike" };
}

/** Device, system and browser are read once from each distinct user agent. */
function agentPages(part: keyof ReturnType<typeof readAgent>, rows: OrderedRows): ColumnPages {
  const { codes, dictionary } = codedColumn(rows.batch, "user_agent");
  return laidOut({ codes, ...rename(dictionary, (agent) => readAgent(agent)[part]) }, rows);
}

type Renamed = Required<Pick<CodedValues, "dictionary" | "renamed">>;

/** A dictionary of what the texts of another become, and for each old number the new one; 0 is no text. */
function rename(dictionary: ByteDictionary, change: (text: string | null) => string | null): Renamed {
  const texts = new ByteDictionary();
  const renamed = new Uint16Array(dictionary.count + 1);
  for (let code = 0; code <= dictionary.count; code += 1) {
    const text = change(code === 0 ? null : decoder.decode(dictionary.text(code)));
    if (text === null) continue;
    const bytes = encoder.encode(text);
    const view = viewOf(bytes);
    renamed[code] = texts.intern(view, 0, bytes.length, hashBytes(view, 0, bytes.length, 0));
  }
  return { dictionary: texts, renamed };
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
