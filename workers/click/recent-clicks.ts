import type { ClickRecord } from "../../contracts/click-message.ts";
import { BoundedMap } from "../shared/bounded-map.ts";
import { REPEAT_SECONDS } from "./visitor.ts";

/** First clicks an isolate remembers. */
const RECENT_CLICKS_MAX = 2_000;

/** A visitor on a link. */
type Visited = { readonly visitorId: string; readonly linkId: string };

/**
 * Knows repeats of visitors without a cookie, as far as one isolate can: it remembers their first clicks
 * of the last seconds.
 */
export class RecentClicks {
  readonly #first = new BoundedMap<{ readonly clickId: string; readonly atMs: number }>(RECENT_CLICKS_MAX);

  /** Gives the id of the click that one at this moment would repeat; null where there is none. */
  repeatOf(click: Visited & { readonly atMs: number }): string | null {
    const first = this.#first.peek(keyOf(click));
    return first && click.atMs - first.atMs < REPEAT_SECONDS * 1_000 ? first.clickId : null;
  }

  /**
   * Remembers a click whose record is whole, if it is the first of a person whom no cookie knows. Only then is it known that
   * no cap stopped it: what came to nothing is nothing to repeat.
   */
  remember({ id, visitor_id, visitor_kind, link_id, clicked_at_ms, verdict }: ClickRecord): void {
    if (verdict !== "human" || visitor_kind !== "daily") return;
    this.#first.set(keyOf({ visitorId: visitor_id, linkId: link_id }), { clickId: id, atMs: clicked_at_ms });
  }
}

const keyOf = ({ visitorId, linkId }: Visited): string => `${visitorId} ${linkId}`;
