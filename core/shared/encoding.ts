const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** As many arguments as any engine takes. */
const CODES_AT_ONCE = 4_096;
/** Every byte in hexadecimal. */
const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const VALUES: ReadonlyMap<string, number> = new Map([...BASE64URL].map((char, value) => [char, value]));

/** Writes bytes, all or the first `length` of them, as base64url without padding (RFC 4648, section 5). */
export function encodeBase64url(bytes: Uint8Array, length: number = bytes.length): string {
  const codes: number[] = [];
  const whole = length - (length % 3);
  for (let at = 0; at < whole; at += 3) {
    const bits = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    codes.push(code64(bits >> 18), code64(bits >> 12), code64(bits >> 6), code64(bits));
  }
  if (whole < length) {
    const last = whole + 1 < length ? bytes[whole + 1] : undefined;
    const bits = ((bytes[whole] as number) << 10) | ((last ?? 0) << 2);
    codes.push(code64(bits >> 12), code64(bits >> 6));
    if (last !== undefined) codes.push(code64(bits));
  }
  return textOf(codes);
}

const code64 = (bits: number): number => BASE64URL.charCodeAt(bits & 63);

/** Made at once: a text put together piece by piece stays in pieces, and whoever reads it pays for that. */
function textOf(codes: readonly number[]): string {
  if (codes.length <= CODES_AT_ONCE) return String.fromCharCode(...codes);
  let text = "";
  for (let at = 0; at < codes.length; at += CODES_AT_ONCE) {
    text += String.fromCharCode(...codes.slice(at, at + CODES_AT_ONCE));
  }
  return text;
}

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
  for (let at = 0; at < bytes.length; at += 1) text += HEX_PAIRS[bytes[at] as number];
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
