import type { Hmac } from "../../core/link/click-id.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { hmacSha256 } from "../../platform/hmac.ts";
import { callerNetwork } from "../shared/caller-address.ts";

/** Bytes of a hash that are kept. */
const HASH_BYTES = 16;

/** What the hashes are made of: the address as Cloudflare gives it, cut before anything else, and the salt of the day. */
export type Network = { readonly truncated: string | null; readonly salt: Uint8Array };

/** The network of a request, to be hashed. */
export function networkOf(headers: Headers, salt: Uint8Array): Network {
  return { truncated: callerNetwork(headers), salt };
}

/** Names a network for one UTC day, without telling which it is: 22 base64url characters, null without an address. */
export function networkHash({ truncated, salt }: Network): string | null {
  // What is left of an address needs no escape; this is the JSON of `["network", truncated]`.
  return truncated === null ? null : keyedHash(salt, asciiBytes(`["network","${truncated}"]`));
}

/** Names a visitor without a cookie for one UTC day and one workspace: 22 base64url characters. */
export function dailyVisitorId(
  { truncated, salt }: Network,
  { workspaceId, userAgent }: { readonly workspaceId: string; readonly userAgent: string },
): string {
  // JSON keeps the parts apart, whatever they hold.
  return keyedHash(
    salt,
    encoder.encode(JSON.stringify(["visitor", workspaceId, truncated ?? "", userAgent])),
  );
}

const encoder = new TextEncoder();
/** Signers by their salt, which they are forgotten with. */
const signers = new WeakMap<Uint8Array, Hmac>();

function keyedHash(salt: Uint8Array, data: Uint8Array): string {
  const known = signers.get(salt);
  const sign = known ?? hmacSha256(salt);
  if (known === undefined) signers.set(salt, sign);
  return encodeBase64url(sign(data), HASH_BYTES);
}

/** The bytes of a short text that is ASCII alone, for less than a call of the runtime. */
function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}
