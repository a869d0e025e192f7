import type { ClickRecord } from "../../contracts/click-message.ts";
import { assert } from "../../core/shared/assert.ts";

/** More than any click takes that keeps its contract. */
const CLICK_BYTES_MAX = 32_768;
const encoder = new TextEncoder();
/** Used anew for each click. */
const into = new Uint8Array(CLICK_BYTES_MAX);

/** Writes a click as JSON in UTF-8. The bytes are those of the next click after the next call. */
export function clickJson(click: ClickRecord): Uint8Array {
  const json = JSON.stringify(click);
  const { read, written } = encoder.encodeInto(json, into);
  assert(read === json.length, "a click must keep its contract, which bounds its size");
  return into.subarray(0, written);
}
