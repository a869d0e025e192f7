import {
  CLICK_MESSAGE_BYTES_MAX,
  CLICKS_PER_MESSAGE_MAX,
  type ClickMessage,
  type ClickRecord,
} from "../../contracts/click-message.ts";
import { deliverMessage } from "./deliver-message.ts";
import type { EdgeEnv } from "./env.ts";
import { logProblem } from "./log-problem.ts";
import { sleep } from "./time-limit.ts";

/** Clicks that wait for the next message; one more delivers itself, so that memory stays bounded. */
const WAITING_CLICKS_MAX = 5_000;
/** How often a request looks whether its click was delivered by another request. */
const LOOK_AGAIN_MS = 500;
/** How long one request goes on delivering the clicks of others; `waitUntil` ends 30 s after the answer. */
const SHIFT_MS_MAX = 10_000;
/** Without progress for so long the delivering request is taken for dead; above all time limits of one delivery. */
const STALL_MS = 17_000;
/** Bytes of `{"v":1,"clicks":[]}`. */
const ENVELOPE_BYTES = 19;

type Stores = Pick<EdgeEnv, "CLICKS" | "INTAKE">;
type Entry = { readonly click: ClickRecord; readonly bytes: number; isSettled: boolean };
/** The request that delivers at the moment, and what it holds. */
type Shift = { batch: readonly Entry[]; progressAtMs: number };

/**
 * Takes clicks to the queue, one message at a time for each isolate. A click goes at once if nothing is
 * under way; those that come meanwhile go together in the next message, so that cost falls under load
 * and no click waits for a timer.
 *
 * A request may not wait for a promise of another: the runtime would cancel it. So one request
 * delivers for all in its own `waitUntil`, and each of the others looks by a timer of its own whether its
 * click is settled. If the delivering request dies, one of those that look takes over all it held;
 * a click may then be queued twice, and is one click by its id.
 */
export class ClickLog {
  /** Clicks that neither the queue nor the bucket took, since this isolate began. */
  lostTotal = 0;
  readonly #now: () => number;
  #waiting: Entry[] = [];
  #shift: Shift | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Keeps a click until it is delivered or counted as lost. The caller hands the promise to its own
   * `waitUntil` at once and waits for nothing. Never throws.
   */
  async record(click: ClickRecord, stores: Stores): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(click)).byteLength;
    const entry: Entry = { click, bytes, isSettled: false };
    if (this.#waiting.length >= WAITING_CLICKS_MAX) return this.#deliver([entry], stores);
    this.#waiting.push(entry);
    while (!entry.isSettled) {
      if (this.#isShiftAlive()) await sleep(LOOK_AGAIN_MS);
      else await this.#workShift(stores);
    }
  }

  #isShiftAlive(): boolean {
    return this.#shift !== null && this.#now() - this.#shift.progressAtMs < STALL_MS;
  }

  async #workShift(stores: Stores): Promise<void> {
    const left = this.#shift?.batch.filter((entry) => !entry.isSettled) ?? [];
    this.#waiting = [...left, ...this.#waiting];
    const startedAtMs = this.#now();
    const shift: Shift = { batch: [], progressAtMs: startedAtMs };
    this.#shift = shift;
    while (this.#shift === shift && this.#waiting.length > 0 && this.#now() - startedAtMs < SHIFT_MS_MAX) {
      shift.batch = this.#takeBatch();
      shift.progressAtMs = this.#now();
      await this.#deliver(shift.batch, stores);
    }
    // Somebody who took this shift for dead may have begun another.
    if (this.#shift === shift) this.#shift = null;
  }

  /** Takes the oldest clicks, as many as one message holds. */
  #takeBatch(): readonly Entry[] {
    let bytes = ENVELOPE_BYTES;
    let count = 0;
    for (const entry of this.#waiting) {
      // One byte more for the comma.
      bytes += entry.bytes + 1;
      if (count === CLICKS_PER_MESSAGE_MAX || (count > 0 && bytes > CLICK_MESSAGE_BYTES_MAX)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #deliver(batch: readonly Entry[], stores: Stores): Promise<void> {
    const message: ClickMessage = { v: 1, clicks: batch.map((entry) => entry.click) };
    const delivery = await deliverMessage(message, {
      queue: stores.CLICKS,
      bucket: stores.INTAKE,
      spillKey: () =>
        `spill/clicks/${new Date(this.#now()).toISOString().slice(0, 10)}/${crypto.randomUUID()}.json`,
      onFailure: (store, error) => logProblem("click_store_refused", { store, clicks: batch.length }, error),
    });
    for (const entry of batch) entry.isSettled = true;
    if (delivery !== "refused") return;
    this.lostTotal += batch.length;
    logProblem("click_lost", { clicks: batch.length, click_lost_total: this.lostTotal });
  }
}
