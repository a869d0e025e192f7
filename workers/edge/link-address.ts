import { HOST_CHARS_MAX } from "../../core/shared/host-name.ts";

/** The form of a slug. */
const SLUG = /^[A-Za-z0-9_-]{1,64}$/;

/** The parts of the address of a followed link. */
export type LinkAddress = {
  /** The host the link is published under. */
  readonly host: string;
  readonly slug: string;
  /** Without its `?`. */
  readonly query: string;
  readonly isSecure: boolean;
};

/**
 * Reads `{scheme}://{host}[:port]/{slug}[?query]`, by cutting: a redirect takes some microseconds, and
 * parsing an address in full would be one of them. Null for the address of anything that is no link.
 */
export function readLinkAddress(
  url: string,
  canonicalHost: (hostname: string) => string,
): LinkAddress | null {
  const hostAt = url.indexOf("://") + 3;
  const pathAt = url.indexOf("/", hostAt);
  if (hostAt < 3 || pathAt < 0) return null;
  const queryAt = url.indexOf("?", pathAt);
  const slug = url.slice(pathAt + 1, queryAt < 0 ? undefined : queryAt);
  const hostname = url.slice(hostAt, pathAt).replace(/:\d*$/, "").toLowerCase();
  if (!SLUG.test(slug) || hostname.length > HOST_CHARS_MAX) return null;
  const host = canonicalHost(hostname);
  return { host, slug, query: queryAt < 0 ? "" : url.slice(queryAt + 1), isSecure: url.startsWith("https:") };
}
