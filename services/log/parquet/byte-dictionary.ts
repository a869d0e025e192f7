import { areBytesEqual, copyBytes, grown, viewOf } from "./bytes.ts";

const SLOTS_MIN = 64;
const BYTES_MIN = 1_024;
/** A Parquet page writes the length of a text before it, in 4 bytes. */
const LENGTH_BYTES = 4;

/**
 * The distinct texts of a column, numbered from 1 in the order in which they came. They are kept as bytes
 * in the form of a Parquet dictionary page, so no text is decoded or encoded on its way from file to file.
 */
export class ByteDictionary {
  /** Numbers of texts by their hash, each at the first place that was free. */
  #slots = new Uint16Array(SLOTS_MIN);
  #hashes = new Int32Array(SLOTS_MIN);
  /** Where each text begins in the page, its length before it; the last one is where the next would. */
  #starts = new Uint32Array(SLOTS_MIN);
  #page = new Uint8Array(BYTES_MIN);
  #view = viewOf(this.#page);
  #count = 0;

  /** How many distinct texts there are: at most 65,535. */
  get count(): number {
    return this.#count;
  }

  /** How many bytes they take in a dictionary page. */
  get bytes(): number {
    return this.#starts[this.#count] ?? 0;
  }

  /**
   * The number of the text from `start` to `end`, new or known.
   *
   * @param hash any number that equal texts share
   */
  intern(source: DataView, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let code = slots[slot] as number; code !== 0; code = slots[slot] as number) {
      if (this.#hashes[code - 1] === hash && this.isText(code, source, start, end)) return code;
      slot = (slot + 1) & mask;
    }
    this.#append(source, start, end, hash);
    slots[slot] = this.#count;
    if (this.#count * 2 > slots.length) this.#widen();
    return this.#count;
  }

  /** How many bytes the text of this number has. */
  lengthOf(code: number): number {
    return (this.#starts[code] as number) - (this.#starts[code - 1] as number) - LENGTH_BYTES;
  }

  /** True if the bytes from `start` to `end` are the text of this number. */
  isText(code: number, source: DataView, start: number, end: number): boolean {
    const at = (this.#starts[code - 1] as number) + LENGTH_BYTES;
    return this.lengthOf(code) === end - start && areBytesEqual(source, start, end, this.#view, at);
  }

  /** The bytes of a text; they are valid until the next text comes. */
  text(code: number): Uint8Array {
    const start = this.#starts[code - 1] as number;
    return this.#page.subarray(start + LENGTH_BYTES, this.#starts[code]);
  }

  /** All texts as a plain page; valid until the next text comes. */
  page(): Uint8Array {
    return this.#page.subarray(0, this.bytes);
  }

  /** Forgets all texts and keeps its memory, unless that is more than `bytesMax`. */
  clear(bytesMax: number): void {
    this.#count = 0;
    this.#slots.fill(0);
    if (this.#page.length > bytesMax) this.#setPage(new Uint8Array(BYTES_MIN));
  }

  #append(source: DataView, start: number, end: number, hash: number): void {
    const at = this.bytes;
    const next = at + LENGTH_BYTES + end - start;
    if (next > this.#page.length) this.#setPage(grown(this.#page, next));
    if (this.#count + 2 > this.#starts.length) {
      this.#starts = widened(this.#starts);
      this.#hashes = widened(this.#hashes);
    }
    this.#view.setUint32(at, end - start, true);
    copyBytes(source, start, end, this.#view, at + LENGTH_BYTES);
    this.#hashes[this.#count] = hash;
    this.#count += 1;
    this.#starts[this.#count] = next;
  }

  #setPage(page: Uint8Array<ArrayBuffer>): void {
    this.#page = page;
    this.#view = viewOf(page);
  }

  #widen(): void {
    const slots = new Uint16Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let code = 1; code <= this.#count; code += 1) {
      const hash = this.#hashes[code - 1] as number;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = code;
    }
    this.#slots = slots;
  }
}

function widened<Numbers extends Uint32Array | Int32Array>(numbers: Numbers): Numbers {
  const wider = new (numbers.constructor as new (length: number) => Numbers)(numbers.length * 2);
  wider.set(numbers);
  return wider;
}
