import type { ByteDictionary } from "./parquet/byte-dictionary.ts";
import { hashBytes, mixIn, viewOf } from "./parquet/bytes.ts";

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const ZERO = 0x30;
const NINE = 0x39;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
/** Four of each, to find one among four bytes. */
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Four bytes or more, as numbers of four each, big-endian; the last four may overlap those before. */
export type Word = { readonly fours: Int32Array; readonly last: number; readonly length: number };

/** A text of at least four bytes, to be looked for. */
export function wordOf(text: string): Word {
  const bytes = encoder.encode(text);
  const view = viewOf(bytes);
  const { length } = bytes;
  const fours = Int32Array.from({ length: Math.ceil(length / 4) - 1 }, (_, at) => view.getInt32(4 * at));
  return { fours, last: view.getInt32(length - 4), length };
}

/**
 * Takes JSON apart as `JSON.stringify` writes it, without spaces: byte by byte and without making a string
 * of any of it. A method that answers true has moved on; one that answers false may have moved anywhere.
 */
export class LineTokens {
  /** What hashes begin with. */
  readonly #seed: number;
  #bytes: Uint8Array = new Uint8Array();
  #view: DataView = viewOf(this.#bytes);
  #hasEscape = false;
  /** Where the next token begins. */
  at = 0;
  /** The text, number or list last read: where its bytes are, without quotes, and their hash. */
  source: DataView = this.#view;
  start = 0;
  end = 0;
  hash = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Goes to a place in other bytes. */
  open(bytes: Uint8Array, at: number): void {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.at = at;
  }

  /** True at the end of the bytes. */
  isOver(): boolean {
    return this.at >= this.#bytes.length;
  }

  /** The byte at this place, or at one after it. */
  peek(after = 0): number | undefined {
    return this.#bytes[this.at + after];
  }

  /** True and moved on if this word comes next. */
  word({ fours, last, length }: Word): boolean {
    const view = this.#view;
    const start = this.at;
    const end = start + length;
    if (end > this.#bytes.length || view.getInt32(end - 4) !== last) return false;
    for (let index = 0; index < fours.length; index += 1) {
      if (view.getInt32(start + 4 * index) !== fours[index]) return false;
    }
    this.at = end;
    return true;
  }

  /** The rest of the line, and the place after it. */
  restOfLine(): { readonly text: string; readonly next: number } {
    const newline = this.#bytes.indexOf(NEWLINE, this.at);
    const end = newline < 0 ? this.#bytes.length : newline;
    return { text: decoder.decode(this.#bytes.subarray(this.at, end)), next: end + 1 };
  }

  /** Reads a text in quotes. */
  text(): boolean {
    const bytes = this.#bytes;
    const view = this.#view;
    if (bytes[this.at] !== QUOTE) return false;
    const start = this.at + 1;
    let hash = this.#seed;
    let at = start;
    for (; at + 4 <= bytes.length; at += 4) {
      const four = view.getInt32(at);
      if (hasZeroByte(four ^ QUOTES) || hasZeroByte(four ^ BACKSLASHES)) break;
      hash = mixIn(hash, four);
    }
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === BACKSLASH) return this.#escapedText(start);
      if (byte === QUOTE) {
        this.#token(view, start, at, hash);
        this.at = at + 1;
        return true;
      }
      hash = mixIn(hash, byte);
    }
    return false;
  }

  /** True and moved on if a text without a character comes next. */
  emptyText(): boolean {
    if (this.#bytes[this.at] !== QUOTE || this.#bytes[this.at + 1] !== QUOTE) return false;
    this.at += 2;
    return true;
  }

  /** True and moved on if this text, of which no character is written as an escape, comes next in quotes. */
  knownText(dictionary: ByteDictionary, code: number): boolean {
    const bytes = this.#bytes;
    const start = this.at + 1;
    const end = start + dictionary.lengthOf(code);
    const isQuoted = bytes[start - 1] === QUOTE && bytes[end] === QUOTE;
    if (!isQuoted || !dictionary.isText(code, this.#view, start, end)) return false;
    this.at = end + 1;
    return true;
  }

  /** True if the text last read is written without escapes. */
  isPlain(): boolean {
    return this.source === this.#view;
  }

  /** Reads a number of digits alone. */
  digits(): boolean {
    const bytes = this.#bytes;
    const start = this.at;
    let at = start;
    while ((bytes[at] as number) >= ZERO && (bytes[at] as number) <= NINE) at += 1;
    this.#token(this.#view, start, at, hashBytes(this.#view, start, at, this.#seed));
    this.at = at;
    return at > start;
  }

  /** Reads a list of texts as the text it is written in, brackets and all; throws for an escape that is none. */
  list(): boolean {
    const bytes = this.#bytes;
    const start = this.at;
    if (bytes[start] !== OPEN_LIST) return false;
    let at = start;
    let isEscaped = false;
    if (bytes[start + 1] === CLOSE_LIST) at += 1;
    else {
      do {
        if (bytes[at + 1] !== QUOTE) return false;
        const end = this.#endOfText(at + 2);
        isEscaped ||= this.#hasEscape;
        at = end + 1;
      } while (bytes[at] === COMMA);
    }
    if (bytes[at] !== CLOSE_LIST) return false;
    if (isEscaped) JSON.parse(decoder.decode(bytes.subarray(start, at + 1)));
    this.#token(this.#view, start, at + 1, hashBytes(this.#view, start, at + 1, this.#seed));
    this.at = at + 1;
    return true;
  }

  /** The number that the digits last read make. */
  number(): number {
    let number = 0;
    for (let at = this.start; at < this.end; at += 1) number = number * 10 + this.source.getUint8(at) - ZERO;
    return number;
  }

  /** The length of what was last read, in bytes. */
  length(): number {
    return this.end - this.start;
  }

  /** Reads a text that is written with escapes; its bytes then lie elsewhere than in the line. Throws for one that is none. */
  #escapedText(start: number): boolean {
    const end = this.#endOfText(start);
    if (end >= this.#bytes.length) return false;
    const quoted = decoder.decode(this.#bytes.subarray(start - 1, end + 1));
    const source = viewOf(encoder.encode(JSON.parse(quoted)));
    this.#token(source, 0, source.byteLength, hashBytes(source, 0, source.byteLength, this.#seed));
    this.at = end + 1;
    return true;
  }

  /** Where the quote is that ends a text, and whether it has escapes; past the bytes if there is none. */
  #endOfText(start: number): number {
    const bytes = this.#bytes;
    let end = start;
    this.#hasEscape = false;
    while (end < bytes.length && bytes[end] !== QUOTE) {
      if (bytes[end] === BACKSLASH) {
        this.#hasEscape = true;
        end += 1;
      }
      end += 1;
    }
    return end;
  }

  #token(source: DataView, start: number, end: number, hash: number): void {
    this.source = source;
    this.start = start;
    this.end = end;
    this.hash = hash;
  }
}

function hasZeroByte(four: number): boolean {
  return ((four - 0x01010101) & ~four & 0x80808080) !== 0;
}
