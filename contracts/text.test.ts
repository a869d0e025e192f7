import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanLine } from "../core/shared/text.ts";
import { currencyCode, line, lineOrEmpty, minorUnits, timestamp } from "./text.ts";

describe("cleanLine", () => {
  it("makes any text fit the contract of a line", () => {
    const text = fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (raw, max) => {
        expect(lineOrEmpty(max).safeParse(cleanLine(raw, max)).success).toBe(true);
      }),
    );
  });

  it("leaves clean text as it is, and shows where it cleaned", () => {
    expect(cleanLine("Zoë \u{1f600}", 20)).toBe("Zoë \u{1f600}");
    expect(cleanLine("a\u0000b\ud800c", 20)).toBe("a\ufffdb\ufffdc");
  });

  it("does not leave half of a character where it cuts", () => {
    expect(cleanLine("ab\u{1f600}", 3)).toBe("ab\ufffd");
  });
});

describe("line", () => {
  it.each(["", "x".repeat(6), "a\nb", "a\u0000", "\ud800", "\u0085"])("refuses %j", (text) => {
    expect(line(5).safeParse(text).success).toBe(false);
  });
  it.each(["x", "x".repeat(5), "é\u{1f600}"])("takes %j", (text) => {
    expect(line(5).parse(text)).toBe(text);
  });
});

describe("minorUnits", () => {
  it.each([
    [0, "0"],
    [-0, "0"],
    ["0", "0"],
    [12_990, "12990"],
    ["12990", "12990"],
    ["999999999999999", "999999999999999"],
    [999_999_999_999_999, "999999999999999"],
  ])("reads %j as %s", (value, digits) => {
    expect(minorUnits.parse(value)).toBe(digits);
  });

  it.each([
    -1,
    1.5,
    1e15,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "-1",
    "+1",
    "1.0",
    "1e3",
    "01",
    "",
    " 1",
    "1\n",
  ])("refuses %j, and says what it must be", (value) => {
    expect(minorUnits.safeParse(value).error?.issues).toMatchObject([
      { message: "must be a whole number of minor units, not negative, of at most 15 digits" },
    ]);
  });

  it.each(["1000000000000000", 10n, null, true, ["1"]])("refuses %s", (value) => {
    expect(minorUnits.safeParse(value).success).toBe(false);
  });
});

describe("timestamp", () => {
  it.each([
    ["2026-11-20T10:00:00Z", Date.UTC(2026, 10, 20, 10)],
    ["2026-11-20T10:00:00.5+05:30", Date.UTC(2026, 10, 20, 4, 30, 0, 500)],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
    ["1900-01-01T00:00:00Z", Date.UTC(1900, 0, 1)],
    ["9999-12-31T23:59:59.999Z", Date.UTC(10_000, 0, 1) - 1],
  ])("reads %s", (text, ms) => {
    expect(timestamp.parse(text)).toBe(ms);
  });

  it.each([
    "2026-11-20",
    "2026-11-20T10:00:00",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-11-20T24:00:00Z",
    "0000-01-01T00:00:00Z",
    "1899-12-31T23:59:59.999Z",
    "1900-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "now",
    "",
  ])("refuses %s, for one reason", (text) => {
    expect(timestamp.safeParse(text).error?.issues).toHaveLength(1);
  });

  it("gives a number for whatever it takes", () => {
    const date = fc.date({
      min: new Date("1900-01-02T00:00:00Z"),
      max: new Date("9999-12-30T23:59:59.999Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, fc.constantFrom("Z", "+00:00", "-23:59", "+14:00"), (at, zone) => {
        expect(timestamp.parse(at.toISOString().replace("Z", zone))).not.toBeNaN();
      }),
    );
  });
});

it("knows a currency by its code in capitals", () => {
  expect(
    ["EUR", "JPY", "eur", "EURO", "XTS", ""].map((code) => currencyCode.safeParse(code).success),
  ).toEqual([...[true, true, false, false, false, false]]);
});
