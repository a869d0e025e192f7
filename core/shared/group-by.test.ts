import * as fc from "fast-check";
import { expect, it } from "vitest";
import { groupBy, groupValues } from "./group-by.ts";

it("keeps the order of keys as they are first met, and the order of what is under each", () => {
  const groups = groupBy([3, 1, 4, 1, 5, 9, 2, 6], (number) => (number % 2 === 0 ? "even" : "odd"));
  expect([...groups]).toEqual([
    ["odd", [3, 1, 1, 5, 9]],
    ["even", [4, 2, 6]],
  ]);
});

it("keeps of each item what is asked of it", () => {
  const groups = groupValues(["a1", "b2", "a3"], {
    keyOf: (text) => text.slice(0, 1),
    keep: (text) => Number(text.slice(1)),
  });
  expect([...groups]).toEqual([
    ["a", [1, 3]],
    ["b", [2]],
  ]);
});

it("makes no group of nothing", () => {
  expect(groupBy([], String).size).toBe(0);
});

it("keeps each item once, with those of its key alone", () => {
  const items = fc.array(fc.record({ key: fc.integer({ min: 0, max: 5 }), value: fc.integer() }));
  void fc.assert(
    fc.property(items, (given) => {
      for (const [key, group] of groupBy(given, (item) => item.key)) {
        expect(group).toEqual(given.filter((item) => item.key === key));
      }
      expect([...groupBy(given, (item) => item.key).values()].flat()).toHaveLength(given.length);
    }),
  );
});
