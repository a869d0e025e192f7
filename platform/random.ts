import { assert } from "../core/shared/assert.ts";
import { formatId, type IdByPrefix } from "../core/shared/id.ts";

/** Bytes fetched from the runtime at a time: a call costs more than the bytes do. */
const POOL_BYTES = 4_096;
let pool = new Uint8Array(0);
let used = 0;

/** Bytes nobody can guess, 4,096 at most. No byte is given twice. */
export function randomBytes(length: number): Uint8Array {
  return fillRandom(new Uint8Array(length));
}

/** Fills bytes, 4,096 at most, with ones that nobody can guess, and returns them. */
export function fillRandom(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  assert(length <= POOL_BYTES, "more random bytes than are fetched at a time");
  if (used + length > pool.length) {
    pool = crypto.getRandomValues(new Uint8Array(POOL_BYTES));
    used = 0;
  }
  for (let index = 0; index < length; index += 1) bytes[index] = pool[used + index] as number;
  used += length;
  return bytes;
}

/** A new id: 48 bits of milliseconds, so that ids of a kind sort by age, and 80 random bits. */
export function newId<Prefix extends keyof IdByPrefix>(prefix: Prefix, nowMs: number): IdByPrefix[Prefix] {
  const bytes = randomBytes(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(nowMs / 2 ** 32));
  view.setUint32(2, nowMs % 2 ** 32);
  return formatId(prefix, bytes);
}
