import { constants, gunzipSync, gzipSync } from "node:zlib";

/** Compresses text (RFC 1952). The same text gives the same bytes: the header holds no time. */
export function gzip(text: string): Uint8Array {
  return new Uint8Array(gzipSync(text));
}

/** Reads text that `gzip` wrote. */
export function gunzip(bytes: Uint8Array): string {
  return gunzipSync(bytes).toString("utf8");
}

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

/** What is read at a time, at most: copying many small pieces takes a fifth of the time. */
const CHUNK_BYTES_MAX = 1_048_576;
const CHUNK_BYTES_MIN = 64;

/** Reads bytes that `gzip` or `gzipPage` wrote; throws if they are broken, or more than `bytesMax`. */
export function gunzipBytes(bytes: Uint8Array, bytesMax: number): Uint8Array {
  // The last four bytes tell how many there are (RFC 1952); one more, so that the end is seen at once.
  const told =
    bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0, true);
  const chunkSize = Math.max(CHUNK_BYTES_MIN, Math.min(told + 1, CHUNK_BYTES_MAX));
  return gunzipSync(bytes, { maxOutputLength: bytesMax, chunkSize });
}
