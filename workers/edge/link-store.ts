import { type PublishedLink, publishedLink } from "../../contracts/published.ts";
import { PublishedStore } from "./published-store.ts";

/** Longest host name there is (RFC 1035); a longer one has no link, and would break the limit of a KV key. */
export const HOST_CHARS_MAX = 253;
/** The form of a slug. */
export const SLUG = /^[A-Za-z0-9_-]{1,64}$/;

/** The query parameter by which a click id reaches the shop. */
const CLICK_ID_PARAMETER = "tb_clid";

/** A store of links by `link:{host}:{slug}`. A link whose destination is no web address counts as a fault. */
export function createLinkStore(now: () => number): PublishedStore<PublishedLink> {
  return new PublishedStore((stored) => {
    const { success, data } = publishedLink.safeParse(stored);
    return success && isWebAddress(data.destination_url) ? data : null;
  }, now);
}

/** Says whether a link may be followed at the moment; it has expired at `expires_at_ms` itself. */
export function isFollowable(link: PublishedLink, nowMs: number): boolean {
  return link.status === "active" && (link.expires_at_ms === null || nowMs < link.expires_at_ms);
}

/**
 * Puts the click id on the destination. What else is in its query stays letter for letter, since shops
 * may have signed it.
 */
export function destinationWith(clickId: string, destinationUrl: string): string {
  const url = new URL(destinationUrl);
  if (url.searchParams.has(CLICK_ID_PARAMETER)) url.searchParams.set(CLICK_ID_PARAMETER, clickId);
  else url.search = `${url.search === "" ? "?" : `${url.search}&`}${CLICK_ID_PARAMETER}=${clickId}`;
  return url.href;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
