import { createHmac } from "node:crypto";
import type { Hmac } from "../core/link/click-id.ts";

/** HMAC-SHA-256 (RFC 2104) under one key. */
export function hmacSha256(key: Uint8Array): Hmac {
  return (data) => new Uint8Array(createHmac("sha256", key).update(data).digest());
}
