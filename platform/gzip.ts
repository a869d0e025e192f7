import { constants, gunzipSync, gzipSync } from "node:zlib";

/** Compresses text (RFC 1952). The same text gives the same bytes: the header holds no time. */
export function gzip(text: string): Uint8Array {
  return new Uint8Array(gzipSync(text));
}

/** Reads text that `gzip` wrote. */
export function gunzip(bytes: Uint8Array): string {
  return gunzipSync(bytes).toString("utf8");
}

/** Read and written at a time: a few of these make an object, and copying many small ones takes a fifth of the time. */
const CHUNK_BYTES = 262_144;
/** Fastest first: columns of a log are read seldom, and mostly random. */
const PAGE_LEVEL = 1;

/**
 * Compresses the page of a column. Of `random` text, such as ids, no two parts are alike: looking for
 * such parts is left out, which takes a third of the time.
 */
export function gzipPage(bytes: Uint8Array, kind: "alike" | "random"): Uint8Array {
  const strategy = kind === "random" ? constants.Z_HUFFMAN_ONLY : constants.Z_DEFAULT_STRATEGY;
  return gzipSync(bytes, { level: PAGE_LEVEL, strategy });
}

/** Reads bytes that `gzip` or `gzipPage` wrote; throws if they are broken, or more than `bytesMax`. */
export function gunzipBytes(bytes: Uint8Array, bytesMax: number): Uint8Array {
  return gunzipSync(bytes, { maxOutputLength: bytesMax, chunkSize: CHUNK_BYTES });
}
