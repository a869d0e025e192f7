import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvariantError } from "../shared/assert.ts";
import { constantTimeEqual, decodeBase64url, encodeBase64url, encodeHex } from "../shared/encoding.ts";
import { createClickId, type Hmac, verifyClickId } from "./click-id.ts";

const hmac =
  (secret: string): Hmac =>
  (data) =>
    createHmac("sha256", secret).update(data).digest();
const key = hmac("one");
const parts = fc.record({
  timestampMs: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  workspaceTag: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  random6: fc.uint8Array({ minLength: 6, maxLength: 6 }),
});

describe("a click id", () => {
  it("tells its time and workspace to whoever holds the key", () => {
    void fc.assert(
      fc.property(parts, (given) => {
        const { text, uuid } = createClickId(given, key);
        const { timestampMs, workspaceTag } = given;
        expect(text).toMatch(/^[A-Za-z0-9_-]{32}$/);
        expect(verifyClickId(text, [key])).toEqual({ ok: true, value: { uuid, timestampMs, workspaceTag } });
        expect(uuid.replaceAll("-", "")).toBe(
          encodeHex(decodeBase64url(text) ?? new Uint8Array()).slice(0, 32),
        );
      }),
    );
  });

  it("is refused with any one bit changed", () => {
    void fc.assert(
      fc.property(parts, fc.integer({ min: 0, max: 191 }), (given, bit) => {
        const bytes = decodeBase64url(createClickId(given, key).text) ?? new Uint8Array();
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(verifyClickId(encodeBase64url(bytes), [key])).toEqual({ ok: false, error: "click_id_forged" });
      }),
      { numRuns: 10_000 },
    );
  });

  it("is taken under either key while keys rotate, and under no other", () => {
    const { text } = createClickId({ timestampMs: 1, workspaceTag: 2, random6: new Uint8Array(6) }, key);
    expect(verifyClickId(text, [hmac("two"), key]).ok).toBe(true);
    expect(verifyClickId(text, [hmac("two")])).toEqual({ ok: false, error: "click_id_forged" });
  });

  it.each(["", "undefined", "A".repeat(31), "A".repeat(33), `${"A".repeat(31)}=`, `${"A".repeat(31)}/`])(
    "is malformed as %j",
    (text) => {
      expect(verifyClickId(text, [key])).toEqual({ ok: false, error: "click_id_malformed" });
    },
  );

  it.each([
    ["a time before 1970", { timestampMs: -1 }],
    ["a time beyond 48 bits", { timestampMs: 2 ** 48 }],
    ["a part of a millisecond", { timestampMs: 0.5 }],
    ["a tag beyond 32 bits", { workspaceTag: 2 ** 32 }],
    ["five random bytes", { random6: new Uint8Array(5) }],
    ["seven random bytes", { random6: new Uint8Array(7) }],
  ])("is not made of %s", (_, wrong) => {
    const given = { timestampMs: 1, workspaceTag: 2, random6: new Uint8Array(6) };
    expect(() => createClickId({ ...given, ...wrong }, key)).toThrow(InvariantError);
  });

  it("has the layout that is written down, byte by byte", () => {
    const random6 = Uint8Array.from([1, 2, 3, 4, 5, 6]);
    const { uuid } = createClickId({ timestampMs: 0x0102030405ff, workspaceTag: 0xfedcba98, random6 }, key);
    expect(uuid).toBe("01020304-05ff-fedc-ba98-010203040506");
  });

  it("sorts by time", () => {
    const at = (timestampMs: number) =>
      createClickId({ timestampMs, workspaceTag: 2 ** 32 - 1, random6: new Uint8Array(6).fill(255) }, key)
        .uuid;
    expect([at(1_700_000_000_001), at(255), at(1_700_000_000_000), at(256)].sort()).toEqual(
      [255, 256, 1_700_000_000_000, 1_700_000_000_001].map(at),
    );
  });
});

describe("base64url", () => {
  it("is read back as it was written, and in one way only", () => {
    void fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = encodeBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64url"));
        expect(decodeBase64url(text)).toEqual(bytes);
      }),
    );
    expect(["A", "AB", "AA=", "A+", "A A"].map(decodeBase64url)).toEqual([null, null, null, null, null]);
  });
});

it.each<[string, readonly number[], readonly number[], boolean]>([
  ["equal bytes", [1, 2, 3], [1, 2, 3], true],
  ["no bytes", [], [], true],
  ["a first byte that differs", [9, 2, 3], [1, 2, 3], false],
  ["a last byte that differs", [1, 2, 3], [1, 2, 9], false],
  ["a longer left", [1, 2, 3], [1, 2], false],
  ["a longer right, which begins the same", [1, 2], [1, 2, 3], false],
  ["differences that would cancel out", [1, 2], [2, 1], false],
])("constantTimeEqual tells %s", (_, left, right, isEqual) => {
  expect(constantTimeEqual(Uint8Array.from(left), Uint8Array.from(right))).toBe(isEqual);
});
