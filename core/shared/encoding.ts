const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const HEX = "0123456789abcdef";
const VALUES: ReadonlyMap<string, number> = new Map([...BASE64URL].map((char, value) => [char, value]));

/** Writes bytes as base64url without padding (RFC 4648, section 5). */
export function encodeBase64url(bytes: Uint8Array): string {
  const { length } = bytes;
  let text = "";
  for (let index = 0; index < length; index += 3) {
    // What is beyond the end reads as 0, and its characters are left out.
    const group = (at(bytes, index) << 16) | (at(bytes, index + 1) << 8) | at(bytes, index + 2);
    text += charOf(group >> 18) + charOf(group >> 12);
    if (index + 1 < length) text += charOf(group >> 6);
    if (index + 2 < length) text += charOf(group);
  }
  return text;
}

const at = (bytes: Uint8Array, index: number): number =>
  index < bytes.length ? (bytes[index] as number) : 0;
const charOf = (bits: number): string => BASE64URL.charAt(bits & 63);

/** Reads base64url without padding; null for what `encodeBase64url` never writes, stray last bits included. */
export function decodeBase64url(text: string): Uint8Array | null {
  if (text.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let offset = 0;
  for (const char of text) {
    const value = VALUES.get(char);
    if (value === undefined) return null;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[offset++] = held >> bits;
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? bytes : null;
}

/** Writes bytes as lowercase hexadecimal. */
export function encodeHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX.charAt(byte >> 4) + HEX.charAt(byte & 15);
  return text;
}

/** Writes 16 bytes in the form of a uuid. */
export function bytesToUuid(bytes: Uint8Array): string {
  const hex = encodeHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Compares without telling by the time it takes where two texts differ. */
export function constantTimeEqual(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  left.forEach((byte, index) => {
    difference |= byte ^ (right[index] ?? 0);
  });
  return difference === 0;
}
