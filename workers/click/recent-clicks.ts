import { BoundedMap } from "../shared/bounded-map.ts";
import { REPEAT_SECONDS } from "./visitor.ts";

/** First clicks an isolate remembers. */
const RECENT_CLICKS_MAX = 2_000;

/** A click of a visitor on a link. */
type RecentClick = { readonly clickId: string; readonly visitorId: string; readonly linkId: string };

/**
 * Knows repeats of visitors without a cookie, as far as one isolate can: it remembers their first clicks
 * of the last seconds.
 */
export class RecentClicks {
  readonly #first = new BoundedMap<{ readonly clickId: string; readonly atMs: number }>(RECENT_CLICKS_MAX);

  /** Gives the id of the first click if this is a repeat of it; else remembers this one as the first, and gives null. */
  repeatOf(click: RecentClick & { readonly atMs: number }): string | null {
    const key = keyOf(click);
    const first = this.#first.get(key);
    if (first && click.atMs - first.atMs < REPEAT_SECONDS * 1_000) return first.clickId;
    this.#first.set(key, { clickId: click.clickId, atMs: click.atMs });
    return null;
  }

  /** Forgets a first click that came to nothing: there is nothing to repeat. */
  forget(click: RecentClick): void {
    const key = keyOf(click);
    if (this.#first.peek(key)?.clickId === click.clickId) this.#first.delete(key);
  }
}

const keyOf = ({ visitorId, linkId }: RecentClick): string => `${visitorId} ${linkId}`;
