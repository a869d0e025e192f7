import { createHash } from "node:crypto";

/** SHA-1 of a text in UTF-8, in capital hexadecimal: for services that name things by it, never for what must hold. */
export function sha1Hex(text: string): string {
  return createHash("sha1").update(text).digest("hex").toUpperCase();
}
