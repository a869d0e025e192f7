import { spellingsOf } from "../../core/link/spellings.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { fillRandom } from "../../platform/random.ts";

/** The visitor's own id on the link host, and the mark that this link was followed a moment ago. */
const VISITOR_COOKIE = "tb_vid";
const REPEAT_COOKIE = "tb_rpt";
/** The longest that browsers keep a cookie (RFC 6265bis). */
const VISITOR_MAX_AGE_SECONDS = 400 * 24 * 60 * 60;
/** A second click on the same link within this time is a repeat of the first. */
export const REPEAT_SECONDS = 30;

const VISITOR_ID = /^[A-Za-z0-9_-]{22}$/;
const VISITOR_ID_BYTES = 16;
/** Used anew for each visitor. */
const visitorBytes = new Uint8Array(VISITOR_ID_BYTES);

/** True if the visitor refused to be known: Global Privacy Control, or consent withheld by the page with the link. */
export function isOptedOut(headers: Headers, consent: string | null): boolean {
  return consent === "0" || consent === "denied" || headers.get("sec-gpc") === "1";
}

/** What the cookies of a request say. `repeatMark` is as it came: `repeat-mark.ts` tells whether it is ours. */
export type Cookies = { readonly visitorId: string | null; readonly repeatMark: string | null };

/** No cookie at all: for visitors who opted out, and links that set none. */
export const NO_COOKIES: Cookies = { visitorId: null, repeatMark: null };

/** Reads our two cookies. */
export function readCookies(headers: Headers): Cookies {
  const cookies = headers.get("cookie");
  if (cookies === null) return NO_COOKIES;
  let visitorId: string | undefined;
  let mark: string | undefined;
  for (const pair of cookies.split(";")) {
    const [name = "", value = ""] = pair.trim().split("=", 2);
    // The more special path comes first, and wins (RFC 6265, section 5.4).
    if (name === VISITOR_COOKIE) visitorId ??= value;
    if (name === REPEAT_COOKIE) mark ??= value;
  }
  return {
    visitorId: visitorId !== undefined && VISITOR_ID.test(visitorId) ? visitorId : null,
    repeatMark: mark ?? null,
  };
}

/** Makes the id of a new visitor: 128 random bits. */
export function newVisitorId(): string {
  return encodeBase64url(fillRandom(visitorBytes));
}

/** Writes the cookie that knows the visitor again, for all links of the host. */
export function visitorCookie(visitorId: string, isSecure: boolean): string {
  return writeCookie(`${VISITOR_COOKIE}=${visitorId}`, {
    path: "/",
    maxAgeSeconds: VISITOR_MAX_AGE_SECONDS,
    isSecure,
  });
}

/**
 * Writes the cookie that knows a repeat on this link, by the mark of the first click: one for each spelling of a coupon's
 * link, since browsers tell upper from lower case in a path.
 */
export function repeatCookies(
  mark: string,
  at: { readonly slug: string; readonly couponCode: string | undefined; readonly isSecure: boolean },
): readonly string[] {
  const { slug, couponCode, isSecure } = at;
  const isCode = couponCode?.toLowerCase() === slug.toLowerCase();
  return spellingsOf(isCode ? couponCode : slug, couponCode).map((each) =>
    writeCookie(`${REPEAT_COOKIE}=${mark}`, { path: `/${each}`, maxAgeSeconds: REPEAT_SECONDS, isSecure }),
  );
}

function writeCookie(
  pair: string,
  options: { readonly path: string; readonly maxAgeSeconds: number; readonly isSecure: boolean },
): string {
  const secure = options.isSecure ? "; Secure" : "";
  return `${pair}; Path=${options.path}; Max-Age=${options.maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}
