import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { grown } from "./bytes.ts";

const PAGE_BYTES_FIRST = 1_048_576;
const FILE_BYTES_FIRST = 4_194_304;

/**
 * Memory that one column after the other, and one file after the other, is laid out in. What was laid out
 * is valid until the next column, or the next file: garbage of their size would be most of what compaction
 * takes.
 */
export class Scratch {
  /** Places in a dictionary, of as many rows as there may be. */
  readonly places: Uint16Array;
  /** Which rows have a value. */
  readonly defined: Uint8Array;
  readonly #writer = new ByteWriter(FILE_BYTES_FIRST);
  #page: Uint8Array<ArrayBuffer> = new Uint8Array(PAGE_BYTES_FIRST);

  constructor(rowsMax: number) {
    this.places = new Uint16Array(rowsMax);
    this.defined = new Uint8Array(rowsMax);
  }

  /** Room for a page of so many bytes; what it holds is left over from another. */
  page(bytes: number): Uint8Array<ArrayBuffer> {
    if (bytes > this.#page.length) this.#page = grown(this.#page, bytes);
    return this.#page.subarray(0, bytes);
  }

  /** Room for a file, empty. */
  file(): ByteWriter {
    this.#writer.index = 0;
    this.#writer.offset = 0;
    return this.#writer;
  }
}
