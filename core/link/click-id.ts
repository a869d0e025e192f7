import { assert } from "../shared/assert.ts";
import { bytesToUuid, constantTimeEqual, decodeBase64url, encodeBase64url } from "../shared/encoding.ts";
import { fail, ok, type Result } from "../shared/result.ts";

/** HMAC-SHA-256 under one key: 32 bytes. */
export type Hmac = (data: Uint8Array) => Uint8Array;

/** What a click id says by itself. */
export type ClickIdParts = {
  /** When the click happened, in milliseconds since 1970, below 2^48. */
  readonly timestampMs: number;
  /** Which workspace it belongs to: 32 bits of a hash of the workspace's id. */
  readonly workspaceTag: number;
};

/** The form of a click id: 24 bytes in base64url. */
export const CLICK_ID = /^[A-Za-z0-9_-]{32}$/;

const HEAD_BYTES = 16;
const MAC_BYTES = 8;

/**
 * Makes a click id: 48 bits of milliseconds, 32 bits of workspace, 48 random bits, and the first 64
 * bits of their HMAC, so that whoever holds the key can tell a true one without a look-up.
 *
 * @returns the id as it travels, and its first 16 bytes as the primary key of the click
 */
export function createClickId(
  parts: ClickIdParts & { readonly random6: Uint8Array },
  hmac: Hmac,
): { readonly text: string; readonly uuid: string } {
  assert(parts.random6.length === 6, "a click id takes 6 random bytes");
  const head = new Uint8Array(HEAD_BYTES);
  writeNumber(head, 0, 6, parts.timestampMs);
  writeNumber(head, 6, 4, parts.workspaceTag);
  head.set(parts.random6, 10);
  const bytes = new Uint8Array(HEAD_BYTES + MAC_BYTES);
  bytes.set(head);
  bytes.set(hmac(head).subarray(0, MAC_BYTES), HEAD_BYTES);
  return { text: encodeBase64url(bytes), uuid: bytesToUuid(head) };
}

/**
 * Reads a click id and proves that one of the keys signed it. Two keys are given during rotation.
 * Takes the same time whichever byte of the signature is wrong.
 */
export function verifyClickId(
  text: string,
  hmacs: readonly Hmac[],
): Result<ClickIdParts & { readonly uuid: string }, "click_id_malformed" | "click_id_forged"> {
  const bytes = CLICK_ID.test(text) ? decodeBase64url(text) : null;
  if (!bytes) return fail("click_id_malformed");
  const head = bytes.subarray(0, HEAD_BYTES);
  const mac = bytes.subarray(HEAD_BYTES);
  const isSigned = hmacs.some((hmac) => constantTimeEqual(mac, hmac(head).subarray(0, MAC_BYTES)));
  if (!isSigned) return fail("click_id_forged");
  return ok({
    uuid: bytesToUuid(head),
    timestampMs: readNumber(head, 0, 6),
    workspaceTag: readNumber(head, 6, 4),
  });
}

function writeNumber(bytes: Uint8Array, offset: number, length: number, value: number): void {
  assert(Number.isInteger(value) && value >= 0 && value < 256 ** length, "the number must fit its bytes");
  for (let place = 0; place < length; place += 1) {
    bytes[offset + place] = Math.floor(value / 256 ** (length - 1 - place)) % 256;
  }
}

function readNumber(bytes: Uint8Array, offset: number, length: number): number {
  return bytes.subarray(offset, offset + length).reduce((number, byte) => number * 256 + byte, 0);
}
