import type { Hmac } from "../core/link/click-id.ts";
import { assert } from "../core/shared/assert.ts";
import { decodeBase64url, encodeBase64url, encodeHex } from "../core/shared/encoding.ts";
import { hmacSha256 } from "./hmac.ts";

/**
 * Reads CLICK_ID_KEYS: keys of 32 bytes in base64url, parted by commas. The first signs, all verify.
 * Throws `InvariantError` where one is not such a key.
 */
export function parseClickIdKeys(text: string): readonly [Hmac, ...Hmac[]] {
  const [first, ...others] = text.split(",").map((key) => hmacSha256(parseSecret(key.trim())));
  assert(first !== undefined, "CLICK_ID_KEYS must hold a key");
  return [first, ...others];
}

/** Reads a secret of 32 bytes in base64url; throws `InvariantError` if it is not one. */
export function parseSecret(text: string): Uint8Array {
  const bytes = decodeBase64url(text);
  assert(bytes?.length === 32, "a secret must be 32 bytes in base64url");
  return bytes;
}

/** The keyed hash under which an API key is stored and found, in hexadecimal. */
export function hashApiKey(key: string, pepper: string): string {
  return encodeHex(hmacSha256(parseSecret(pepper))(new TextEncoder().encode(key)));
}

/** What a derived secret is for: signing the orders of an image pixel, reading the click log by S3, sealing answers. */
export type SecretPurpose = "pixel" | "s3" | "idempotency";

/**
 * A secret that belongs to an API key, or to a person: 32 bytes in base64url, HMAC-SHA-256 of purpose and id under the
 * pepper. It follows from them, so it is stored nowhere and can be shown again.
 */
export function deriveSecret(pepper: string, purpose: SecretPurpose, id: string): string {
  const hmac = hmacSha256(parseSecret(pepper));
  return encodeBase64url(hmac(new TextEncoder().encode(`${purpose}:${id}`)));
}
