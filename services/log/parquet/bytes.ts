/**
 * Work on bytes four at a time: texts of a few dozen bytes are copied, compared and hashed by the million,
 * and a call of `set` or `subarray` costs more than the bytes.
 */

const WORD = 4;
/** Of Fibonacci hashing: 2^32 by the golden ratio. */
const MULTIPLIER = 0x9e3779b1;

/** A view of all the bytes of an array. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Copies the bytes from `start` to `end` to the place `at`. */
export function copyBytes(source: DataView, start: number, end: number, to: DataView, at: number): void {
  let from = start;
  let offset = at;
  for (; from + WORD <= end; from += WORD, offset += WORD) to.setInt32(offset, source.getInt32(from));
  for (; from < end; from += 1, offset += 1) to.setUint8(offset, source.getUint8(from));
}

/** True if the bytes from `start` to `end` are those at the place `at`. */
export function areBytesEqual(
  source: DataView,
  start: number,
  end: number,
  other: DataView,
  at: number,
): boolean {
  let from = start;
  let offset = at;
  for (; from + WORD <= end; from += WORD, offset += WORD) {
    if (source.getInt32(from) !== other.getInt32(offset)) return false;
  }
  for (; from < end; from += 1, offset += 1) {
    if (source.getUint8(from) !== other.getUint8(offset)) return false;
  }
  return true;
}

/** Mixes four bytes, or one, into a hash. */
export function mixIn(hash: number, bytes: number): number {
  return Math.imul(((hash << 5) | (hash >>> 27)) ^ bytes, MULTIPLIER);
}

/** The hash of the bytes from `start` to `end`: of each four from the start on, then of each that is left. */
export function hashBytes(source: DataView, start: number, end: number, seed: number): number {
  let hash = seed;
  let at = start;
  for (; at + WORD <= end; at += WORD) hash = mixIn(hash, source.getInt32(at));
  for (; at < end; at += 1) hash = mixIn(hash, source.getUint8(at));
  return hash;
}

/** A copy with room for at least `needed` bytes. */
export function grown(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  const wider = new Uint8Array(Math.max(bytes.length * 2, needed));
  wider.set(bytes);
  return wider;
}
