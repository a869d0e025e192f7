import type { Context } from "hono";
import { isHostAllowed } from "../../core/link/deep-link.ts";
import { parseUrl } from "../../platform/parse-url.ts";
import { RequestError } from "../shared/errors.ts";
import type { IntakeBindings } from "./env.ts";

/** Seconds for which a browser remembers that it may ask. */
const PREFLIGHT_SECONDS = 600;
/** Letters of a host that a page can have, and its port. */
const HOST = /^[\w.:-]+$/;
const LOOPBACK = new Set(["localhost", "127.0.0.1"]);

/**
 * Lets a page read the answer if the key names its host; throws `RequestError` 403 naming `origin` if it
 * does not, or where the caller says no origin: then it is no page, and has no use for this key.
 *
 * @param hosts names, or `*.name` for those below one
 */
export function allowOrigin(c: Context<IntakeBindings>, hosts: readonly string[] = []): void {
  c.header("Vary", "Origin");
  const text = c.req.header("origin");
  const host = text === undefined ? null : hostOfOrigin(text);
  if (text !== undefined && host !== null && isHostAllowed(host, hosts)) {
    c.header("Access-Control-Allow-Origin", text);
    return;
  }
  const message = "is not one of the pages this key is for";
  throw new RequestError("forbidden", `The origin ${message}.`, [
    { param: "origin", code: "forbidden", message },
  ]);
}

/** Answers what a browser asks before the call itself: any page may ask, and is refused then if it must be. */
export function answerPreflight(c: Context<IntakeBindings>): Response {
  const origin = c.req.header("origin");
  if (origin !== undefined && hostOfOrigin(origin) !== null) {
    c.header("Access-Control-Allow-Origin", origin);
    c.header("Access-Control-Allow-Methods", "POST");
    c.header("Access-Control-Allow-Headers", "Authorization, Content-Type");
    c.header("Access-Control-Max-Age", String(PREFLIGHT_SECONDS));
  }
  c.header("Vary", "Origin");
  return c.body(null, 204);
}

/**
 * The host of an origin as browsers write it (RFC 6454): https, or http on this machine, whose port is
 * left out. Null for any other text, `null` and one letter off included. Another port is part of the host,
 * and so of no name that a key allows.
 */
function hostOfOrigin(text: string): string | null {
  const url = parseUrl(text);
  if (!url || url.origin !== text || !HOST.test(url.host)) return null;
  if (url.protocol === "https:") return url.host;
  return url.protocol === "http:" && LOOPBACK.has(url.hostname) ? url.hostname : null;
}
