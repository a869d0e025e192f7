import { RequestError } from "../../shared/errors.ts";

/** Methods that change nothing. */
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what another site may have sent with a person's cookie: a call that changes something must say that it comes
 * from our own origin (`Sec-Fetch-Site`, else `Origin`), and its body must be JSON, which no form can send. Throws
 * `RequestError`: 403 for another origin or none, 415 for another type.
 */
export function refuseForeign(request: Request): void {
  if (SAFE.has(request.method)) return;
  if (!isOwnOrigin(request)) {
    throw new RequestError("forbidden", "A call by a session must come from the page of this origin.");
  }
  const type = request.headers.get("content-type");
  const isEmpty = request.body === null || request.headers.get("content-length") === "0";
  if (type === null ? !isEmpty : !/^application\/json\s*(;|$)/i.test(type)) {
    throw new RequestError("unsupported_media_type", "The body must be application/json.");
  }
}

/** Browsers send one or the other with every call that changes something, and no page can write them. */
function isOwnOrigin({ headers, url }: Request): boolean {
  const origin = headers.get("origin");
  if (origin !== null && origin !== new URL(url).origin) return false;
  const site = headers.get("sec-fetch-site");
  return site === null ? origin !== null : site === "same-origin";
}
