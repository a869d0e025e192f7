import type { Hmac } from "../core/link/click-id.ts";
import { beginSha256, sha256Nested, sha256Short } from "./sha256-short.ts";

const BLOCK_BYTES = 64;

/**
 * HMAC-SHA-256 (RFC 2104) under one key, for short data. What the key alone decides is computed once, so
 * that signing 16 bytes takes two rounds of the hash.
 */
export function hmacSha256(key: Uint8Array): Hmac {
  const short = key.length > BLOCK_BYTES ? sha256Short(key) : key;
  const padded = (pad: number): Uint8Array =>
    Uint8Array.from({ length: BLOCK_BYTES }, (_, index) => (short[index] ?? 0) ^ pad);
  const inner = beginSha256(padded(0x36));
  const outer = beginSha256(padded(0x5c));
  return (data) => sha256Nested(inner, outer, data);
}
