import { randomBytes as nodeRandomBytes } from "node:crypto";
import { formatId, type IdByPrefix } from "../core/shared/id.ts";

/** Bytes nobody can guess. */
export function randomBytes(length: number): Uint8Array {
  return new Uint8Array(nodeRandomBytes(length));
}

/** A new id: 48 bits of milliseconds, so that ids of a kind sort by age, and 80 random bits. */
export function newId<Prefix extends keyof IdByPrefix>(prefix: Prefix, nowMs: number): IdByPrefix[Prefix] {
  const bytes = randomBytes(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(nowMs / 2 ** 32));
  view.setUint32(2, nowMs % 2 ** 32);
  return formatId(prefix, bytes);
}
