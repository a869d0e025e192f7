import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { truncateAddress } from "./truncate-address.ts";

describe("truncateAddress", () => {
  it.each([
    ["192.0.2.77", "192.0.2"],
    ["2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff", "2001:db8:aaaa"],
    ["2001:DB8::1", "2001:db8:0"],
    ["::1", "0:0:0"],
    ["fe80::", "fe80:0:0"],
    ["::ffff:192.0.2.77", "192.0.2"],
    ["::FFFF:c000:24d", "192.0.2"],
    ["0:0:0:0:0:ffff:192.0.2.77", "192.0.2"],
    ["64:ff9b::192.0.2.77", "64:ff9b:0"],
  ])("cuts %s to %s", (address, network) => {
    expect(truncateAddress(address)).toBe(network);
  });

  it.each([
    "",
    "unknown",
    "192.0.2",
    "192.0.2.256",
    "192.0.2.1.5",
    "192.0.2.1, 10.0.0.1",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "1:2:3:4::5:6:7:8",
    ":1",
    "12345::",
    "192.0.2.1::",
    "::1%eth0",
  ])("knows that %j is no address", (text) => {
    expect(truncateAddress(text)).toBeNull();
  });

  it("gives all addresses of a network the same name, whatever way they are written", () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(
        fc.tuple(group, group, group),
        fc.array(group, { minLength: 5, maxLength: 5 }),
        (site, rest) => {
          const groups = [...site, ...rest].map((value) => value.toString(16));
          const padded = groups.map((text) => text.padStart(4, "0").toUpperCase()).join(":");
          const expected = groups.slice(0, 3).join(":");
          fc.pre(site.some((value) => value !== 0));
          expect(truncateAddress(groups.join(":"))).toBe(expected);
          expect(truncateAddress(padded)).toBe(expected);
        },
      ),
    );
  });
});
