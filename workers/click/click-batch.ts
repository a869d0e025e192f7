import { CLICK_MESSAGE_BYTES_MAX, CLICKS_PER_MESSAGE_MAX } from "../../core/link/click-limits.ts";
import { assert } from "../../core/shared/assert.ts";

const encoder = new TextEncoder();
const HEAD = encoder.encode('{"v":1,"clicks":[');
const TAIL = encoder.encode("]}");
/** Room for a click as most are; when more come, it is made for all that a message holds. */
const FIRST_BYTES = 4_096;
/** Clicks, at most, that are kept as text until they are written as bytes, all by one call of the runtime. */
const CLICKS_AT_ONCE = 8;
/** The most that UTF-8 takes for one unit of UTF-16 (Encoding Standard, TextEncoder.encodeInto). */
const BYTES_PER_UNIT_MAX = 3;

/** Hears whether a click was taken. */
export type OnSettled = (isTaken: boolean) => void;

/**
 * Clicks that go in one message, as the bytes it will be but for the last few: a busy isolate makes a message of a hundred
 * clicks every few milliseconds, and what it kept of each as text or object would be moved by every collection of
 * garbage until the queue took it.
 */
export class ClickBatch {
  clicks = 0;
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = HEAD.length;
  /** Clicks that are not among the bytes yet, with the commas between them. */
  #text = "";
  #listeners: OnSettled[] | null = null;

  constructor() {
    this.#bytes.set(HEAD);
  }

  /** True if one more click fits, or none at all where its JSON is empty. The first always does. */
  fits(json: string): boolean {
    if (this.clicks === 0) return true;
    if (this.clicks >= CLICKS_PER_MESSAGE_MAX) return false;
    if (this.#bytesWith(json) <= CLICK_MESSAGE_BYTES_MAX) return true;
    this.#writeText();
    return this.#bytesWith(json) <= CLICK_MESSAGE_BYTES_MAX;
  }

  /** The most bytes that the message takes with one click more: how many a text takes is only known once it is written. */
  #bytesWith(json: string): number {
    return this.#length + BYTES_PER_UNIT_MAX * (this.#text.length + 1 + json.length) + TAIL.length;
  }

  /** Takes in a click as its JSON. */
  add(json: string, onSettled: OnSettled | undefined): void {
    this.#text += this.clicks > 0 ? `,${json}` : json;
    this.clicks += 1;
    if (this.clicks % CLICKS_AT_ONCE === 0) this.#writeText();
    if (onSettled === undefined) return;
    this.#listeners ??= [];
    this.#listeners.push(onSettled);
  }

  #writeText(): void {
    const { length } = this.#text;
    if (length === 0) return;
    this.#makeRoom(BYTES_PER_UNIT_MAX * length + TAIL.length);
    const { read, written } = encoder.encodeInto(this.#text, this.#bytes.subarray(this.#length));
    assert(read === length, "there must be room for all of a text");
    this.#length += written;
    this.#text = "";
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(needed, CLICK_MESSAGE_BYTES_MAX));
    wider.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = wider;
  }

  /** The message (`contracts/click-message.ts`), as JSON. */
  message(): Uint8Array {
    this.#writeText();
    this.#bytes.set(TAIL, this.#length);
    return this.#bytes.subarray(0, this.#length + TAIL.length);
  }

  /** Tells those who wait for a click of it. */
  settle(isTaken: boolean): void {
    if (this.#listeners === null) return;
    for (const listener of this.#listeners) listener(isTaken);
  }
}
