import type { SeededRandom } from "./seeded-random.ts";

/** A message as a consumer gets it. */
export type SimMessage = { readonly id: string; readonly body: unknown; attempts: number };
/** How a consumer settled a batch: ids to deliver again, with the seconds it asked for; all others are acknowledged. */
export type Settled = { readonly retried: ReadonlyMap<string, number | undefined> };

type Held = SimMessage & { dueAt: number };

const BATCH_MAX = 100;

/**
 * A queue that behaves as badly as its promise allows: at least once, in no order. It holds messages back,
 * delivers some twice though they were acknowledged, groups them anew each time, and delivers a whole
 * batch again when its consumer fails in any way. Its time is a count of deliveries.
 */
export class QueueSim {
  readonly #random: SeededRandom;
  readonly #duplicates: number;
  readonly #delayMax: number;
  #held: Held[] = [];
  #clock = 0;
  #sent = 0;
  /** Deliveries of messages, repeats included. */
  delivered = 0;
  /** Messages that were delivered once more although they were acknowledged. */
  duplicated = 0;

  /** @param duplicates share of acknowledged messages that come again; `delayMax` how many deliveries a message may be held back */
  constructor(random: SeededRandom, options: { readonly duplicates: number; readonly delayMax: number }) {
    this.#random = random;
    this.#duplicates = options.duplicates;
    this.#delayMax = options.delayMax;
  }

  /** Messages still to be delivered. */
  get waiting(): number {
    return this.#held.length;
  }

  /** Accepts a message: from now on it is the queue's to deliver. */
  send(body: unknown): void {
    this.#sent += 1;
    this.#hold({ id: `message-${this.#sent}`, body, attempts: 0 });
  }

  /** Delivers one batch to `consume`, and whatever happens there keeps what was not acknowledged. */
  async deliver(consume: (batch: readonly SimMessage[]) => Promise<Settled>): Promise<void> {
    this.#clock += 1;
    const batch = this.#takeBatch();
    if (batch.length === 0) return;
    for (const message of batch) message.attempts += 1;
    this.delivered += batch.length;
    try {
      const { retried } = await consume(batch);
      for (const message of batch) {
        if (retried.has(message.id)) this.#hold(message);
        else if (this.#random.chance(this.#duplicates)) {
          this.duplicated += 1;
          this.#hold(message);
        }
      }
    } catch {
      for (const message of batch) this.#hold(message);
    }
  }

  #hold(message: SimMessage): void {
    this.#held.push({ ...message, dueAt: this.#clock + this.#random.below(this.#delayMax + 1) });
  }

  #takeBatch(): readonly SimMessage[] {
    const due = this.#held.filter(({ dueAt }) => dueAt <= this.#clock);
    const size = Math.min(due.length, 1 + this.#random.below(BATCH_MAX));
    const batch: Held[] = [];
    while (batch.length < size) batch.push(...due.splice(this.#random.below(due.length), 1));
    const taken = new Set(batch);
    this.#held = this.#held.filter((message) => !taken.has(message));
    return batch;
  }
}
