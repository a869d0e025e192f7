import type { Hmac } from "../../core/link/click-id.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { hmacSha256 } from "../../platform/hmac.ts";
import { BoundedMap } from "../shared/bounded-map.ts";

/** Bytes of a hash that are kept. */
const HASH_BYTES = 16;
/** Networks whose hash is remembered. */
const KNOWN_NETWORKS_MAX = 4_000;

/** What the hashes are made of: the address of a request, cut, and the salt of the day. */
export type Network = { readonly truncated: string | null; readonly salt: Uint8Array };

/** Names a network for one UTC day, without telling which it is: 22 base64url characters, null without an address. */
export function networkHash({ truncated, salt }: Network): string | null {
  if (truncated === null) return null;
  const { sign, hashes } = saltedBy(salt);
  const known = hashes.peek(truncated);
  if (known !== undefined) return known;
  // What is left of an address needs no escape; this is the JSON of `["network", truncated]`.
  const hash = hashText(sign, asciiBytes(`["network","${truncated}"]`));
  hashes.set(truncated, hash);
  return hash;
}

/** Names a visitor without a cookie for one UTC day and one workspace: 22 base64url characters. */
export function dailyVisitorId(
  { truncated, salt }: Network,
  { workspaceId, userAgent }: { readonly workspaceId: string; readonly userAgent: string },
): string {
  // JSON keeps the parts apart, whatever they hold.
  const data = encoder.encode(JSON.stringify(["visitor", workspaceId, truncated ?? "", userAgent]));
  return hashText(saltedBy(salt).sign, data);
}

const encoder = new TextEncoder();
/** What a salt makes: a signer, and the hashes of networks that many visitors share. Forgotten with the next salt. */
type Salted = { readonly salt: Uint8Array; readonly sign: Hmac; readonly hashes: BoundedMap<string> };
let salted: Salted | null = null;

function saltedBy(salt: Uint8Array): Salted {
  if (salted?.salt !== salt) {
    salted = { salt, sign: hmacSha256(salt), hashes: new BoundedMap(KNOWN_NETWORKS_MAX) };
  }
  return salted;
}

const hashText = (sign: Hmac, data: Uint8Array): string => encodeBase64url(sign(data), HASH_BYTES);

/** The bytes of a short text that is ASCII alone, for less than a call of the runtime. */
function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}
