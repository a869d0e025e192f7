import { canonicalJson } from "../core/shared/canonical-json.ts";
import { sha256Hex } from "./sha256.ts";

/** Equal for equal values, however they are written: SHA-256 of their canonical JSON, in hexadecimal. */
export function fingerprintOf(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}
