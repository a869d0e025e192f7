import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { referrerHostOf } from "./click-record.ts";

describe("the host of a referrer", () => {
  /** Pieces that hosts are made of, and what makes a parser take them for something else. */
  const piece = fc.constantFrom(
    ...[
      "a",
      "b-",
      "-c",
      "_d",
      "xn--",
      "0x7f",
      "1",
      "255",
      ".",
      "..",
      "A",
      "@",
      ":",
      "80",
      "99999",
      "%41",
      "é",
    ],
    ...["/", "?", "#", "\\", "[::1]", " ", "x", "com", "co"],
  );
  const address = fc
    .tuple(
      fc.constantFrom("http://", "https://", "HTTP://", "ftp://", "//", ""),
      fc.array(piece, { maxLength: 7 }),
    )
    .map(([scheme, pieces]) => scheme + pieces.join(""));

  it("is what a parser of addresses takes for the host, however the address is written", () => {
    void fc.assert(
      fc.property(fc.oneof(address, fc.webUrl()), (text) => {
        const parsed = URL.canParse(text) ? new URL(text).hostname : "";
        expect(referrerHostOf(text)).toBe(parsed === "" ? null : parsed);
      }),
      { numRuns: 5_000 },
    );
  }, 30_000);

  it.each([
    ["https://blog.example/best-of?page=1", "blog.example"],
    ["https://Blog.Example:8443/", "blog.example"],
    ["http://user@blog.example", "blog.example"],
    ["http://0x7f.1/", "127.0.0.1"],
    ["https://xn--a.example/", null],
    ["android-app://com.example", "com.example"],
    ["about:client", null],
    ["", null],
  ])("of %j is %j", (referrer, host) => {
    expect(referrerHostOf(referrer)).toBe(host);
  });

  it("is cut to what its column holds", () => {
    expect(referrerHostOf(`https://${"a.".repeat(200)}example/`)).toHaveLength(255);
  });
});
