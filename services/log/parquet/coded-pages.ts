import type { ColumnPages } from "./parquet-file.ts";

/** The distinct values of a column, as a plain page. */
export type Dictionary = { readonly count: number; page(): Uint8Array };

/**
 * Lays out a column whose rows are numbers of values in a dictionary, from 1; 0 is no value.
 *
 * @param order the rows to write, by their place in `codes`
 * @param renamed what the numbers in `codes` stand for, where that is not themselves
 */
export function codedPages(
  codes: Uint16Array,
  order: Uint16Array,
  dictionary: Dictionary,
  renamed?: Uint16Array,
): ColumnPages {
  const values = new Uint16Array(order.length);
  let count = 0;
  for (let index = 0; index < order.length; index += 1) {
    const code = codes[order[index] as number] as number;
    const meant = renamed ? (renamed[code] as number) : code;
    values[count] = meant - 1;
    if (meant > 0) count += 1;
  }
  const nullCount = order.length - count;
  if (count === 0)
    return { values: new Uint8Array(), defined: new Uint8Array(nullCount), nullCount, kind: "alike" };
  return {
    values: values.subarray(0, count),
    defined: definedOf(codes, order, renamed),
    nullCount,
    kind: "alike",
    dictionary: { page: dictionary.page(), count: dictionary.count },
  };
}

function definedOf(codes: Uint16Array, order: Uint16Array, renamed: Uint16Array | undefined): Uint8Array {
  const defined = new Uint8Array(order.length);
  for (let index = 0; index < order.length; index += 1) {
    const code = codes[order[index] as number] as number;
    defined[index] = (renamed ? (renamed[code] as number) : code) > 0 ? 1 : 0;
  }
  return defined;
}
