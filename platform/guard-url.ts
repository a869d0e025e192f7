import { parseUrl } from "./parse-url.ts";
import { isPublicAddress } from "./public-address.ts";

/** Gives every address of a host, of both families; none if there is no such host. Throws while the resolver is away. */
export type ResolveAddresses = (host: string) => Promise<readonly string[]>;

/** Why an address may not be asked for. */
export type UrlProblem =
  | "not_a_url"
  | "not_https"
  | "has_credentials"
  | "port_not_allowed"
  | "host_not_allowed"
  | "host_unknown"
  | "address_not_public";

const PORTS = new Set(["", "443", "8443"]);
const URL_CHARS_MAX = 8_192;
/** Names that never lead to the internet (RFC 6761, 6762, 8375, 9476), and those that clouds use inside. */
const INNER_NAMES =
  /(^|\.)(localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa|in-addr\.arpa|ip6\.arpa|test|invalid|onion|alt)$/;
/** A name of the internet: labels with a dot between them, the last no number. */
const NAME = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** What the guard allows besides, on one machine alone. */
export type GuardOptions = { readonly allowsLoopback: boolean };

/**
 * Judges an address that a user gave by its parts alone, as they were parsed: whatever forms a number or a name may
 * be written in, it is the parsed host that is asked for. Null where it may be, if its host is a public one.
 */
export function urlProblem(text: string, { allowsLoopback }: GuardOptions): UrlProblem | null {
  const url = text.length > URL_CHARS_MAX ? null : parseUrl(text);
  if (!url) return "not_a_url";
  if (url.username !== "" || url.password !== "") return "has_credentials";
  if (allowsLoopback && isLoopback(url)) return null;
  if (url.protocol !== "https:") return "not_https";
  if (!PORTS.has(url.port)) return "port_not_allowed";
  const address = addressOf(url.hostname);
  if (address !== null) return isPublicAddress(address) ? null : "address_not_public";
  return NAME.test(url.hostname) && !INNER_NAMES.test(url.hostname) ? null : "host_not_allowed";
}

/** As `urlProblem`, and asks where the host is: every one of its addresses must be a public one. */
export async function guardUrl(
  text: string,
  { resolve, ...options }: GuardOptions & { readonly resolve: ResolveAddresses },
): Promise<UrlProblem | null> {
  const problem = urlProblem(text, options);
  if (problem !== null) return problem;
  const url = new URL(text);
  if (addressOf(url.hostname) !== null || (options.allowsLoopback && isLoopback(url))) return null;
  const addresses = await resolve(url.hostname);
  if (addresses.length === 0) return "host_unknown";
  return addresses.every(isPublicAddress) ? null : "address_not_public";
}

const isLoopback = ({ hostname, protocol }: URL): boolean =>
  (hostname === "127.0.0.1" || hostname === "localhost") && /^https?:$/.test(protocol);

/** A host that is an address, without its brackets; null for a name. */
function addressOf(hostname: string): string | null {
  if (hostname.startsWith("[")) return hostname.slice(1, -1);
  return /^[\d.]+$/.test(hostname) ? hostname : null;
}
