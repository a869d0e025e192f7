import { hash } from "node:crypto";

/** SHA-256 of bytes, or of text in UTF-8. */
export function sha256Bytes(data: Uint8Array | string): Uint8Array {
  return new Uint8Array(hash("sha256", data, "buffer"));
}

/** SHA-256 of bytes, or of text in UTF-8, in lowercase hexadecimal. */
export function sha256Hex(data: Uint8Array | string): string {
  return hash("sha256", data);
}
