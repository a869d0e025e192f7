import { expect, it } from "vitest";
import { isPermission, PERMISSIONS } from "./permissions.ts";

it("every permission is known by its name", () => {
  expect(Object.keys(PERMISSIONS).filter((name) => !isPermission(name))).toEqual([]);
});

it.each(["", "conversions", "Conversions:Write", "conversions:write ", "toString", "__proto__"])(
  "%j is no permission",
  (text) => {
    expect(isPermission(text)).toBe(false);
  },
);
