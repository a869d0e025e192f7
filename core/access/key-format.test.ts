import { crc32 } from "node:zlib";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { formatKey, KEY_KINDS, parseKey } from "./key-format.ts";

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });

it.each(KEY_KINDS)("a %s key tells its kind", (kind) => {
  void fc.assert(
    fc.property(secret, (bytes) => {
      const key = formatKey(kind, bytes);
      expect(parseKey(key)).toEqual({ kind, last4: key.slice(-4) });
    }),
  );
});

it("a key with one character changed is refused without a look-up", () => {
  void fc.assert(
    fc.property(
      secret,
      fc.integer({ min: 0, max: 56 }),
      fc.constantFrom("a", "Z", "9", "_"),
      (bytes, at, char) => {
        const key = formatKey("secret_live", bytes);
        fc.pre(key[at] !== char);
        expect(parseKey(`${key.slice(0, at)}${char}${key.slice(at + 1)}`)).toBeNull();
      },
    ),
  );
});

it.each(["", "tb_live_", "tb_admin_x", "undefined"])("%j is no key", (text) => {
  expect(parseKey(text)).toBeNull();
});

it.each([
  ["secret_live", new Uint8Array(32), "tb_live_0000000000000000000000000000000000000000000"],
  [
    "secret_test",
    new Uint8Array(32).fill(0, 0, 31).fill(61, 31),
    "tb_test_000000000000000000000000000000000000000000z",
  ],
  ["publishable", new Uint8Array(32).fill(62, 31), "tb_pk_0000000000000000000000000000000000000000010"],
] as const)(
  "a %s key is its prefix, the bytes as one number in base 62, and the CRC-32 of both",
  (kind, bytes, body) => {
    const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const key = formatKey(kind, bytes);
    expect(key.slice(0, -6)).toBe(body);
    const sum = [...key.slice(-6)].reduce((number, char) => number * 62 + base62.indexOf(char), 0);
    expect(sum).toBe(crc32(body));
  },
);
