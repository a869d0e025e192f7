import { expect, it } from "vitest";
import { passwordProblem } from "./password.ts";

it.each(["ada.lovelace@shop.example1", "1Ada.Lovelace@shop.example", "ada.lovelace-2026", "tributary2026"])(
  "refuses %s, which is little more than the address or our name",
  (password) => {
    expect(passwordProblem(password, "ada.lovelace@shop.example")).toBe("says your address: choose another");
  },
);

it("takes one in which the address is a small part", () => {
  expect(passwordProblem("ada.lovelace rows across the lake", "ada.lovelace@shop.example")).toBeNull();
});
