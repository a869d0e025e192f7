import type { ClickRecord } from "../../contracts/click-message.ts";
import { createClickIdText, type Hmac } from "../../core/link/click-id.ts";
import type { PublishedLink } from "../../core/link/published-link.ts";
import { classifyClick, type Verdict } from "../../core/link/verdict.ts";
import { fillRandom } from "../../platform/random.ts";
import { workspaceTag } from "../../platform/workspace-tag.ts";
import { type Place, subIdsOf } from "./click-record.ts";
import { dailyVisitorId, type Network, networkHash } from "./network-hash.ts";
import type { RecentClicks } from "./recent-clicks.ts";
import { repeatedClick, repeatMark } from "./repeat-mark.ts";
import type { RequestSigns } from "./request-signs.ts";
import { NO_COOKIES, newVisitorId, readCookies, repeatCookies, visitorCookie } from "./visitor.ts";

/** What a click is made from. */
export type ClickContext = {
  readonly headers: Headers;
  readonly signs: RequestSigns;
  readonly link: PublishedLink;
  /** The host the link is published under. */
  readonly host: string;
  readonly slug: string;
  /** The request came over TLS. */
  readonly isSecure: boolean;
  readonly nowMs: number;
  /** Null where nothing has named the request yet: it is then named after its click. */
  readonly requestId: string | null;
  readonly salt: Uint8Array;
  readonly signClickId: Hmac;
  readonly recent: RecentClicks;
};

/** `Set-Cookie` values the visitor gets. */
type OwnCookies = {
  /** Knows the visitor again; null for whoever must not be known, or is no person. */
  readonly visitor: string | null;
  /** Make the next click a repeat of this one; not for a click that came to nothing. None where this one is a repeat. */
  readonly repeat: readonly string[];
};
const NONE: OwnCookies = { visitor: null, repeat: [] };

/** A click as the request alone shows it: who followed the link, and what is judged of it. */
export type Visit = {
  readonly clickId: string;
  readonly visitorId: string;
  readonly verdict: Verdict;
  readonly place: Place;
  readonly userAgent: string | null;
  readonly subIds: readonly string[];
  readonly cookies: OwnCookies;
  /** The record of the click while nothing else is known of it. It keeps its contract whatever the request holds. */
  readonly record: ClickRecord;
};

/** Who followed the link and what that is taken for, before it is written down. */
type Judged = {
  readonly clickId: string;
  readonly visitorId: string;
  readonly isOwnId: boolean;
  readonly verdict: Verdict;
  readonly evidence: readonly string[];
  readonly network: Network;
  readonly cookies: OwnCookies;
};

/**
 * Judges a followed link and makes its record.
 *
 * Cookies are read and set only where the link allows them and the visitor did not opt out, and set only
 * for a person. Anyone else is known for the day at most.
 */
export function noteVisit(context: ClickContext): Visit {
  const { signs, link } = context;
  const judged = judge(context);
  const subIds = subIdsOf(signs.query, link.sub_ids);
  return {
    clickId: judged.clickId,
    visitorId: judged.visitorId,
    verdict: judged.verdict,
    place: signs.place,
    userAgent: signs.agent.text,
    subIds,
    cookies: judged.cookies,
    record: recordOf(context, judged, subIds),
  };
}

/** Used anew for each click. */
const random6 = new Uint8Array(6);

function judge(context: ClickContext): Judged {
  const { link, nowMs, signs } = context;
  const mayKnow = link.cookie_mode === "first_party" && !signs.isOptedOut;
  const cookies = mayKnow ? readCookies(context.headers) : NO_COOKIES;
  const clickId = createClickIdText(
    { timestampMs: nowMs, workspaceTag: workspaceTag(link.workspace_id), random6: fillRandom(random6) },
    context.signClickId,
  );
  const network = { truncated: signs.network, salt: context.salt };
  const isPerson = signs.judgement.verdict === "human";
  const ownId = cookies.visitorId ?? (mayKnow && isPerson ? newVisitorId() : null);
  const visitorId =
    ownId ?? dailyVisitorId(network, { workspaceId: link.workspace_id, userAgent: signs.agent.text ?? "" });
  const repeatOf = isPerson ? repeatedBy(context, { mark: cookies.repeatMark, ownId, visitorId }) : null;
  const { verdict, evidence } = repeatOf
    ? classifyClick({ ...signs.signals, isRepeat: true })
    : signs.judgement;
  return {
    clickId,
    visitorId,
    isOwnId: ownId !== null,
    verdict,
    network,
    evidence: repeatOf ? [...evidence, `repeat_of:${repeatOf}`] : evidence,
    cookies:
      mayKnow && isPerson ? ownCookies(context, { visitorId, clickId, isRepeat: repeatOf !== null }) : NONE,
  };
}

/** The click of a moment ago that a person repeats: by the mark of a cookie, or, known for the day alone, by the isolate's memory. */
function repeatedBy(
  { link, nowMs, signClickId, recent }: ClickContext,
  by: { readonly mark: string | null; readonly ownId: string | null; readonly visitorId: string },
): string | null {
  if (by.ownId === null)
    return recent.repeatOf({ visitorId: by.visitorId, linkId: link.link_id, atMs: nowMs });
  return by.mark === null ? null : repeatedClick(by.mark, { link, nowMs, sign: signClickId });
}

function recordOf(
  { signs, link, host, slug, nowMs, requestId }: ClickContext,
  judged: Judged,
  subIds: string[],
): ClickRecord {
  const { place } = signs;
  return {
    id: judged.clickId,
    workspace_id: link.workspace_id,
    link_id: link.link_id,
    affiliate_id: link.affiliate_id,
    program_id: link.program_id,
    host,
    slug,
    clicked_at_ms: nowMs,
    visitor_id: judged.visitorId,
    visitor_kind: judged.isOwnId ? "cookie" : "daily",
    verdict: judged.verdict,
    evidence: [...judged.evidence],
    network_hash: networkHash(judged.network),
    user_agent: signs.agent.text,
    referrer_host: signs.referrerHost,
    country: place.country,
    asn: place.asn,
    sub_ids: subIds,
    is_opted_out: signs.isOptedOut,
    request_id: requestId ?? `req_${judged.clickId}`,
    region: place.region ?? undefined,
    language: place.language ?? undefined,
    // Known only once the destination is. Named here so that all records have one shape.
    rule: undefined,
    variant: undefined,
    landing_host: undefined,
  };
}

function ownCookies(
  { link, slug, isSecure, signClickId }: ClickContext,
  visit: { readonly visitorId: string; readonly clickId: string; readonly isRepeat: boolean },
): OwnCookies {
  const visitor = visitorCookie(visit.visitorId, isSecure);
  if (visit.isRepeat) return { visitor, repeat: [] };
  const mark = repeatMark(visit.clickId, link, signClickId);
  return { visitor, repeat: repeatCookies(mark, { slug, couponCode: link.coupon_code, isSecure }) };
}
