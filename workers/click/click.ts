import type { ClickRecord } from "../../contracts/click-message.ts";
import { createClickIdText, type Hmac } from "../../core/link/click-id.ts";
import type { PublishedLink } from "../../core/link/published-link.ts";
import { type QueryPair, queryValue } from "../../core/link/query.ts";
import { classifyClick, type Verdict } from "../../core/link/verdict.ts";
import { randomBytes } from "../../platform/random.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { type Place, placeOf, referrerHostOf, subIdsOf, userAgentOf } from "./click-record.ts";
import { signalsOf } from "./click-signals.ts";
import { dailyVisitorId, networkHash, networkOf } from "./network-hash.ts";
import type { RecentClicks } from "./recent-clicks.ts";
import { isOptedOut, NO_COOKIES, newVisitorId, readCookies, repeatCookie, visitorCookie } from "./visitor.ts";

/** What a click is made from. */
export type ClickContext = {
  readonly request: Request;
  readonly query: readonly QueryPair[];
  readonly link: PublishedLink;
  /** The host the link is published under. */
  readonly host: string;
  readonly slug: string;
  /** The request came over TLS. */
  readonly isSecure: boolean;
  readonly nowMs: number;
  readonly requestId: string;
  readonly salt: Uint8Array;
  readonly signClickId: Hmac;
  readonly recent: RecentClicks;
};

/** A click as the request alone shows it: who followed the link, and what is judged of it. */
export type Visit = {
  readonly clickId: string;
  readonly visitorId: string;
  readonly verdict: Verdict;
  readonly evidence: readonly string[];
  readonly place: Place;
  readonly userAgent: string | null;
  readonly subIds: readonly string[];
  /** `Set-Cookie` values the visitor gets. */
  readonly cookies: readonly string[];
  /** The record of the click while nothing else is known of it. It keeps its contract whatever the request holds. */
  readonly record: ClickRecord;
};

/**
 * Judges a followed link and makes its record.
 *
 * Cookies are read and set only where the link allows them and the visitor did not opt out, and set only
 * for a person. Anyone else is known for the day at most.
 */
export function noteVisit(context: ClickContext): Visit {
  const { request, query, link, nowMs } = context;
  const { headers, method } = request;
  const optedOut = isOptedOut(headers, queryValue(query, "consent"));
  const mayKnow = link.cookie_mode === "first_party" && !optedOut;
  const cookies = mayKnow ? readCookies(headers) : NO_COOKIES;
  const clickId = createClickIdText(
    { timestampMs: nowMs, workspaceTag: workspaceTag(link.workspace_id), random6: randomBytes(6) },
    context.signClickId,
  );
  const userAgent = userAgentOf(headers);
  const network = networkOf(headers, context.salt);
  const signals = signalsOf(method, headers);
  const alone = classifyClick(signals);
  const isPerson = alone.verdict === "human";
  const ownId = cookies.visitorId ?? (mayKnow && isPerson ? newVisitorId() : null);
  const visitorId =
    ownId ?? dailyVisitorId(network, { workspaceId: link.workspace_id, userAgent: userAgent ?? "" });
  const first = { clickId, visitorId, linkId: link.link_id, atMs: nowMs };
  const repeatOf = isPerson ? (cookies.repeatOf ?? (ownId ? null : context.recent.repeatOf(first))) : null;
  const judged = repeatOf ? classifyClick({ ...signals, isRepeat: true }) : alone;
  const { verdict } = judged;
  const evidence = repeatOf ? [...judged.evidence, `repeat_of:${repeatOf}`] : judged.evidence;
  const place = placeOf(request.cf, headers);
  const subIds = subIdsOf(query, link.sub_ids);
  const record: ClickRecord = {
    id: clickId,
    workspace_id: link.workspace_id,
    link_id: link.link_id,
    affiliate_id: link.affiliate_id,
    program_id: link.program_id,
    host: context.host,
    slug: context.slug,
    clicked_at_ms: nowMs,
    visitor_id: visitorId,
    visitor_kind: ownId ? "cookie" : "daily",
    verdict,
    evidence: [...evidence],
    network_hash: networkHash(network),
    user_agent: userAgent,
    referrer_host: referrerHostOf(headers.get("referer")),
    country: place.country,
    asn: place.asn,
    sub_ids: subIds,
    is_opted_out: optedOut,
    request_id: context.requestId,
  };
  if (place.region !== null) record.region = place.region;
  if (place.language !== null) record.language = place.language;
  const own =
    mayKnow && isPerson ? ownCookies(context, { visitorId, clickId, isRepeat: repeatOf !== null }) : [];
  return { clickId, visitorId, verdict, evidence, place, userAgent, subIds, cookies: own, record };
}

function ownCookies(
  { slug, isSecure }: ClickContext,
  visit: { readonly visitorId: string; readonly clickId: string; readonly isRepeat: boolean },
): readonly string[] {
  const known = visitorCookie(visit.visitorId, isSecure);
  return visit.isRepeat ? [known] : [known, repeatCookie(visit.clickId, slug, isSecure)];
}
