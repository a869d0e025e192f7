import { constantTimeEqual, encodeHex } from "../../../core/shared/encoding.ts";
import { hmacSha256 } from "../../../platform/hmac.ts";
import { sha256Hex } from "../../../platform/sha256.ts";
import { canonicalRequest, type SignedParts } from "./canonical-request.ts";

/** The one algorithm that is taken. */
export const ALGORITHM = "AWS4-HMAC-SHA256";

/** When and for what a signature was made. */
export type Scope = {
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly time: string;
  /** Any: the door has no regions. */
  readonly region: string;
  readonly service: string;
};

/** Signs a request with a secret (AWS Signature Version 4); the signature is in lowercase hexadecimal. */
export function sign(parts: SignedParts, { time, region, service }: Scope, secret: string): string {
  const day = time.slice(0, 8);
  const text = [
    ALGORITHM,
    time,
    `${day}/${region}/${service}/aws4_request`,
    sha256Hex(canonicalRequest(parts)),
  ].join("\n");
  const key = [day, region, service, "aws4_request"].reduce(
    (signing, part) => hmacSha256(signing)(bytesOf(part)),
    bytesOf(`AWS4${secret}`),
  );
  return encodeHex(hmacSha256(key)(bytesOf(text)));
}

/** True if the secret gives this signature. Takes the same time wherever the two differ. */
export function isSignedWith(secret: string, parts: SignedParts, scope: Scope, signature: string): boolean {
  return constantTimeEqual(bytesOf(sign(parts, scope, secret)), bytesOf(signature));
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
