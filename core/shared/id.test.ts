import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatId, isId, lowestId } from "./id.ts";

const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe("formatId", () => {
  it.each<[string, readonly number[], string]>([
    ["nothing but zeros", Array(16).fill(0), "lnk_00000000000000000000000000"],
    ["one", [...Array(15).fill(0), 1], "lnk_00000000000000000000000001"],
    ["the last character of the alphabet", [...Array(15).fill(0), 31], "lnk_0000000000000000000000000z"],
    ["the highest", Array(16).fill(255), "lnk_7zzzzzzzzzzzzzzzzzzzzzzzzz"],
  ])("writes %s", (_, bytes, id) => {
    expect(formatId("lnk", Uint8Array.from(bytes))).toBe(id);
  });

  it("gives ids of the kind, which sort as their bytes do and differ where those do", () => {
    void fc.assert(
      fc.property(sixteen, sixteen, (left, right) => {
        const [a, b] = [formatId("aff", left), formatId("aff", right)];
        expect(isId("aff", a)).toBe(true);
        expect(a < b ? -1 : Number(a > b)).toBe(Math.sign(Buffer.compare(left, right)));
      }),
    );
  });

  it("takes 16 bytes and no other number of them", () => {
    expect(() => formatId("aff", new Uint8Array(15))).toThrow("16 bytes");
  });
});

it("lowestId is not above what is made at its instant, and above what was made before", () => {
  const made = (atMs: number, fill: number): string => {
    const bytes = new Uint8Array(16).fill(fill);
    new DataView(bytes.buffer).setBigUint64(0, (BigInt(atMs) << 16n) | BigInt(fill * 257));
    return formatId("dec", bytes);
  };
  void fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 48 - 1 }), (atMs) => {
      expect(lowestId("dec", atMs)).toBe(made(atMs, 0));
      expect(lowestId("dec", atMs) > made(atMs - 1, 255)).toBe(true);
    }),
  );
});

it.each([
  ["another kind", "lnk_00000000000000000000000000"],
  ["a character short", "aff_0000000000000000000000000"],
  ["a character long", "aff_000000000000000000000000000"],
  ["capitals", "aff_0000000000000000000000000A"],
  ["a letter that is not in the alphabet", "aff_0000000000000000000000000u"],
  ["a line after it", "aff_00000000000000000000000000\n"],
  ["nothing", ""],
])("isId refuses %s", (_, text) => {
  expect(isId("aff", text)).toBe(false);
});
