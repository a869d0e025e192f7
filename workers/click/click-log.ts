import type { ClickRecord } from "../../contracts/click-message.ts";
import { deliverMessage } from "../shared/deliver-message.ts";
import { logProblem } from "../shared/log-problem.ts";
import { sleep } from "../shared/time-limit.ts";
import { ClickBatch, type OnSettled } from "./click-batch.ts";
import type { ClickSettings } from "./click-env.ts";
import { clickJson } from "./click-json.ts";

/** Messages under way at once, as long as no more clicks wait than may: a queue that hangs then holds some megabytes. */
const FLIGHTS_MAX = 60;
/**
 * Clicks that wait while so many messages are under way. With more, a message that is full goes all the same. Never the
 * click alone that comes then: ten thousand messages a second keep a queue as slow as it is.
 */
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

/** Where clicks go: a shard of the queue, and the bucket if that refuses. */
export type ClickStores = Pick<ClickSettings, "queues" | "lingerMs"> & { readonly bucket: R2Bucket };
/** A message under way. */
type Flight = { readonly batch: ClickBatch; readonly startedAtMs: number };
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
  /** Oldest first; all but the last are full, or were taken over. */
  readonly #waiting: ClickBatch[] = [];
  #waitingClicks = 0;
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
  record(click: ClickRecord, stores: ClickStores, onSettled?: OnSettled): Promise<void> | undefined {
    const json = clickJson(click);
    const nowMs = this.#now();
    const last = this.#waiting.at(-1);
    // The click that no longer fits begins the next message, and its request sends the one that is full.
    const isFull = last !== undefined && !last.fits(json);
    const maySend = this.#flights.size < FLIGHTS_MAX || this.#waitingClicks >= WAITING_CLICKS_MAX;
    const open = last === undefined || isFull ? new ClickBatch() : last;
    open.add(json, onSettled);
    const full = isFull && maySend ? this.#takeBatches(1)[0] : undefined;
    if (open !== last) this.#waiting.push(open);
    this.#waitingClicks += 1;
    if (full !== undefined) return this.#deliver(full, stores);
    if (this.#needsShift(nowMs)) return this.#workShift(stores, nowMs);
    return nowMs - this.#watchedAtMs >= 2 * LOOK_AGAIN_MS ? this.#watch(stores, nowMs) : undefined;
  }

  /** What waits fills a message. */
  #isFull(): boolean {
    return this.#waiting.length > 1 || this.#waiting[0]?.fits("") === false;
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
      // Nearly always one, and many after a queue hung: one after the other they could outlast this request.
      const batches = this.#takeBatches(Math.max(1, FLIGHTS_MAX - this.#flights.size));
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
      this.#waiting.unshift(flight.batch);
      this.#waitingClicks += flight.batch.clicks;
    }
  }

  /** Takes the oldest messages that wait; none if others have sent all meanwhile. */
  #takeBatches(batchesMax: number): readonly ClickBatch[] {
    const batches = this.#waiting.splice(0, batchesMax);
    for (const { clicks } of batches) this.#waitingClicks -= clicks;
    return batches;
  }

  async #deliver(batch: ClickBatch, { queues, bucket }: ClickStores): Promise<void> {
    const flight: Flight = { batch, startedAtMs: this.#now() };
    const { clicks } = batch;
    this.#flights.add(flight);
    const message = batch.message();
    const queue = queues[Math.floor(this.#place * queues.length)] as Queue<Uint8Array>;
    const delivery = await deliverMessage({
      // A copy: the runtime takes the bytes away from whoever sends them, and a refused message is sent again.
      send: () => queue.send(message.slice(), { contentType: "bytes" }),
      spill: () => bucket.put(this.#spillKey(), message),
      onFailure: (store, error) => logProblem("click_store_refused", { store, clicks }, error),
    });
    this.#flights.delete(flight);
    batch.settle(delivery !== "refused");
    if (delivery !== "refused") return;
    this.lostTotal += clicks;
    logProblem("click_lost", { clicks, click_lost_total: this.lostTotal });
  }

  #spillKey(): string {
    return `spill/clicks/${new Date(this.#now()).toISOString().slice(0, 10)}/${crypto.randomUUID()}.json`;
  }
}
