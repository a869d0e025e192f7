import { linkKey } from "../../core/link/published-keys.ts";
import { HOST_CHARS_MAX } from "../../core/shared/host-name.ts";
import { copyText } from "../../core/shared/text.ts";
import { BoundedMap } from "../shared/bounded-map.ts";

/** The form of a slug. */
const SLUG = /^[A-Za-z0-9_-]{1,64}$/;
/** Addresses of links that are remembered. */
const KNOWN_ADDRESSES_MAX = 5_000;

/** The address of a link, without a query. */
export type LinkAddress = {
  /** The host the link is published under. */
  readonly host: string;
  readonly slug: string;
  /** Under which the link is published. */
  readonly key: string;
  readonly isSecure: boolean;
};

/** Parts an address from its query, which is given without its `?`. */
export function splitAddress(url: string): readonly [address: string, query: string] {
  const queryAt = url.indexOf("?");
  return queryAt < 0 ? [url, ""] : [url.slice(0, queryAt), url.slice(queryAt + 1)];
}

/** Reads the addresses of followed links, each once as long as it is remembered: few links have most of the clicks. */
export class LinkAddresses {
  /** Gives the name that links are published under, for whichever of our own names a visitor used. */
  readonly canonicalHost: (hostname: string) => string;
  readonly #known = new BoundedMap<LinkAddress>(KNOWN_ADDRESSES_MAX);

  constructor(canonicalHost: (hostname: string) => string) {
    this.canonicalHost = canonicalHost;
  }

  /**
   * Reads `{scheme}://{host}[.][:port]/{slug}`, by cutting: a redirect takes some microseconds, and parsing an
   * address in full would be one of them. Null for the address of anything that is no link.
   */
  read(address: string): LinkAddress | null {
    const known = this.#known.peek(address);
    if (known !== undefined) return known;
    const text = copyText(address);
    const hostAt = text.indexOf("://") + 3;
    const pathAt = text.indexOf("/", hostAt);
    if (hostAt < 3 || pathAt < 0) return null;
    const slug = text.slice(pathAt + 1);
    // A name with the dot of the root is the same name (RFC 1034, section 3.1).
    const hostname = text
      .slice(hostAt, pathAt)
      .replace(/\.?(?::\d*)?$/, "")
      .toLowerCase();
    if (!SLUG.test(slug) || hostname.length > HOST_CHARS_MAX) return null;
    const host = this.canonicalHost(hostname);
    const read = { host, slug, key: linkKey(host, slug), isSecure: text.startsWith("https:") };
    this.#known.set(text, read);
    return read;
  }
}
