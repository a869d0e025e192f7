import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeHex } from "../core/shared/encoding.ts";
import { isId } from "../core/shared/id.ts";
import { conversionId } from "./conversion-id.ts";
import { gunzip, gzip } from "./gzip.ts";
import { hmacSha256 } from "./hmac.ts";
import { deriveSecret, hashApiKey, parseClickIdKeys } from "./keys.ts";
import { newId, randomBytes } from "./random.ts";
import { sha256Hex } from "./sha256.ts";
import { sha256Short } from "./sha256-short.ts";
import { workspaceTag } from "./workspace-tag.ts";

const key = (fill: number) => Buffer.alloc(32, fill).toString("base64url");

it("HMAC-SHA-256 agrees with RFC 4231, case 2", () => {
  const mac = hmacSha256(new TextEncoder().encode("Jefe"))(
    new TextEncoder().encode("what do ya want for nothing?"),
  );
  expect(encodeHex(mac)).toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
});

it("HMAC-SHA-256 agrees with the runtime's own, whatever the key and the data", () => {
  const bytes = fc.uint8Array({ maxLength: 200, size: "max" });
  void fc.assert(
    fc.property(bytes, bytes, (secret, data) => {
      expect(encodeHex(hmacSha256(secret)(data))).toBe(
        createHmac("sha256", secret).update(data).digest("hex"),
      );
    }),
  );
});

it("a key signs one text after the other, and each as if it were the first", () => {
  const sign = hmacSha256(Buffer.alloc(32, 1));
  const first = encodeHex(sign(new Uint8Array(16)));
  sign(new Uint8Array(100).fill(7));
  expect(encodeHex(sign(new Uint8Array(16)))).toBe(first);
});

it("SHA-256 in JavaScript agrees with the runtime's own at every length up to three blocks", () => {
  for (let length = 0; length <= 192; length += 1) {
    const data = new Uint8Array(length).map((_, index) => index * 7);
    expect(encodeHex(sha256Short(data))).toBe(sha256Hex(data));
  }
});

it("SHA-256 agrees with FIPS 180-4", () => {
  expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

it("gzip gives the same bytes for the same text", () => {
  expect(gzip("a\nü")).toEqual(gzip("a\nü"));
  expect(gunzip(gzip("a\nü"))).toBe("a\nü");
});

it("ids sort by age and have the form of their kind", () => {
  const [first, second] = [newId("lnk", 1_700_000_000_000), newId("lnk", 1_700_000_000_001)];
  expect(isId("lnk", first)).toBe(true);
  expect(isId("aff", first)).toBe(false);
  expect(first < second).toBe(true);
});

it("a conversion's id follows from workspace and external id, and from where one ends", () => {
  expect(conversionId("ws_a", "1")).toBe(conversionId("ws_a", "1"));
  expect(isId("cnv", conversionId("ws_a", "1"))).toBe(true);
  const others = [conversionId("ws_b", "1"), conversionId("ws_a", "2"), conversionId("ws_", "a1")];
  expect(others).not.toContain(conversionId("ws_a", "1"));
});

describe("keys", () => {
  it("are one or two, of 32 bytes", () => {
    expect(parseClickIdKeys(`${key(1)}, ${key(2)}`)).toHaveLength(2);
    for (const wrong of ["", "short", `${key(1)},`]) expect(() => parseClickIdKeys(wrong)).toThrow();
  });

  it("hash with HMAC-SHA-256 under the pepper", () => {
    const mac = createHmac("sha256", Buffer.alloc(32, 3)).update("tb_live_x").digest("hex");
    expect(hashApiKey("tb_live_x", key(3))).toBe(mac);
  });

  it("give a secret for each purpose, which follows from the pepper and the id alone", () => {
    const mac = createHmac("sha256", Buffer.alloc(32, 3)).update("pixel:key_a").digest("base64url");
    expect(deriveSecret(key(3), "pixel", "key_a")).toBe(mac);
    const others = [
      deriveSecret(key(3), "s3", "key_a"),
      deriveSecret(key(3), "pixel", "key_b"),
      deriveSecret(key(4), "pixel", "key_a"),
    ];
    expect(new Set([mac, ...others]).size).toBe(4);
  });

  it("sign in the order given: the first of CLICK_ID_KEYS is the first", () => {
    const data = new TextEncoder().encode("head");
    expect(parseClickIdKeys(`${key(1)},${key(2)}`).map((sign) => encodeHex(sign(data)))).toEqual(
      [1, 2].map((fill) => encodeHex(hmacSha256(new Uint8Array(32).fill(fill))(data))),
    );
  });

  it("hash differently under another pepper", () => {
    expect(hashApiKey("tb_live_x", key(3))).toMatch(/^[0-9a-f]{64}$/);
    expect(hashApiKey("tb_live_x", key(3))).not.toBe(hashApiKey("tb_live_x", key(4)));
  });
});

it("a workspace's tag is the first four bytes of the hash of its id, without a sign", () => {
  // SHA-256 of "abc" begins with ba7816bf: the highest bit is set.
  expect(workspaceTag("abc")).toBe(0xba7816bf);
});

it("an id begins with its time, up to the last one that 48 bits hold", () => {
  expect(newId("lnk", 0).slice(0, 13)).toBe("lnk_000000000");
  expect(newId("lnk", 1_700_000_000_000).slice(0, 13)).toBe("lnk_01hf7yat0");
  // 48 bits of ones after the 2 that pad 128 bits to 26 characters of 5.
  expect(newId("lnk", 2 ** 48 - 1).slice(0, 13)).toBe("lnk_7zzzzzzzz");
  expect(new Set(Array.from({ length: 1_000 }, () => newId("lnk", 1))).size).toBe(1_000);
});

it("random bytes are as many as asked for, and others each time", () => {
  expect(randomBytes(32)).toHaveLength(32);
  expect(randomBytes(32)).not.toEqual(randomBytes(32));
  expect(randomBytes(4_096)).toHaveLength(4_096);
  expect(() => randomBytes(4_097)).toThrow();
});

it("random bytes are never given twice, also where they are fetched anew", () => {
  const given = Array.from({ length: 2_000 }, () => encodeHex(randomBytes(10)));
  expect(new Set(given).size).toBe(given.length);
});
