import { expect, it } from "vitest";
import { destinationProblem } from "./destination.ts";

const PRODUCTION = "go.example";

it.each([
  ["https://shop.example/path?a=b#c", PRODUCTION],
  ["HTTPS://SHOP.EXAMPLE:8443", PRODUCTION],
  ["http://localhost:3000/shop", "localhost"],
  ["http://127.0.0.1/shop", "localhost"],
  // One host in another of its spellings (WHATWG URL, IPv4 parser).
  ["http://0x7f.1/shop", "127.0.0.1"],
])("a link may lead to %s from %s", (url, host) => {
  expect(destinationProblem(new URL(url), host)).toBeNull();
});

it.each([
  ["http://shop.example/", PRODUCTION],
  ["http://shop.example/", "localhost"],
  ["http://localhost/", PRODUCTION],
  ["http://127.0.0.1.example/", "localhost"],
  ["http://10.0.0.1/", "localhost"],
  ["javascript:alert(1)", "localhost"],
  ["data:text/html,x", "localhost"],
  ["ftp://shop.example/", PRODUCTION],
  ["file:///etc/passwd", "localhost"],
])("a link may not lead to %s from %s", (url, host) => {
  expect(destinationProblem(new URL(url), host)).toBe("must be an https URL");
});

it.each(["https://user@shop.example/", "https://:secret@shop.example/", "http://user@localhost/"])(
  "a link may not carry a name or password: %s",
  (url) => {
    expect(destinationProblem(new URL(url), "localhost")).toBe("must not hold a user name or password");
  },
);
