import { assert } from "../shared/assert.ts";

export const KEY_KINDS = ["secret_live", "secret_test", "publishable", "postback"] as const;
/** What a key may be used for, and on which data. */
export type KeyKind = (typeof KEY_KINDS)[number];

const PREFIXES: Readonly<Record<KeyKind, string>> = {
  secret_live: "tb_live_",
  secret_test: "tb_test_",
  publishable: "tb_pk_",
  postback: "tb_pb_",
};
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_CHARS = 43;
const CHECKSUM_CHARS = 6;
const FORM = new RegExp(
  `^(tb_(?:live|test|pk|pb)_)([0-9A-Za-z]{${SECRET_CHARS}})([0-9A-Za-z]{${CHECKSUM_CHARS}})$`,
);

/**
 * Writes a key: prefix, 32 random bytes in base 62, and a checksum that tells a mistyped key without a
 * look-up and lets secret scanners find it.
 */
export function formatKey(kind: KeyKind, random32: Uint8Array): string {
  assert(random32.length === 32, "a key takes 32 random bytes");
  const secret = toBase62(
    random32.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n),
    SECRET_CHARS,
  );
  const body = `${PREFIXES[kind]}${secret}`;
  return `${body}${checksum(body)}`;
}

/** Reads the kind and last four characters of a key; null if form or checksum are wrong. */
export function parseKey(text: string): { readonly kind: KeyKind; readonly last4: string } | null {
  const match = FORM.exec(text);
  if (!match) return null;
  const [, prefix, secret, sum] = match;
  if (checksum(`${prefix}${secret}`) !== sum) return null;
  const kind = KEY_KINDS.find((each) => PREFIXES[each] === prefix);
  return kind ? { kind, last4: text.slice(-4) } : null;
}

function checksum(text: string): string {
  return toBase62(BigInt(crc32(text)), CHECKSUM_CHARS);
}

function toBase62(number: bigint, width: number): string {
  let text = "";
  let rest = number;
  while (rest > 0n) {
    text = `${BASE62[Number(rest % 62n)]}${text}`;
    rest /= 62n;
  }
  return text.padStart(width, "0");
}

/** CRC-32 (ISO 3309, the polynomial of zip) of ASCII text. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const char of text) {
    crc ^= char.charCodeAt(0);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
