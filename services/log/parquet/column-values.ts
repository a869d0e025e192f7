import { ByteDictionary } from "./byte-dictionary.ts";
import { hashBytes, viewOf } from "./bytes.ts";
import { type CodedValues, codedPages } from "./coded-pages.ts";
import type { ColumnPages } from "./parquet-file.ts";
import { Scratch } from "./scratch.ts";
import { TextColumn } from "./text-column.ts";

const encoder = new TextEncoder();

/** Lays out a column of texts or nulls, each distinct one once, in the order given. */
export function dictionaryPagesOf(values: readonly (string | null)[]): ColumnPages {
  const dictionary = new ByteDictionary();
  return inOrder(values.length, { codes: codesOf(values, dictionary), dictionary });
}

/** Lays out a column of whole numbers or nulls. */
export function integerPagesOf(values: readonly (bigint | null)[]): ColumnPages {
  const dictionary = new ByteDictionary();
  const codes = codesOf(
    values.map((value) => (value === null ? null : String(value))),
    dictionary,
  );
  const distinct = new Map(values.flatMap((value, row) => (value === null ? [] : [[codes[row], value]])));
  const integers = new BigInt64Array(dictionary.count);
  for (const [code = 0, value] of distinct) integers[code - 1] = value;
  const page = () => new Uint8Array(integers.buffer);
  return inOrder(values.length, { codes, dictionary: { count: dictionary.count, page } });
}

/** Lays out a column of texts or nulls of which no two are likely to be the same. */
export function textPagesOf(values: readonly (string | null)[]): ColumnPages {
  const texts = new TextColumn(values.length);
  for (const [row, value] of values.entries()) {
    const bytes = encoder.encode(value ?? "");
    if (value === null) texts.setNull(row);
    else texts.set(row, viewOf(bytes), 0, bytes.length);
  }
  return texts.pages(orderOf(values.length), new Scratch(values.length));
}

function inOrder(rows: number, values: CodedValues): ColumnPages {
  return codedPages(values, orderOf(rows), new Scratch(rows));
}

function orderOf(rows: number): Uint16Array {
  return Uint16Array.from({ length: rows }, (_, row) => row);
}

function codesOf(values: readonly (string | null)[], dictionary: ByteDictionary): Uint16Array {
  return Uint16Array.from(values, (value) => {
    if (value === null) return 0;
    const bytes = viewOf(encoder.encode(value));
    return dictionary.intern(bytes, 0, bytes.byteLength, hashBytes(bytes, 0, bytes.byteLength, 0));
  });
}
