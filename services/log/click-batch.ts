import { CLICK_COLUMNS } from "./click-columns.ts";
import { ByteDictionary } from "./parquet/byte-dictionary.ts";
import { Scratch } from "./parquet/scratch.ts";
import { TextColumn } from "./parquet/text-column.ts";
import { ROW_ID_BYTES } from "./row-id.ts";
import { firstIds, type SortedIds } from "./sorted-ids.ts";

/** Most rows a batch takes, those dropped again included: a row has a number of 16 bits, and 0 is none. */
export const BATCH_ROWS_MAX = 65_535;
/** What a column of a batch that is cleared may keep for the next one. */
const KEPT_BYTES_MAX = 4_194_304;

/** Links are told apart by this many of their numbers; a power of two. */
const LINKS_TOLD_APART = 1_024;

/** A column kept as numbers of texts in a dictionary; 0 is no text. */
export type CodedColumn = {
  readonly dictionary: ByteDictionary;
  readonly codes: Uint16Array;
  /** By the slot of a link: the number of a text that came with it, most likely the one that comes again. */
  readonly likely: Uint16Array;
};

/** Where columns keep what is likely with the link of this number. Links may share a slot. */
export function likelySlot(link: number): number {
  return link & (LINKS_TOLD_APART - 1);
}

const names = (kinds: readonly string[]): readonly string[] =>
  CLICK_COLUMNS.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);

/**
 * Clicks in memory, column by column, as bytes: about 300 for each, whatever their texts. It is filled,
 * written and cleared again and again, so that an hour of any size takes the memory of one batch.
 */
export class ClickBatch {
  /** 16 bytes of each row. */
  readonly rowIds = new Uint8Array(BATCH_ROWS_MAX * ROW_ID_BYTES);
  readonly times = new Float64Array(BATCH_ROWS_MAX);
  readonly randoms = new Float64Array(BATCH_ROWS_MAX);
  readonly optedOut = new Uint8Array(BATCH_ROWS_MAX);
  readonly coded: ReadonlyMap<string, CodedColumn> = new Map(
    names(["dictionary", "integer", "list"]).map((name) => [
      name,
      {
        dictionary: new ByteDictionary(),
        codes: new Uint16Array(BATCH_ROWS_MAX),
        likely: new Uint16Array(LINKS_TOLD_APART),
      },
    ]),
  );
  readonly texts: ReadonlyMap<string, TextColumn> = new Map(
    names(["text"]).map((name) => [name, new TextColumn(BATCH_ROWS_MAX)]),
  );
  /** What rows are laid out in when they are written. */
  readonly scratch = new Scratch(BATCH_ROWS_MAX);
  readonly #order = new Uint16Array(BATCH_ROWS_MAX);
  readonly #keys = new Float64Array(BATCH_ROWS_MAX);
  readonly #codes: readonly Uint16Array[] = [...this.coded.values()].map(({ codes }) => codes);
  #length = 0;
  #begun = 0;
  /** From this row on all numbers of texts are 0. */
  #touched = 0;

  /** How many rows there are. */
  get length(): number {
    return this.#length;
  }

  /** How many bytes the rows' texts take, those of dropped rows included. */
  get bytes(): number {
    let bytes = 0;
    for (const { dictionary } of this.coded.values()) bytes += dictionary.bytes;
    for (const text of this.texts.values()) bytes += text.bytes;
    return bytes;
  }

  /** True while a row can be begun. */
  get hasRoom(): boolean {
    return this.#begun < BATCH_ROWS_MAX;
  }

  /** Makes the row ready that comes next, and gives its number. It counts once it is ended. */
  begin(): number {
    this.#begun += 1;
    if (this.#length < this.#touched) for (const codes of this.#codes) codes[this.#length] = 0;
    else this.#touched = this.#length + 1;
    return this.#length;
  }

  /** Counts the row that was begun. */
  end(): void {
    this.#length += 1;
  }

  /** Drops the rows from this number on. */
  dropFrom(length: number): void {
    this.#length = length;
  }

  /** Drops all rows and what is known of their texts. */
  clear(): void {
    this.#length = 0;
    this.#begun = 0;
    for (const { dictionary, codes, likely } of this.coded.values()) {
      dictionary.clear(KEPT_BYTES_MAX);
      codes.fill(0, 0, this.#touched);
      likely.fill(0);
    }
    this.#touched = 0;
    for (const text of this.texts.values()) text.clear(KEPT_BYTES_MAX);
  }

  /**
   * The numbers of the rows in the order of their ids, each id once: of a repeated one the row that came
   * first. Valid until it is asked for again.
   */
  sorted(): Uint16Array {
    const { times, randoms } = this;
    const length = this.#length;
    const order = this.#order;
    this.#sortByTime();
    let kept = 0;
    for (let start = 0; start < length; ) {
      let end = start + 1;
      while (end < length && times[order[end] as number] === times[order[start] as number]) end += 1;
      const ofSameTime = order.subarray(start, end);
      if (end - start > 1) {
        ofSameTime.sort((a, b) => (randoms[a] as number) - (randoms[b] as number) || a - b);
      }
      let last = -1;
      for (let index = start; index < end; index += 1) {
        const row = order[index] as number;
        if (randoms[row] !== last) order[kept++] = row;
        last = randoms[row] as number;
      }
      start = end;
    }
    return order.subarray(0, kept);
  }

  /** The ids of the rows in this order, in a room for them. */
  idsOf(order: Uint16Array, room: SortedIds): SortedIds {
    for (let index = 0; index < order.length; index += 1) {
      const row = order[index] as number;
      room.times[index] = this.times[row] as number;
      room.randoms[index] = this.randoms[row] as number;
    }
    return firstIds(room, order.length);
  }

  /** The order without the rows whose id is among these; in place. */
  without(order: Uint16Array, { times, randoms }: SortedIds): Uint16Array {
    let at = 0;
    let kept = 0;
    for (let index = 0; index < order.length; index += 1) {
      const row = order[index] as number;
      const time = this.times[row] as number;
      const random = this.randoms[row] as number;
      while (
        at < times.length &&
        ((times[at] as number) < time || (times[at] === time && (randoms[at] as number) < random))
      ) {
        at += 1;
      }
      if (times[at] !== time || randoms[at] !== random) order[kept++] = row;
    }
    return order.subarray(0, kept);
  }

  /** Time and row number in one double each, which the engine sorts without asking back: 22 and 16 bits. */
  #sortByTime(): void {
    let base = Number.POSITIVE_INFINITY;
    for (let row = 0; row < this.#length; row += 1) base = Math.min(base, this.times[row] as number);
    const keys = this.#keys.subarray(0, this.#length);
    for (let row = 0; row < keys.length; row += 1) {
      keys[row] = ((this.times[row] as number) - base) * 65_536 + row;
    }
    keys.sort();
    for (let index = 0; index < keys.length; index += 1)
      this.#order[index] = (keys[index] as number) & 0xffff;
  }
}
