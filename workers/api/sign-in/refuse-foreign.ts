import { RequestError } from "../../shared/errors.ts";

/** Methods that change nothing. */
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** What a form of any page can send: a browser asks nobody before it. */
const OF_FORMS = /^\s*(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(;|$)/i;

/**
 * Refuses what another site may have sent with a person's cookie: a call that changes something must say that it comes
 * from our own origin (`Sec-Fetch-Site`, else `Origin`), and its body must be of a type that no form can send. Throws
 * `RequestError`: 403 for another origin or none, 415 for such a type or none.
 */
export function refuseForeign(request: Request): void {
  if (SAFE.has(request.method)) return;
  if (!isOwnOrigin(request)) {
    throw new RequestError("forbidden", "A call by a session must come from the page of this origin.");
  }
  const type = request.headers.get("content-type") ?? "";
  const isEmpty = request.body === null || request.headers.get("content-length") === "0";
  if (type.trim() === "" ? !isEmpty : OF_FORMS.test(type)) {
    throw new RequestError("unsupported_media_type", "Send the body as application/json.");
  }
}

/** Browsers send one or the other with every call that changes something, and no page can write them. */
function isOwnOrigin({ headers, url }: Request): boolean {
  const origin = headers.get("origin");
  if (origin !== null && origin !== new URL(url).origin) return false;
  const site = headers.get("sec-fetch-site");
  return site === null ? origin !== null : site === "same-origin";
}
