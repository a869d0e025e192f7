import { deflateSync } from "node:zlib";

/** Packs bytes in the format of zlib (RFC 1950), as PNG has them. */
export function deflate(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(deflateSync(bytes, { level: 9 }));
}
