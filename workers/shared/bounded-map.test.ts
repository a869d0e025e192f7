import { expect, it } from "vitest";
import { BoundedMap } from "./bounded-map.ts";

it("forgets what was not used for longest, and holds no more than it may", () => {
  const map = new BoundedMap<number>(2);
  map.set("a", 1);
  map.set("b", 2);
  expect(map.get("a")).toBe(1);
  map.set("c", 3);
  expect([map.get("a"), map.get("b"), map.get("c"), map.size]).toEqual([1, undefined, 3, 2]);
});

it("counts an entry set again as one", () => {
  const map = new BoundedMap<number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.set("a", 3);
  map.set("c", 4);
  expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([3, undefined, 4]);
});

it("makes room by what is deleted", () => {
  const map = new BoundedMap<number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.delete("b");
  map.set("c", 3);
  expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([1, undefined, 3]);
});

it("keeps fewer entries where they take several places, and the newest whatever it takes", () => {
  const map = new BoundedMap<number>(4, (places) => places);
  map.set("a", 1);
  map.set("b", 2);
  map.set("c", 1);
  map.set("b", 1);
  map.set("d", 2);
  expect(["a", "b", "c", "d"].map((key) => map.peek(key))).toEqual([undefined, 1, 1, 2]);
  map.set("e", 9);
  expect([map.size, map.get("e")]).toEqual([1, 9]);
  map.set("f", 4);
  expect([map.size, map.get("f")]).toEqual([1, 4]);
});
