import type { ClickRecord } from "../../contracts/click-message.ts";
import { CLICK_MESSAGE_BYTES_MAX, CLICKS_PER_MESSAGE_MAX } from "../../core/link/click-limits.ts";
import { deliverMessage } from "../shared/deliver-message.ts";
import { logProblem } from "../shared/log-problem.ts";
import { sleep } from "../shared/time-limit.ts";
import type { ClickSettings } from "./click-env.ts";

/** Messages under way at once. With these a queue that hangs holds some megabytes and no more. */
const FLIGHTS_MAX = 60;
/** Clicks that wait for a message while so many are under way; one more delivers itself, whatever it costs. */
const WAITING_CLICKS_MAX = 5_000;
/**
 * Time between two messages that are not full. A queue that acknowledges in less would else get a message
 * for every few clicks of a busy isolate; the real one takes tens of milliseconds, and nothing waits for this.
 */
const PACE_MS = 5;
/** How long, and for how many messages, one request goes on delivering for others, once another could. */
const SHIFT_MS_MAX = 10_000;
const SHIFT_MESSAGES_MAX = 200;
/** How often the request that watches looks whether the deliveries go on. */
const LOOK_AGAIN_MS = 500;
/** Without progress for so long a request is taken for dead; above all time limits of one delivery. */
const STALL_MS = 17_000;
const ENVELOPE = { head: '{"v":1,"clicks":[', tail: "]}" } as const;
const ENVELOPE_BYTES = ENVELOPE.head.length + ENVELOPE.tail.length;

/** Where clicks go: a shard of the queue, and the bucket if that refuses. */
export type ClickStores = Pick<ClickSettings, "queues" | "lingerMs"> & { readonly bucket: R2Bucket };
type Entry = {
  readonly json: string;
  readonly bytes: number;
  /** Hears whether the click was taken; only where a visitor waits for it. */
  readonly onSettled: ((isTaken: boolean) => void) | undefined;
};
/** A message under way. */
type Flight = { readonly batch: readonly Entry[]; readonly startedAtMs: number };
/** The request that sees to what waits. */
type Shift = { readonly startedAtMs: number; messages: number; progressAtMs: number };

/**
 * Takes clicks to the queue. A click goes at once if no message is under way; those that come meanwhile
 * go together in the next message, or as soon as they fill one, so that cost falls under load.
 *
 * A request may not wait for a promise of another without a timer of its own: the runtime would cancel
 * it. So one request sees to what waits, in its own `waitUntil`; a request whose click fills a message
 * sends that one; and one other watches by a timer whether all goes on. If a request dies, the one that
 * watches takes over what it held, as does the next click; a click may then be queued twice, and is one
 * click by its id.
 */
export class ClickLog {
  /** Clicks that neither the queue nor the bucket took, since this isolate began. */
  lostTotal = 0;
  readonly #now: () => number;
  /** Which shard of the queue this isolate keeps to. */
  readonly #place = Math.random();
  #waiting: Entry[] = [];
  #waitingBytes = 0;
  /** Oldest first. */
  readonly #flights = new Set<Flight>();
  #shift: Shift | null = null;
  #watchedAtMs = 0;

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
    const entry: Entry = { json, bytes: byteLength(json), onSettled };
    const nowMs = this.#now();
    const isFull = this.#isFull(entry.bytes);
    if (isFull && this.#flights.size >= FLIGHTS_MAX && this.#waiting.length >= WAITING_CLICKS_MAX) {
      return this.#deliver([entry], stores);
    }
    // The click that no longer fits begins the next message, and its request sends the one that is full.
    const full = isFull && this.#flights.size < FLIGHTS_MAX ? this.#takeBatch() : null;
    this.#waiting.push(entry);
    this.#waitingBytes += entry.bytes + 1;
    if (full !== null) return this.#deliver(full, stores);
    if (this.#needsShift(nowMs)) return this.#workShift(stores, nowMs);
    return nowMs - this.#watchedAtMs >= 2 * LOOK_AGAIN_MS ? this.#watch(stores, nowMs) : undefined;
  }

