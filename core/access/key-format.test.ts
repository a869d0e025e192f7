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
