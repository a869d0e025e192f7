import type { ClickRecord } from "../../contracts/click-message.ts";
import type { PublishedLink } from "../../contracts/published.ts";
import { createClickId } from "../../core/link/click-id.ts";
import { classifyClick } from "../../core/link/verdict.ts";
import { randomBytes } from "../../platform/random.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { outsideOf, ownersOf } from "./click-record.ts";
import { signalsOf } from "./click-signals.ts";
import type { EdgeSettings } from "./env.ts";
import { dailyVisitorId, networkHash, networkOf } from "./network-hash.ts";
import type { RecentClicks } from "./recent-clicks.ts";
import { isOptedOut, NO_COOKIES, newVisitorId, readCookies, repeatCookie, visitorCookie } from "./visitor.ts";

/** A click, and the `Set-Cookie` values its visitor gets. */
export type NotedClick = { readonly record: ClickRecord; readonly cookies: readonly string[] };

/** What a click is made from. */
export type ClickContext = {
  readonly request: Request;
  readonly url: URL;
  readonly link: PublishedLink;
  /** The host the link is published under. */
  readonly host: string;
  readonly slug: string;
  readonly nowMs: number;
  readonly requestId: string;
  readonly salt: Uint8Array;
  readonly settings: EdgeSettings;
  readonly recent: RecentClicks;
};

/**
 * Judges a followed link and makes its record, which keeps its contract whatever the request holds.
 *
 * Cookies are read and set only where the link allows them and the visitor did not opt out, and set only
 * for a person. Anyone else is known for the day at most.
 */
export function noteClick(context: ClickContext): NotedClick {
  const { request, url, link, nowMs } = context;
  const optedOut = isOptedOut(request.headers, url.searchParams);
  const mayKnow = link.cookie_mode === "first_party" && !optedOut;
  const cookies = mayKnow ? readCookies(request.headers) : NO_COOKIES;
  const clickId = createClickId(
    { timestampMs: nowMs, workspaceTag: workspaceTag(link.workspace_id), random6: randomBytes(6) },
    context.settings.signClickId,
  ).text;
  const outside = outsideOf(request, url.searchParams);
  const network = networkOf(request.headers, context.salt);
  const signals = signalsOf(request);
  const alone = classifyClick({ ...signals, isRepeat: false });
  const isPerson = alone.verdict === "human";
  const ownId = cookies.visitorId ?? (mayKnow && isPerson ? newVisitorId() : null);
  const visitorId =
    ownId ?? dailyVisitorId(network, { workspaceId: link.workspace_id, userAgent: outside.user_agent ?? "" });
  const first = { clickId, visitorId, linkId: link.link_id, atMs: nowMs };
  const repeatOf = isPerson ? (cookies.repeatOf ?? (ownId ? null : context.recent.repeatOf(first))) : null;
  const judged = repeatOf ? classifyClick({ ...signals, isRepeat: true }) : alone;
  const record: ClickRecord = {
    id: clickId,
    ...ownersOf(link),
    host: context.host,
    slug: context.slug,
    clicked_at_ms: nowMs,
    visitor_id: visitorId,
    visitor_kind: ownId ? "cookie" : "daily",
    verdict: judged.verdict,
    evidence: repeatOf ? [...judged.evidence, `repeat_of:${repeatOf}`] : [...judged.evidence],
    network_hash: networkHash(network),
    ...outside,
    is_opted_out: optedOut,
    request_id: context.requestId,
  };
  if (!mayKnow || !isPerson) return { record, cookies: [] };
  const known = visitorCookie(visitorId, url);
  return { record, cookies: repeatOf ? [known] : [known, repeatCookie(clickId, context.slug, url)] };
}