  /** What waits fills a message, or would with one more click of so many bytes. */
  #isFull(bytes = 0): boolean {
    const { length } = this.#waiting;
    const bytesWith = ENVELOPE_BYTES + this.#waitingBytes + bytes + 1;
    return length >= CLICKS_PER_MESSAGE_MAX || (length > 0 && bytesWith > CLICK_MESSAGE_BYTES_MAX);
  }

  /** Nobody sees to what waits; or who does has done so for long, and goes home once somebody else begins. */
  #needsShift(nowMs: number): boolean {
    const shift = this.#shift;
    if (shift === null) return true;
    return (
      nowMs - shift.progressAtMs >= STALL_MS ||
      nowMs - shift.startedAtMs >= SHIFT_MS_MAX ||
      shift.messages >= SHIFT_MESSAGES_MAX
    );
  }

  async #workShift(stores: ClickStores, startedAtMs: number): Promise<void> {
    const shift: Shift = { startedAtMs, messages: 0, progressAtMs: startedAtMs };
    this.#shift = shift;
    this.#takeOver(startedAtMs);
    while (this.#shift === shift && this.#waiting.length > 0) {
      if (stores.lingerMs > 0 && !this.#isFull()) await sleep(stores.lingerMs);
      const sentAtMs = this.#now();
      shift.progressAtMs = sentAtMs;
      const batches = this.#takeBatches();
      shift.messages += batches.length;
      await Promise.all(batches.map((batch) => this.#deliver(batch, stores)));
      const spareMs = sentAtMs + PACE_MS - this.#now();
      if (spareMs > 0 && this.#waiting.length > 0 && !this.#isFull()) await sleep(spareMs);
    }
    // Somebody else may have begun a shift meanwhile.
    if (this.#shift === shift) this.#shift = null;
  }

  /** Looks whether all goes on, until nothing is left to watch or another request can. */
  async #watch(stores: ClickStores, startedAtMs: number): Promise<void> {
    let nowMs = startedAtMs;
    while (nowMs - startedAtMs < SHIFT_MS_MAX && this.#waiting.length + this.#flights.size > 0) {
      this.#watchedAtMs = nowMs;
      await sleep(LOOK_AGAIN_MS);
      nowMs = this.#now();
      this.#takeOver(nowMs);
      if (this.#waiting.length > 0 && this.#needsShift(nowMs)) await this.#workShift(stores, nowMs);
    }
    this.#watchedAtMs = 0;
  }

  /** Lets clicks wait again whose request has died with their message under way. */
  #takeOver(nowMs: number): void {
    for (const flight of this.#flights) {
      if (nowMs - flight.startedAtMs < STALL_MS) return;
      this.#flights.delete(flight);
      this.#waiting = [...flight.batch, ...this.#waiting];
      this.#waitingBytes += bytesOf(flight.batch);
    }
  }

  /**
   * Takes all that waits, as far as it may be under way: none if others have sent it meanwhile, nearly always
   * one message, and many after a queue hung. One after the other they could outlast this request.
   */
  #takeBatches(): readonly (readonly Entry[])[] {
    const batches: (readonly Entry[])[] = [];
    while (
      this.#waiting.length > 0 &&
      (batches.length === 0 || this.#flights.size + batches.length < FLIGHTS_MAX)
    ) {
      batches.push(this.#takeBatch());
    }
    return batches;
  }

  /** Takes the oldest clicks, as many as one message holds. */
  #takeBatch(): readonly Entry[] {
    let bytes = ENVELOPE_BYTES;
    let count = 0;
    for (const entry of this.#waiting) {
      bytes += entry.bytes + 1;
      if (count === CLICKS_PER_MESSAGE_MAX || (count > 0 && bytes > CLICK_MESSAGE_BYTES_MAX)) break;
      count += 1;
    }
    const batch = this.#waiting.splice(0, count);
    this.#waitingBytes -= bytesOf(batch);
    return batch;
  }

  async #deliver(batch: readonly Entry[], { queues, bucket }: ClickStores): Promise<void> {
    const flight: Flight = { batch, startedAtMs: this.#now() };
    this.#flights.add(flight);
    const message = `${ENVELOPE.head}${batch.map(({ json }) => json).join(",")}${ENVELOPE.tail}`;
    const queue = queues[Math.floor(this.#place * queues.length)];
    const delivery = await deliverMessage({
      send: async () => queue?.send(message, { contentType: "text" }),
      spill: () => bucket.put(this.#spillKey(), message),
      onFailure: (store, error) => logProblem("click_store_refused", { store, clicks: batch.length }, error),
    });
    this.#flights.delete(flight);
    for (const { onSettled } of batch) onSettled?.(delivery !== "refused");
    if (delivery !== "refused") return;
    this.lostTotal += batch.length;
    logProblem("click_lost", { clicks: batch.length, click_lost_total: this.lostTotal });
  }

  #spillKey(): string {
    return `spill/clicks/${new Date(this.#now()).toISOString().slice(0, 10)}/${crypto.randomUUID()}.json`;
  }
}

/** What clicks take up in a message: one byte more for the comma of each. */
function bytesOf(batch: readonly Entry[]): number {
  return batch.reduce((sum, { bytes }) => sum + bytes + 1, 0);
}

/** Bytes of the text in UTF-8; nearly every click is ASCII alone. */
function byteLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII.
  return /^[\x00-\x7f]*$/.test(text) ? text.length : new TextEncoder().encode(text).byteLength;
}
