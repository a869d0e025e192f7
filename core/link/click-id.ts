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
const RANDOM_BYTES = 6;

/** What a click id is made of. */
type NewClickId = ClickIdParts & { readonly random6: Uint8Array };

/**
 * Makes a click id as it travels: 48 bits of milliseconds, 32 bits of workspace, 48 random bits, and the
 * first 64 bits of their HMAC, so that whoever holds the key can tell a true one without a look-up.
 */
export function createClickIdText(parts: NewClickId, hmac: Hmac): string {
  return encodeBase64url(clickIdBytes(parts, hmac));
}

/**
 * Makes a click id as `createClickIdText` does.
 *
 * @returns the id as it travels, and its first 16 bytes as the primary key of the click
 */
export function createClickId(
  parts: NewClickId,
  hmac: Hmac,
): { readonly text: string; readonly uuid: string } {
  const bytes = clickIdBytes(parts, hmac);
  return { text: encodeBase64url(bytes), uuid: bytesToUuid(bytes.subarray(0, HEAD_BYTES)) };
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

/** Writes the id of a click that is known by its primary key, as it travels. */
export function clickIdTextOf(uuid: string, hmac: Hmac): string {
  const hex = uuid.replaceAll("-", "");
  assert(hex.length === HEAD_BYTES * 2, "a click is known by 16 bytes");
  const known = Uint8Array.from({ length: HEAD_BYTES }, (_, at) =>
    Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16),
  );
  return encodeBase64url(Uint8Array.from([...known, ...hmac(known).subarray(0, MAC_BYTES)]));
}

/** Used anew for each click id, and never handed out. */
const head = new Uint8Array(HEAD_BYTES);
const bytes = new Uint8Array(HEAD_BYTES + MAC_BYTES);

/** The bytes of a click id, which are those of the next one after the next call. */
function clickIdBytes({ timestampMs, workspaceTag, random6 }: NewClickId, hmac: Hmac): Uint8Array {
  assert(isBelow(timestampMs, 2 ** 48), "the time must fit 48 bits");
  assert(isBelow(workspaceTag, 2 ** 32), "the tag must fit 32 bits");
  assert(random6.length === RANDOM_BYTES, "a click id takes 6 random bytes");
  const high = Math.floor(timestampMs / 2 ** 32);
  head[0] = high >>> 8;
  head[1] = high;
  writeWord(head, 2, timestampMs);
  writeWord(head, 6, workspaceTag);
  for (let index = 0; index < RANDOM_BYTES; index += 1) head[10 + index] = random6[index] as number;
  const mac = hmac(head);
  for (let index = 0; index < HEAD_BYTES; index += 1) bytes[index] = head[index] as number;
  for (let index = 0; index < MAC_BYTES; index += 1) bytes[HEAD_BYTES + index] = mac[index] as number;
  return bytes;
}

/** Writes the lower 32 bits of a number. */
function writeWord(bytes: Uint8Array, offset: number, value: number): void {
  const word = value >>> 0;
  bytes[offset] = word >>> 24;
  bytes[offset + 1] = word >>> 16;
  bytes[offset + 2] = word >>> 8;
  bytes[offset + 3] = word;
}

const isBelow = (number: number, limit: number): boolean =>
  Number.isInteger(number) && number >= 0 && number < limit;

function readNumber(bytes: Uint8Array, offset: number, length: number): number {
  return bytes.subarray(offset, offset + length).reduce((number, byte) => number * 256 + byte, 0);
}
