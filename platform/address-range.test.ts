import { describe, expect, it } from "vitest";
import { isInRanges, parseAddressRange } from "./address-range.ts";

describe("a range of addresses", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7/32"],
    ["203.0.113.7/24", "203.0.113.0/24"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["2001:DB8:0:0::1", "2001:db8::1/128"],
    ["2001:db8:ffff::/33", "2001:db8:8000::/33"],
    ["::ffff:192.0.2.1", "192.0.2.1/32"],
  ])("%s is %s", (text, range) => {
    expect(parseAddressRange(text)).toBe(range);
    expect(parseAddressRange(range)).toBe(range);
  });

  it.each([
    ...["", "/24", "203.0.113", "203.0.113.256", "0x7f.0.0.1", "010.0.0.1", "2130706433", "203.0.113.7/33"],
    ...[
      "203.0.113.7/-1",
      "203.0.113.7/08",
      "203.0.113.7/",
      "203.0.113.7/24/8",
      "fe80::1%eth0",
      "::ffff:192.0.2.1/120",
    ],
    ...["2001:db8::/129", "shop.example", " 203.0.113.7", "1:2:3"],
  ])("%j is none", (text) => {
    expect(parseAddressRange(text)).toBeNull();
  });
});

it.each<[string, readonly string[], boolean]>([
  ["203.0.113.7", ["203.0.113.0/24"], true],
  ["::ffff:203.0.113.7", ["198.51.100.0/24", "203.0.113.0/24"], true],
  ["203.0.114.7", ["203.0.113.0/24"], false],
  ["2001:db8:8000::1", ["2001:db8:8000::/33"], true],
  ["2001:db8:7fff::1", ["2001:db8:8000::/33"], false],
  ["203.0.113.7", ["::/0"], false],
  ["203.0.113.7", [], false],
  ["", ["0.0.0.0/0", "::/0"], false],
  ["203.0.113.7, 203.0.113.8", ["0.0.0.0/0"], false],
])("%s in %j: %s", (address, ranges, isIn) => {
  expect(isInRanges(address, ranges)).toBe(isIn);
});
