import { encodeHex } from "../../core/shared/encoding.ts";
import type { IdParts } from "./sorted-ids.ts";

/** Bytes of a click's row id: the first 16 of its click id. */
export const ROW_ID_BYTES = 16;
/** Characters of a click id, of which the first 22 hold the row id. */
export const CLICK_ID_CHARS = 32;
const ROW_ID_CHARS = 22;
/** Bytes of a row id as lists and files show it. */
export const SHOWN_ID_BYTES = 36;

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const STRANGER = 0x80;
const VALUES = Uint8Array.from({ length: 256 }, (_, code) => {
  const value = BASE64URL.indexOf(String.fromCharCode(code));
  return value < 0 ? STRANGER : value;
});
const PREFIX = new TextEncoder().encode("clk_");
const DIGITS = new TextEncoder().encode("0123456789abcdef");
const SHOWN = /^clk_([0-9a-f]{12})[0-9a-f]{8}([0-9a-f]{12})$/;

/**
 * Reads the row id of a click id, whose base64url characters begin at `from`, into `to`.
 *
 * @returns false if one of the characters is none of base64url
 */
export function readRowId(source: DataView, from: number, to: DataView, at: number): boolean {
  let strange = 0;
  let held = 0;
  let bits = 0;
  let offset = at;
  for (let index = from; index < from + ROW_ID_CHARS; index += 1) {
    const value = VALUES[source.getUint8(index)] as number;
    strange |= value;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      if (offset < at + ROW_ID_BYTES) to.setUint8(offset, held >> bits);
      offset += 1;
    }
  }
  return (strange & STRANGER) === 0;
}

/** The time of the row id at a place, in milliseconds since 1970. */
export function timeOf(rowIds: DataView, at: number): number {
  return rowIds.getUint32(at) * 65_536 + rowIds.getUint16(at + 4);
}

/** The workspace's tag in the row id at a place. */
export function tagOf(rowIds: DataView, at: number): number {
  return rowIds.getUint32(at + 6);
}

/** The random bits of the row id at a place, as a number below 2^48. */
export function randomOf(rowIds: DataView, at: number): number {
  return rowIds.getUint16(at + 10) * 2 ** 32 + rowIds.getUint32(at + 12);
}

/** Writes the row id at `from` as lists and files show it, `clk_` and 32 hexadecimal digits, into `to`. */
export function writeShownId(rowIds: Uint8Array, from: number, to: Uint8Array, at: number): void {
  to.set(PREFIX, at);
  let offset = at + PREFIX.length;
  for (let index = from; index < from + ROW_ID_BYTES; index += 1, offset += 2) {
    const byte = rowIds[index] as number;
    to[offset] = DIGITS[byte >> 4] as number;
    to[offset + 1] = DIGITS[byte & 15] as number;
  }
}

/** A row id as lists and files show it. */
export function showRowId(rowId: Uint8Array): string {
  return `clk_${encodeHex(rowId)}`;
}

/** The shown row id of a click of the workspace with this tag. */
export function shownIdOf({ time, random }: IdParts, tag: number): string {
  const digits = (number: number, length: number): string => number.toString(16).padStart(length, "0");
  return `clk_${digits(time, 12)}${digits(tag, 8)}${digits(random, 12)}`;
}

/** Reads the time and the random bits of a shown row id; null if it is none. */
export function parseShownId(shown: string): IdParts | null {
  const [, time, random] = SHOWN.exec(shown) ?? [];
  if (time === undefined || random === undefined) return null;
  return { time: Number.parseInt(time, 16), random: Number.parseInt(random, 16) };
}
