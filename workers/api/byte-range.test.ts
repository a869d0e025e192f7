import { describe, expect, it } from "vitest";
import { parseByteRange } from "./byte-range.ts";

describe("parseByteRange", () => {
  it.each([
    ["bytes=0-0", { offset: 0, length: 1 }],
    ["bytes=2-5", { offset: 2, length: 4 }],
    ["Bytes=2-5", { offset: 2, length: 4 }],
    ["bytes=8-", { offset: 8, length: 2 }],
    ["bytes=8-99", { offset: 8, length: 2 }],
    ["bytes=-3", { offset: 7, length: 3 }],
    ["bytes=-99", { offset: 0, length: 10 }],
  ])("reads %s of 10 bytes", (header, range) => {
    expect(parseByteRange(header, 10)).toEqual(range);
  });

  it.each([null, "", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "items=0-1", "bytes=0-1,3-4"])(
    "serves the whole for %s, as a server may",
    (header) => {
      expect(parseByteRange(header, 10)).toBe("whole");
    },
  );

  it.each(["bytes=10-", "bytes=10-12", "bytes=-0"])("refuses %s of 10 bytes", (header) => {
    expect(parseByteRange(header, 10)).toBe("unsatisfiable");
  });

  it("finds no part of an empty object", () => {
    expect(parseByteRange("bytes=0-", 0)).toBe("unsatisfiable");
    expect(parseByteRange("bytes=-5", 0)).toBe("unsatisfiable");
  });
});
