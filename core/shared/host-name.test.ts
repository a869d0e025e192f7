import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUrl as parse } from "../../platform/parse-url.ts";
import { readHostName, readHostPattern } from "./host-name.ts";

describe("a host name", () => {
  it.each([
    ["shop.example", "shop.example"],
    ["Shop.EXAMPLE", "shop.example"],
    ["a-b.c1.example", "a-b.c1.example"],
    ["münchen.example", "xn--mnchen-3ya.example"],
    ["xn--mnchen-3ya.example", "xn--mnchen-3ya.example"],
    // Letters that browsers take for others (UTS 46): what is stored is what is reached.
    ["ｓｈｏｐ.example", "shop.example"],
    ["shop。example", "shop.example"],
  ])("%s is read as %s", (text, host) => {
    expect(readHostName(text, parse)).toBe(host);
  });

  it.each([
    ...["", ".", "shop", "localhost", "shop.example.", ".shop.example", "shop..example", "a b.example"],
    ...["https://shop.example", "shop.example/", "shop.example:443", "shop.example?a", "shop.example#a"],
    ...["user@shop.example", "shop.example\\a", "*.shop.example", "shop%2eexample.com", "shop\u0000.example"],
    ...["127.0.0.1", "0x7f.1", "2130706433", "1.2", "[::1]", "::1", "１２７.0.0.1", "shop.1", "a_b.example"],
    ...["-a.example", "a-.example", `${"a".repeat(64)}.example`, `${"a.".repeat(126)}example`],
  ])("%j is none", (text) => {
    expect(readHostName(text, parse)).toBeNull();
  });

  it("read once, is read as itself, and is the host of its address", () => {
    const text = fc.oneof(fc.domain(), fc.string({ unit: "grapheme" }), fc.ipV4Extended(), fc.webAuthority());
    void fc.assert(
      fc.property(text, (wild) => {
        const host = readHostName(wild, parse);
        if (host === null) return;
        expect(readHostName(host, parse)).toBe(host);
        expect(new URL(`https://${host}/`).host).toBe(host);
        expect(host).toMatch(/^[a-z0-9.-]+\.[a-z0-9-]*[a-z-][a-z0-9-]*$/);
      }),
    );
  });
});

describe("a host pattern", () => {
  it("is a name, or stands for the names below one", () => {
    expect(readHostPattern("Shop.example", parse)).toBe("shop.example");
    expect(readHostPattern("*.Shop.example", parse)).toBe("*.shop.example");
  });

  it.each([
    "*",
    "*.",
    "*.example",
    "*.*.example",
    "a.*.example",
    "*shop.example",
    "**.shop.example",
    "*.127.0.0.1",
  ])("%j is none", (text) => {
    expect(readHostPattern(text, parse)).toBeNull();
  });
});
