import { PIXEL_SIGNED_FIELDS } from "../../contracts/pixel.ts";
import { constantTimeEqual, decodeBase64url, encodeBase64url } from "../../core/shared/encoding.ts";
import { hmacSha256 } from "../../platform/hmac.ts";
import type { Parameters } from "./parameters.ts";

/**
 * The text that a merchant signs: a line `name=value` for each field of the order that is sent and not
 * empty, by name, ending in none. No value may hold a line break, so no two orders have the same text.
 */
export function signedText(parameters: Parameters): string {
  return PIXEL_SIGNED_FIELDS.flatMap((name) => {
    const value = parameters[name];
    return value ? [`${name}=${value}`] : [];
  }).join("\n");
}

/** Signs an order as the merchant's server does: HMAC-SHA-256 under the key's pixel secret, in base64url. */
export function signOrder(parameters: Parameters, pixelSecret: string): string {
  return encodeBase64url(macOf(parameters, pixelSecret));
}

/** Says whether the signature fits the order; takes the same time wherever it differs. */
export function isSigned(parameters: Parameters, signature: string, pixelSecret: string): boolean {
  const given = decodeBase64url(signature);
  return given !== null && constantTimeEqual(given, macOf(parameters, pixelSecret));
}

function macOf(parameters: Parameters, pixelSecret: string): Uint8Array {
  const encoder = new TextEncoder();
  return hmacSha256(encoder.encode(pixelSecret))(encoder.encode(signedText(parameters)));
}
