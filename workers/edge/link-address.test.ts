import { describe, expect, it } from "vitest";
import { LinkAddresses, splitAddress } from "./link-address.ts";

const addresses = () =>
  new LinkAddresses((hostname) => (hostname === "alias.example" ? "go.example" : hostname));
const PLAIN = { host: "go.example", slug: "Summer-1", key: "link:go.example:Summer-1", isSecure: true };

describe("the address of a link", () => {
  it.each([
    ["https://go.example/Summer-1", PLAIN],
    ["https://GO.example:8443/Summer-1", PLAIN],
    ["https://alias.example/Summer-1", PLAIN],
    ["https://go.example./Summer-1", PLAIN],
    ["https://go.example.:8443/Summer-1", PLAIN],
    ["http://go.example/Summer-1", { ...PLAIN, isSecure: false }],
    ["https://go.example/", null],
    ["https://go.example/a/b", null],
    ["https://go.example/a%20b", null],
    [`https://go.example/${"a".repeat(65)}`, null],
    [`https://${"a".repeat(300)}.example/one`, null],
    ["go.example/one", null],
  ])("%s is read alike each time", (text, address) => {
    const known = addresses();
    expect([known.read(text), known.read(text)]).toEqual([address, address]);
  });

  it.each([
    ["https://go.example/one", "https://go.example/one", ""],
    ["https://go.example/one?", "https://go.example/one", ""],
    ["https://go.example/one?to=https://a.example/?b", "https://go.example/one", "to=https://a.example/?b"],
  ])("%s is parted from its query", (url, address, query) => {
    expect(splitAddress(url)).toEqual([address, query]);
  });
});
