import { gunzipSync, gzipSync } from "node:zlib";

/** Compresses text (RFC 1952). The same text gives the same bytes: the header holds no time. */
export function gzip(text: string): Uint8Array {
  return new Uint8Array(gzipSync(text));
}

/** Reads text that `gzip` wrote. */
export function gunzip(bytes: Uint8Array): string {
  return gunzipSync(bytes).toString("utf8");
}
