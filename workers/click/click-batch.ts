import { CLICK_MESSAGE_BYTES_MAX, CLICKS_PER_MESSAGE_MAX } from "../../core/link/click-limits.ts";

const ENVELOPE = { head: '{"v":1,"clicks":[', tail: "]}" } as const;

/** Hears whether a click was taken. */
export type OnSettled = (isTaken: boolean) => void;

/**
 * Clicks that go in one message, as the text it will be: a busy isolate makes a message of a hundred clicks
 * every few milliseconds, and an object for each would be its garbage.
 */
export class ClickBatch {
  clicks = 0;
  #text = "";
  #bytes = ENVELOPE.head.length + ENVELOPE.tail.length;
  #listeners: OnSettled[] | null = null;

  /** True if one more click of so many bytes fits. The first always does. */
  fits(bytes: number): boolean {
    // One byte more for the comma.
    const isSmall = this.#bytes + bytes + 1 <= CLICK_MESSAGE_BYTES_MAX;
    return this.clicks === 0 || (this.clicks < CLICKS_PER_MESSAGE_MAX && isSmall);
  }

  /** Takes in a click, as its JSON of so many bytes in UTF-8. */
  add(json: string, bytes: number, onSettled: OnSettled | undefined): void {
    this.#text = this.clicks === 0 ? json : `${this.#text},${json}`;
    this.#bytes += bytes + 1;
    this.clicks += 1;
    if (onSettled === undefined) return;
    this.#listeners ??= [];
    this.#listeners.push(onSettled);
  }

  /** The message (`contracts/click-message.ts`). */
  message(): string {
    return `${ENVELOPE.head}${this.#text}${ENVELOPE.tail}`;
  }

  /** Tells those who wait for a click of it. */
  settle(isTaken: boolean): void {
    if (this.#listeners === null) return;
    for (const listener of this.#listeners) listener(isTaken);
  }
}
