import type { ColumnPages } from "./parquet-file.ts";
import type { Scratch } from "./scratch.ts";

/** The distinct values of a column, as a plain page. */
export type Dictionary = { readonly count: number; page(): Uint8Array };

/** A column whose rows are numbers of values in a dictionary, from 1; 0 is no value. */
export type CodedValues = {
  readonly codes: Uint16Array;
  readonly dictionary: Dictionary;
  /** What the numbers in `codes` stand for, where that is not themselves. */
  readonly renamed?: Uint16Array;
};

/** Lays out a column in the order of its rows given, in scratch memory. */
export function codedPages(
  { codes, dictionary, renamed }: CodedValues,
  order: Uint16Array,
  { places, defined }: Scratch,
): ColumnPages {
  let count = 0;
  for (let index = 0; index < order.length; index += 1) {
    const code = codes[order[index] as number] as number;
    const meant = renamed ? (renamed[code] as number) : code;
    places[count] = meant - 1;
    defined[index] = meant > 0 ? 1 : 0;
    if (meant > 0) count += 1;
  }
  const nullCount = order.length - count;
  const pages = { defined: defined.subarray(0, order.length), nullCount, kind: "alike" as const };
  if (count === 0) return { ...pages, values: new Uint8Array() };
  const { count: distinct } = dictionary;
  return {
    ...pages,
    values: places.subarray(0, count),
    dictionary: { page: dictionary.page(), count: distinct },
  };
}
