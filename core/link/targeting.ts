import { DurableObject } from "cloudflare:workers";
import type { CapCount, CapCounterCalls, CapNote, CapTake } from "../../contracts/cap-counter.ts";
import type { CapSpan } from "../../core/link/caps.ts";
import { CapCounts } from "./cap-counts.ts";

/**
 * The Durable Object of one cap: counts its clicks and conversions, one call after the other. An answer
 * leaves only once what it counted is kept for good.
 */
export class CapCounter extends DurableObject<unknown> implements CapCounterCalls {
  readonly #counts: CapCounts;
  /** The span of the last call, whose cleaning up is arranged. */
  #span: string | null = null;

  constructor(state: DurableObjectState, env: unknown) {
    super(state, env);
    this.#counts = new CapCounts(state.storage);
  }

  async take(take: CapTake): Promise<boolean> {
    const isOver = this.#counts.take(take);
    await this.#arrangeCleanUp(take.span);
    return isOver;
  }

  async giveBack(clickId: string): Promise<void> {
    this.#counts.giveBack(clickId);
  }

  async note(notes: readonly CapNote[]): Promise<void> {
    this.#counts.note(notes, Date.now());
    for (const { span } of notes) await this.#arrangeCleanUp(span);
  }

  async read(spanKey: string): Promise<CapCount> {
    return this.#counts.read(spanKey);
  }

  override async alarm(): Promise<void> {
    this.#counts.cleanUp(Date.now());
    await this.#setAlarm();
  }

  async #arrangeCleanUp(span: CapSpan): Promise<void> {
    if (span.key === this.#span) return;
    this.#span = span.key;
    await this.#setAlarm();
  }

  async #setAlarm(): Promise<void> {
    const atMs = this.#counts.cleanUpAtMs();
    if (atMs !== null) await this.ctx.storage.setAlarm(atMs);
  }
}
