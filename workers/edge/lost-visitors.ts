import { BoundedMap } from "../shared/bounded-map.ts";
import { isWithinLimit } from "../shared/rate-limit.ts";

/** Networks that an isolate remembers as having asked too often. */
const NETWORKS_MAX = 10_000;
/** How long such a network is not answered; the limit counts by the minute as well. */
const PAUSE_MS = 60_000;

/**
 * Networks that ask for links that do not exist, far more often than people mistype: whoever tries slugs one after the
 * other. For a minute such a network is followed only to links that the isolate knows, so that it costs no reads of
 * the store. Where the limit is away nobody is refused.
 */
export class LostVisitors {
  readonly #pausedUntil = new BoundedMap<number>(NETWORKS_MAX);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** True of a network that asked too often within the last minute. */
  isPaused(network: string): boolean {
    return (this.#pausedUntil.peek(network) ?? 0) > this.#now();
  }

  /** Counts that a network asked for a link that does not exist. */
  async count(network: string, limit: RateLimit | undefined): Promise<void> {
    if (await isWithinLimit(limit, network)) return;
    this.#pausedUntil.set(network, this.#now() + PAUSE_MS);
  }
}
