import { CLICK_MESSAGE_BYTES_MAX, CLICKS_PER_MESSAGE_MAX } from "../../core/link/click-limits.ts";

const encoder = new TextEncoder();
const HEAD = encoder.encode('{"v":1,"clicks":[');
const TAIL = encoder.encode("]}");
const COMMA = 44;
/** Room for some clicks; more is made when they come. */
const FIRST_BYTES = 4_096;

/** Hears whether a click was taken. */
export type OnSettled = (isTaken: boolean) => void;

/**
 * Clicks that go in one message, as the bytes it will be: a busy isolate makes a message of a hundred clicks
 * every few milliseconds, and what it kept of each as text or object would be moved by every collection of
 * garbage until the queue took it.
 */
export class ClickBatch {
  clicks = 0;
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = HEAD.length;
  #listeners: OnSettled[] | null = null;

  constructor() {
    this.#bytes.set(HEAD);
  }

  /** True if one more click of so many bytes fits. The first always does. */
  fits(bytes: number): boolean {
    // One byte more for the comma.
    const isSmall = this.#length + bytes + 1 + TAIL.length <= CLICK_MESSAGE_BYTES_MAX;
    return this.clicks === 0 || (this.clicks < CLICKS_PER_MESSAGE_MAX && isSmall);
  }

  /** Takes in a click, as its JSON in ASCII, which is copied. */
  add(json: Uint8Array, onSettled: OnSettled | undefined): void {
    this.#makeRoom(json.length + 1 + TAIL.length);
    if (this.clicks > 0) {
      this.#bytes[this.#length] = COMMA;
      this.#length += 1;
    }
    this.#bytes.set(json, this.#length);
    this.#length += json.length;
    this.clicks += 1;
    if (onSettled === undefined) return;
    this.#listeners ??= [];
    this.#listeners.push(onSettled);
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(needed, 4 * this.#bytes.length));
    wider.set(this.#bytes);
    this.#bytes = wider;
  }

  /** The message (`contracts/click-message.ts`), as JSON. */
  message(): Uint8Array {
    this.#bytes.set(TAIL, this.#length);
    return this.#bytes.subarray(0, this.#length + TAIL.length);
  }

  /** Tells those who wait for a click of it. */
  settle(isTaken: boolean): void {
    if (this.#listeners === null) return;
    for (const listener of this.#listeners) listener(isTaken);
  }
}
