import { expect, it } from "vitest";
import { isCountry } from "./countries.ts";

/** Regions that CLDR names and that are no country: groups, islands of countries, and codes for tests. */
const NO_COUNTRIES = ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"];

it("knows the countries that Intl knows by their own codes, and Tor", () => {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  // A code that was given up, or is another's nickname as UK is, has another as its own.
  const known = codes.filter(
    (code) => names.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code,
  );
  expect([...codes, "T1"].filter(isCountry)).toEqual([
    ...known.filter((code) => !NO_COUNTRIES.includes(code)),
    "T1",
  ]);
  expect(["UK", "XX", "EU", "de", "", "GER"].filter(isCountry)).toEqual([]);
});
