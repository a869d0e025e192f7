import type { ClickRecord } from "../../contracts/click-message.ts";
import { CLICK_MESSAGE_BYTES_MAX, CLICKS_PER_MESSAGE_MAX } from "../../core/link/click-limits.ts";
import { deliverMessage } from "../shared/deliver-message.ts";
import { logProblem } from "../shared/log-problem.ts";
import { sleep } from "../shared/time-limit.ts";
import type { ClickSettings } from "./click-env.ts";

/** Clicks that wait for the next message; one more delivers itself, so that memory stays bounded. */
const WAITING_CLICKS_MAX = 5_000;
/** Of so many clicks that wait, one request watches whether they are delivered. */
const CLICKS_PER_WATCH = 25;
/** How often it looks. */
const LOOK_AGAIN_MS = 500;
/** How long one request goes on delivering the clicks of others; `waitUntil` ends 30 s after the answer. */
const SHIFT_MS_MAX = 10_000;
/** Without progress for so long the delivering request is taken for dead; above all time limits of one delivery. */
const STALL_MS = 17_000;
const ENVELOPE = { head: '{"v":1,"clicks":[', tail: "]}" } as const;

/** Where clicks go: a shard of the queue, and the bucket if that refuses. */
export type ClickStores = Pick<ClickSettings, "queues" | "lingerMs"> & { readonly bucket: R2Bucket };
type Entry = {
  readonly json: string;
  readonly bytes: number;
  isSettled: boolean;
  /** Hears whether the click was taken; only where a visitor waits for it. */
  readonly onSettled: ((isTaken: boolean) => void) | undefined;
};
/** The request that delivers at the moment, and what it holds. */
type Shift = { batch: readonly Entry[]; progressAtMs: number };

/**
 * Takes clicks to the queue, one message at a time for each isolate. A click goes at once if nothing is
 * under way; those that come meanwhile go together in the next message, so that cost falls under load
 * and no click waits for a timer.
 *
 * A request may not wait for a promise of another without a timer of its own: the runtime would cancel
 * it. So one request delivers for all in its own `waitUntil`, and some of the others look by a timer of
 * their own whether that one goes on. If it dies, one of those takes over all it held, as does the next
 * click; a click may then be queued twice, and is one click by its id.
 */
export class ClickLog {
  /** Clicks that neither the queue nor the bucket took, since this isolate began. */
  lostTotal = 0;
  readonly #now: () => number;
  /** Which shard of the queue this isolate keeps to. */
  readonly #place = Math.random();
  #waiting: Entry[] = [];
  #shift: Shift | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Keeps a click until it is delivered or counted as lost. What is left to do the caller hands to its own
   * `waitUntil` at once; nothing is left where another request does it. Never throws.
   *
   * @param onSettled hears whether the click was taken; called in whichever request delivers
   */
  record(
    click: ClickRecord,
    stores: ClickStores,
    onSettled?: (isTaken: boolean) => void,
  ): Promise<void> | undefined {
    const json = JSON.stringify(click);
    const entry: Entry = { json, bytes: byteLength(json), isSettled: false, onSettled };
    if (this.#waiting.length >= WAITING_CLICKS_MAX) return this.#deliver([entry], stores);
    this.#waiting.push(entry);
    if (!this.#isShiftAlive()) return this.#workShift(stores);
    return this.#waiting.length % CLICKS_PER_WATCH === 1 ? this.#watch(entry, stores) : undefined;
  }

  async #watch(entry: Entry, stores: ClickStores): Promise<void> {
    while (!entry.isSettled) {
      if (this.#isShiftAlive()) await sleep(LOOK_AGAIN_MS);
      else await this.#workShift(stores);
    }
  }

  #isShiftAlive(): boolean {
    return this.#shift !== null && this.#now() - this.#shift.progressAtMs < STALL_MS;
  }

  async #workShift(stores: ClickStores): Promise<void> {
    const left = this.#shift?.batch.filter((entry) => !entry.isSettled) ?? [];
    if (left.length > 0) this.#waiting = [...left, ...this.#waiting];
    const startedAtMs = this.#now();
    const shift: Shift = { batch: [], progressAtMs: startedAtMs };
    this.#shift = shift;
    while (this.#shift === shift && this.#waiting.length > 0 && this.#now() - startedAtMs < SHIFT_MS_MAX) {
      if (stores.lingerMs > 0 && this.#waiting.length < CLICKS_PER_MESSAGE_MAX) await sleep(stores.lingerMs);
      shift.batch = this.#takeBatch();
      shift.progressAtMs = this.#now();
      await this.#deliver(shift.batch, stores);
    }
    // Somebody who took this shift for dead may have begun another.
    if (this.#shift === shift) this.#shift = null;
  }

  /** Takes the oldest clicks, as many as one message holds. */
  #takeBatch(): readonly Entry[] {
    let bytes = ENVELOPE.head.length + ENVELOPE.tail.length;
    let count = 0;
    for (const entry of this.#waiting) {
      // One byte more for the comma.
      bytes += entry.bytes + 1;
      if (count === CLICKS_PER_MESSAGE_MAX || (count > 0 && bytes > CLICK_MESSAGE_BYTES_MAX)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #deliver(batch: readonly Entry[], { queues, bucket }: ClickStores): Promise<void> {
    const message = `${ENVELOPE.head}${batch.map(({ json }) => json).join(",")}${ENVELOPE.tail}`;
    const queue = queues[Math.floor(this.#place * queues.length)];
    const delivery = await deliverMessage({
      send: async () => queue?.send(message, { contentType: "text" }),
      spill: () => bucket.put(this.#spillKey(), message),
      onFailure: (store, error) => logProblem("click_store_refused", { store, clicks: batch.length }, error),
    });
    for (const entry of batch) {
      entry.isSettled = true;
      entry.onSettled?.(delivery !== "refused");
    }
    if (delivery !== "refused") return;
    this.lostTotal += batch.length;
    logProblem("click_lost", { clicks: batch.length, click_lost_total: this.lostTotal });
  }

  #spillKey(): string {
    return `spill/clicks/${new Date(this.#now()).toISOString().slice(0, 10)}/${crypto.randomUUID()}.json`;
  }
}

/** Bytes of the text in UTF-8; nearly every click is ASCII alone. */
function byteLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII.
  return /^[\x00-\x7f]*$/.test(text) ? text.length : new TextEncoder().encode(text).byteLength;
}
