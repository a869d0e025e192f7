import * as fc from "fast-check";
import { expect, it } from "vitest";
import { parseQuery, queryValue } from "./query.ts";

it.each<[string, readonly (readonly [string, string])[]]>([
  ["", []],
  [
    "a=1&b=2",
    [
      ["a", "1"],
      ["b", "2"],
    ],
  ],
  ["a", [["a", ""]]],
  ["a=", [["a", ""]]],
  ["=1", [["", "1"]]],
  ["&&a=1&&", [["a", "1"]]],
  ["a=b=c", [["a", "b=c"]]],
  ["a+b=c+d", [["a b", "c d"]]],
  ["a%20b=%C3%A9", [["a b", "é"]]],
  ["a=%", [["a", "%"]]],
  ["a=%zz+1", [["a", "%zz 1"]]],
  ["a=%ff", [["a", "%ff"]]],
])("%j holds %j", (query, pairs) => {
  expect(parseQuery(query).map(({ name, value }) => [name, value])).toEqual(pairs);
});

it("is read as URLSearchParams reads it, and each pair is kept as it was written", () => {
  void fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 20 }), (given) => {
      const text = new URLSearchParams(given.map(([a, b]): [string, string] => [a, b])).toString();
      const pairs = parseQuery(text).map(({ name, value }): [string, string] => [name, value]);
      expect(pairs).toEqual([...new URLSearchParams(text)]);
      expect(
        parseQuery(text)
          .map(({ raw }) => raw)
          .join("&"),
      ).toBe(text);
    }),
  );
});

it("stops at 64 pairs, so that a long query costs no more than they do", () => {
  expect(parseQuery("a=1&".repeat(1_000))).toHaveLength(64);
});

it("gives the first value of a name", () => {
  const pairs = parseQuery("a=1&a=2&b=");
  expect([queryValue(pairs, "a"), queryValue(pairs, "b"), queryValue(pairs, "c")]).toEqual(["1", "", null]);
});
