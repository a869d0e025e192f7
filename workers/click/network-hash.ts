import type { Hmac } from "../../core/link/click-id.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { hmacSha256 } from "../../platform/hmac.ts";
import { BoundedMap } from "../shared/bounded-map.ts";
import { truncateAddress } from "./truncate-address.ts";

/** Bytes of a hash that are kept. */
const HASH_BYTES = 16;
/** Networks whose hash is remembered, for as long as their salt is. */
const KNOWN_NETWORKS_MAX = 2_000;

/** What the hashes are made of: the address as Cloudflare gives it, cut before anything else, and the salt of the day. */
export type Network = { readonly truncated: string | null; readonly salt: Uint8Array };

/** Cuts the address of a request; only `CF-Connecting-IP` counts, since a caller can write any other header. */
export function networkOf(headers: Headers, salt: Uint8Array): Network {
  return { truncated: truncateAddress(headers.get("cf-connecting-ip") ?? ""), salt };
}

/** Names a network for one UTC day, without telling which it is: 22 base64url characters, null without an address. */
export function networkHash({ truncated, salt }: Network): string | null {
  if (truncated === null) return null;
  const { networks } = daily(salt);
  const known = networks.get(truncated);
  if (known !== undefined) return known;
  const hash = keyedHash(salt, ["network", truncated]);
  networks.set(truncated, hash);
  return hash;
}

/** Names a visitor without a cookie for one UTC day and one workspace: 22 base64url characters. */
export function dailyVisitorId(
  { truncated, salt }: Network,
  { workspaceId, userAgent }: { readonly workspaceId: string; readonly userAgent: string },
): string {
  return keyedHash(salt, ["visitor", workspaceId, truncated ?? "", userAgent]);
}

function keyedHash(key: Uint8Array, parts: readonly string[]): string {
  // JSON keeps the parts apart, whatever they hold.
  const mac = daily(key).sign(new TextEncoder().encode(JSON.stringify(parts)));
  return encodeBase64url(mac.subarray(0, HASH_BYTES));
}

/** What an isolate keeps of a salt, and forgets with it. */
type Daily = { readonly sign: Hmac; readonly networks: BoundedMap<string> };
const kept = new WeakMap<Uint8Array, Daily>();

function daily(salt: Uint8Array): Daily {
  const known = kept.get(salt);
  if (known) return known;
  const made = { sign: hmacSha256(salt), networks: new BoundedMap<string>(KNOWN_NETWORKS_MAX) };
  kept.set(salt, made);
  return made;
}
