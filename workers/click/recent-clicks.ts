import { BoundedMap } from "../shared/bounded-map.ts";
import { REPEAT_SECONDS } from "./visitor.ts";

/** First clicks an isolate remembers. */
const RECENT_CLICKS_MAX = 2_000;

/**
 * Knows repeats of visitors without a cookie, as far as one isolate can: it remembers their first clicks
 * of the last seconds.
 */
export class RecentClicks {
  readonly #first = new BoundedMap<{ readonly clickId: string; readonly atMs: number }>(RECENT_CLICKS_MAX);

  /** Gives the id of the first click if this is a repeat of it; else remembers this one as the first, and gives null. */
  repeatOf(click: {
    readonly clickId: string;
    readonly visitorId: string;
    readonly linkId: string;
    readonly atMs: number;
  }): string | null {
    const key = `${click.visitorId} ${click.linkId}`;
    const first = this.#first.get(key);
    if (first && click.atMs - first.atMs < REPEAT_SECONDS * 1_000) return first.clickId;
    this.#first.set(key, { clickId: click.clickId, atMs: click.atMs });
    return null;
  }
}
