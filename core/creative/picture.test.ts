import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PICTURES } from "../../tests/support/pictures.ts";
import { readPicture } from "./picture.ts";

const text = (given: string) => new TextEncoder().encode(given);
const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

describe("a picture", () => {
  it.each([
    ["png", "png"],
    ["jpg", "jpg"],
    ["gif", "gif"],
    ["lossyWebp", "webp"],
    ["losslessWebp", "webp"],
    ["extendedWebp", "webp"],
  ] as const)("of a %s file is known by its bytes, with its size", (name, kind) => {
    expect(readPicture(PICTURES[name])).toEqual({ kind, width: 7, height: 3 });
  });

  it("is known where its bytes stand within others", () => {
    const within = joined(text("before"), PICTURES.png).subarray(6);
    expect(readPicture(within)).toEqual({ kind: "png", width: 7, height: 3 });
  });

  it("is known though a JPEG has segments and filling before its frame", () => {
    const exif = Uint8Array.of(0xff, 0xe1, 0, 6, 0xff, 0xc0, 9, 9, 0xff, 0xff);
    const jpeg = joined(PICTURES.jpg.subarray(0, 2), exif, PICTURES.jpg.subarray(2));
    expect(readPicture(jpeg)).toEqual({ kind: "jpg", width: 7, height: 3 });
  });

  it.each([
    ["SVG", text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ["SVG after a mark", text('\ufeff<?xml version="1.0"?><svg/>')],
    ["HTML", text("<!doctype html><script>alert(1)</script>")],
    ["PDF", text("%PDF-1.7")],
    ["a GIF of nothing", text("GIF89a\0\0\0\0")],
    ["a JPEG without a frame", Uint8Array.of(0xff, 0xd8, 0xff, 0xd9, 0, 2, 0, 0, 0, 0, 0)],
    ["what only contains one", joined(text("GIF"), PICTURES.png)],
    ["nothing", new Uint8Array()],
  ])("is not %s", (_, bytes) => {
    expect(readPicture(bytes)).toBeNull();
  });

  it("of which something is missing, or changed, is read or is none, and never an error", () => {
    const some = fc.constantFrom(...Object.values(PICTURES));
    const change = fc.tuple(fc.nat(300), fc.nat(255));
    fc.assert(
      fc.property(some, fc.nat(300), fc.array(change, { maxLength: 8 }), (picture, length, changes) => {
        const bytes = picture.slice(0, length);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const read = readPicture(bytes);
        expect(read === null || (read.width > 0 && read.height > 0)).toBe(true);
      }),
    );
  });
});
