import { expect, it } from "vitest";
import { parseUrl as parse } from "../../platform/parse-url.ts";
import { isHostAllowed, judgeDeepLink } from "./deep-link.ts";

const allowed = { hosts: ["shop.example", "*.stores.example", "xn--bcher-kva.example"], schemes: ["myshop"] };
const judge = (text: string) => judgeDeepLink(text, allowed, parse);

it.each([
  ["https://shop.example/p?a=1#b", "https://shop.example/p?a=1#b"],
  ["HTTPS://SHOP.EXAMPLE:443/p", "https://shop.example/p"],
  ["https:shop.example/p", "https://shop.example/p"],
  ["https://de.stores.example/", "https://de.stores.example/"],
  ["https://a.b.stores.example/", "https://a.b.stores.example/"],
  ["https://bücher.example/", "https://xn--bcher-kva.example/"],
  ["https://ｓｈｏｐ.example/", "https://shop.example/"],
  ["myshop://product/1", "myshop://product/1"],
])("to=%s leads to %s", (text, href) => {
  expect(judge(text)).toMatchObject({ address: { href } });
});

it.each([
  "shop.example",
  "/p",
  "//shop.example/p",
  "",
  " ",
  "https://",
  `https://shop.example/${"a".repeat(2_048)}`,
])("to=%s is malformed", (text) => {
  expect(judge(text)).toEqual({ refused: "to_malformed" });
});

it.each([
  "https://evil.example/",
  "https://shop.example.evil.example/",
  "https://evilshop.example/",
  "https://stores.example/",
  "https://evilstores.example/",
  "https://shop.example./",
  "https://shop.example:8443/",
  "https://shop.example@evil.example/",
  "https://evil.example%2f@shop.example/",
  "https://user@shop.example/",
  "https://user:secret@shop.example/",
  "http://shop.example/",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "file:///etc/passwd",
  "blob:https://shop.example/1",
  "about:blank",
  "ftp://shop.example/",
  "yourshop://product",
  "https://127.0.0.1/",
  "https://0x7f000001/",
  "https://2130706433/",
  "https://[::1]/",
])("to=%s is not allowed", (text) => {
  expect(judge(text)).toEqual({ refused: "to_not_allowed" });
});

it("is refused with characters that parsers drop or turn, before it is parsed", () => {
  for (const char of ["\\", "\t", "\n", "\r", "\0", "\u007f", "\u0085"]) {
    expect(judge(`https://shop.example/${char}p`)).toEqual({ refused: "to_malformed" });
    expect(judge(`https:/${char}/evil.example`)).toEqual({ refused: "to_malformed" });
  }
});

it("never leads to a scheme that runs code, even where a program names it", () => {
  const careless = {
    hosts: ["*.x"],
    schemes: [
      "javascript",
      "data",
      "file",
      "http",
      "blob",
      "about",
      "vbscript",
      "intent",
      "view-source",
      "ftp",
    ],
  };
  for (const scheme of careless.schemes) {
    expect(judgeDeepLink(`${scheme}://a.x/`, careless, parse)).toEqual({ refused: "to_not_allowed" });
  }
});

it.each([
  ["shop.example", true],
  ["a.stores.example", true],
  [".stores.example", false],
  ["stores.example", false],
  ["shop.example.", false],
  ["", false],
])("isHostAllowed(%j) is %s", (host, isAllowed) => {
  expect(isHostAllowed(host, allowed.hosts)).toBe(isAllowed);
});
