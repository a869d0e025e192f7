import { looksLikePerson } from "../click/click-signals.ts";
import { BoundedMap } from "../shared/bounded-map.ts";
import { logProblem } from "../shared/log-problem.ts";
import { isWithinLimit } from "../shared/rate-limit.ts";

/** Networks that an isolate remembers as having asked too often. */
const NETWORKS_MAX = 10_000;
/** How long such a network is not answered; the limit counts by the minute as well. */
const PAUSE_MS = 60_000;
/** Links that do not exist for which people of such a network may still ask meanwhile, since they share it with whoever tries slugs. */
export const CHANCES_MAX = 60;
/** Refusals are told of once in this time, so that a flood of them does not flood the log. */
const TELL_AGAIN_MS = 1_000;

/** `chances` are left until the pause ends. */
type Pause = { readonly untilMs: number; chances: number };
/** Whether the store may be asked: freely, by one of the chances, or not. */
type Admission = "free" | "chance" | "refused";

/**
 * Networks that ask for links that do not exist, far more often than people mistype: whoever tries slugs one after the
 * other. For a minute such a network is followed to links that the isolate knows, and people of it to a bounded number of
 * others, so that it costs few reads of the store. Where the limit is away nobody is refused.
 */
export class LostVisitors {
  /** Visitors who were refused, since this isolate began. */
  refusedTotal = 0;
  readonly #pauses = new BoundedMap<Pause>(NETWORKS_MAX);
  readonly #now: () => number;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Says whether a request may ask for a link that the isolate does not know. A refusal is counted, and told in the log. */
  admit(network: string, request: Request): Admission {
    const pause = this.#pauseOf(network);
    if (pause === null) return "free";
    if (pause.chances > 0 && looksLikePerson(request)) {
      pause.chances -= 1;
      return "chance";
    }
    this.#countRefusal();
    return "refused";
  }

  /** Gives a chance back by which a link was found. */
  giveBack(network: string): void {
    const pause = this.#pauseOf(network);
    if (pause !== null) pause.chances = Math.min(pause.chances + 1, CHANCES_MAX);
  }

  /** Counts that a network asked for a link that does not exist. A pause that has begun is not made longer. */
  async count(network: string, limit: RateLimit | undefined): Promise<void> {
    if (this.#pauseOf(network) !== null || (await isWithinLimit(limit, network))) return;
    this.#pauses.set(network, { untilMs: this.#now() + PAUSE_MS, chances: CHANCES_MAX });
  }

  #pauseOf(network: string): Pause | null {
    const pause = this.#pauses.peek(network);
    return pause !== undefined && pause.untilMs > this.#now() ? pause : null;
  }

  #countRefusal(): void {
    this.refusedTotal += 1;
    if (this.#now() - this.#toldAtMs < TELL_AGAIN_MS) return;
    this.#toldAtMs = this.#now();
    logProblem("visitor_refused", { visitors_refused_total: this.refusedTotal });
  }
}
