import { DurableObject } from "cloudflare:workers";
import type { CapCount, CapCounterCalls, CapName, CapNote, CapTake } from "../../contracts/cap-counter.ts";
import type { EventMessage } from "../../contracts/event-message.ts";
import type { CapSpan } from "../../core/link/caps.ts";
import { CapCounts } from "./cap-counts.ts";

/** What of the environment of the functions a counter uses. */
type CounterEnv = { readonly EVENTS: Queue<EventMessage> };

/** So long a click that reached the cap may still be given back, which another cap stopped. */
const TELL_AFTER_MS = 1_000;
/** After so long it is tried again to tell that a cap is reached. */
const TELL_AGAIN_MS = 10_000;

/**
 * The Durable Object of one cap: counts its clicks and conversions, one call after the other. An answer
 * leaves only once what it counted is kept for good.
 */
export class CapCounter extends DurableObject<CounterEnv> implements CapCounterCalls {
  readonly #counts: CapCounts;
  /** The span of the last call, whose cleaning up is arranged. */
  #span: string | null = null;

  constructor(state: DurableObjectState, env: CounterEnv) {
    super(state, env);
    this.#counts = new CapCounts(state.storage);
  }

  async take(take: CapTake): Promise<boolean> {
    const isOver = this.#counts.take(take);
    await this.#arrangeAlarm(take.span);
    return isOver;
  }

  async giveBack(clickId: string): Promise<void> {
    this.#counts.giveBack(clickId);
  }

  async note(notes: readonly CapNote[], cap?: CapName & { readonly max: number }): Promise<void> {
    this.#counts.note(notes, Date.now(), cap);
    for (const { span } of notes) await this.#arrangeAlarm(span);
  }

  async read(spanKey: string): Promise<CapCount> {
    return this.#counts.read(spanKey);
  }

  /** Tells what is reached, and forgets what ended. What the queue refuses is told again, under the same key. */
  override async alarm(): Promise<void> {
    for (const reached of this.#counts.untold()) {
      try {
        await this.env.EVENTS.send(reached);
        this.#counts.noteTold(reached.span);
      } catch (error) {
        console.error(
          JSON.stringify({ event: "cap_not_told", cap_id: reached.cap_id, error: String(error) }),
        );
      }
    }
    const nowMs = Date.now();
    this.#counts.cleanUp(nowMs);
    await this.#setAlarm(nowMs + TELL_AGAIN_MS);
  }

  async #arrangeAlarm(span: CapSpan): Promise<void> {
    if (!this.#counts.hasJustReached() && span.key === this.#span) return;
    this.#span = span.key;
    await this.#setAlarm(Date.now() + TELL_AFTER_MS);
  }

  /** @param tellAtMs when what is still to be told is told */
  async #setAlarm(tellAtMs: number): Promise<void> {
    const atMs = this.#counts.untold().length > 0 ? tellAtMs : this.#counts.cleanUpAtMs();
    if (atMs !== null) await this.ctx.storage.setAlarm(atMs);
  }
}
