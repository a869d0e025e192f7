import { copyBytes, grown, viewOf } from "./bytes.ts";
import type { ColumnPages } from "./parquet-file.ts";
import type { Scratch } from "./scratch.ts";

const BYTES_MIN = 1_048_576;
/** A Parquet page writes the length of a text before it, in 4 bytes. */
const LENGTH_BYTES = 4;
const NULL = 0xffffffff;

/** Texts of a column of which no two rows are likely to be the same: one of each row, as bytes. */
export class TextColumn {
  #bytes = new Uint8Array(BYTES_MIN);
  #view = viewOf(this.#bytes);
  #used = 0;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;

  constructor(rowsMax: number) {
    this.#starts = new Uint32Array(rowsMax);
    this.#ends = new Uint32Array(rowsMax);
  }

  /** How many bytes the texts take. */
  get bytes(): number {
    return this.#used;
  }

  /** Sets the text of a row. */
  set(row: number, source: DataView, start: number, end: number): void {
    const at = this.#used;
    const next = at + end - start;
    if (next > this.#bytes.length) this.#setBytes(grown(this.#bytes, next));
    copyBytes(source, start, end, this.#view, at);
    this.#starts[row] = at;
    this.#ends[row] = next;
    this.#used = next;
  }

  /** Leaves a row without a text. */
  setNull(row: number): void {
    this.#starts[row] = NULL;
    this.#ends[row] = NULL;
  }

  /** Lays the texts of the rows out in this order: each after its length, none for a null. */
  pages(order: Uint16Array, scratch: Scratch): ColumnPages {
    const page = scratch.page(this.#pageBytes(order));
    const view = viewOf(page);
    const { defined } = scratch;
    let at = 0;
    let nullCount = 0;
    for (let index = 0; index < order.length; index += 1) {
      const row = order[index] as number;
      const start = this.#starts[row] as number;
      defined[index] = start === NULL ? 0 : 1;
      if (start === NULL) {
        nullCount += 1;
        continue;
      }
      const end = this.#ends[row] as number;
      view.setUint32(at, end - start, true);
      copyBytes(this.#view, start, end, view, at + LENGTH_BYTES);
      at += LENGTH_BYTES + end - start;
    }
    return { values: page, defined: defined.subarray(0, order.length), nullCount, kind: "random" };
  }

  /** Forgets all texts and keeps its memory, unless that is more than `bytesMax`. */
  clear(bytesMax: number): void {
    this.#used = 0;
    if (this.#bytes.length > bytesMax) this.#setBytes(new Uint8Array(BYTES_MIN));
  }

  #pageBytes(order: Uint16Array): number {
    let bytes = 0;
    for (let index = 0; index < order.length; index += 1) {
      const row = order[index] as number;
      const length = (this.#ends[row] as number) - (this.#starts[row] as number);
      if (this.#starts[row] !== NULL) bytes += LENGTH_BYTES + length;
    }
    return bytes;
  }

  #setBytes(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }
}
