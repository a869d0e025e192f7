import { decodeBase64url, encodeBase64url } from "../../../core/shared/encoding.ts";
import { hmacSha256 } from "../../../platform/hmac.ts";
import { parseSecret } from "../../../platform/keys.ts";
import type { Position } from "../../../services/resources/list-rows.ts";

/** What a cursor is good for: a list or a report of a workspace, in one order. */
export type CursorPlace = {
  readonly pepper: string;
  readonly workspaceId: string;
  readonly path: string;
  /** As the query has it, e.g. `-created_at`; of a report the whole question. */
  readonly sort: string;
};

const MAC_BYTES = 16;

/** Writes where a page ended, signed: nobody can make one up, nor use it for another list, order or workspace. */
export function writeCursor(position: string, place: CursorPlace): string {
  const body = new TextEncoder().encode(position);
  const whole = new Uint8Array(MAC_BYTES + body.length);
  whole.set(macOf(position, place));
  whole.set(body, MAC_BYTES);
  return encodeBase64url(whole);
}

/** Reads a cursor, or null if this list never gave it. */
export function readCursor<Read = Position>(text: string, place: CursorPlace): Read | null {
  const opened = open(text);
  if (!opened) return null;
  let differs = 0;
  for (const [index, byte] of macOf(opened.text, place).entries()) differs |= byte ^ (opened.mac[index] ?? 0);
  return differs === 0 ? (opened.position as Read) : null;
}

/** Whether a text has the form of a cursor, of whatever list: what has not is told beside all else that is wrong with a query. */
export const isCursor = (text: string): boolean => open(text) !== null;

/** What a cursor holds, which anybody may have written. */
function open(cursor: string) {
  const whole = decodeBase64url(cursor);
  if (!whole || whole.length <= MAC_BYTES) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(whole.subarray(MAC_BYTES));
    return { mac: whole.subarray(0, MAC_BYTES), text, position: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

function macOf(position: string, { pepper, workspaceId, path, sort }: CursorPlace): Uint8Array {
  const signed = JSON.stringify(["cursor", workspaceId, path, sort, position]);
  return hmacSha256(parseSecret(pepper))(new TextEncoder().encode(signed)).slice(0, MAC_BYTES);
}
