import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addMonths, isTimeZone, periodAt } from "./period.ts";

const iso = (ms: number) => new Date(ms).toISOString();
const at = (text: string) => Date.parse(text);

describe("periodAt", () => {
  it.each([
    [
      "2026-11-30T22:59:59Z",
      "month",
      "Europe/Berlin",
      "2026-11",
      "2026-10-31T23:00:00Z",
      "2026-11-30T23:00:00Z",
    ],
    [
      "2026-11-30T23:00:00Z",
      "month",
      "Europe/Berlin",
      "2026-12",
      "2026-11-30T23:00:00Z",
      "2026-12-31T23:00:00Z",
    ],
    [
      "2026-03-31T21:59:59Z",
      "quarter",
      "Europe/Berlin",
      "2026-Q1",
      "2025-12-31T23:00:00Z",
      "2026-03-31T22:00:00Z",
    ],
    [
      "2026-10-01T00:00:00Z",
      "month",
      "America/New_York",
      "2026-09",
      "2026-09-01T04:00:00Z",
      "2026-10-01T04:00:00Z",
    ],
    // Clocks go on two hours after the month begins, and by then it is still September in UTC.
    [
      "2023-10-15T00:00:00Z",
      "month",
      "Australia/Sydney",
      "2023-10",
      "2023-09-30T14:00:00Z",
      "2023-10-31T13:00:00Z",
    ],
    ["2026-12-31T23:59:59Z", "quarter", "UTC", "2026-Q4", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z"],
    [
      "2026-05-15T00:00:00Z",
      "month",
      "Asia/Kathmandu",
      "2026-05",
      "2026-04-30T18:15:00Z",
      "2026-05-31T18:15:00Z",
    ],
  ] as const)("of %s by %s in %s is %s, from %s to %s", (when, period, zone, key, from, to) => {
    const span = periodAt(at(when), period, zone);
    expect([span.key, iso(span.fromMs), iso(span.toMs)]).toEqual([key, iso(at(from)), iso(at(to))]);
  });

  it("has no end for a lifetime", () => {
    expect(periodAt(0, "lifetime", "UTC")).toMatchObject({
      key: "lifetime",
      fromMs: Number.NEGATIVE_INFINITY,
    });
  });

  it("holds its instant, and ends where the next begins", () => {
    const zones = fc.constantFrom(
      "UTC",
      "Europe/Berlin",
      "America/New_York",
      "Asia/Tokyo",
      "Pacific/Auckland",
    );
    const instants = fc.integer({ min: at("2000-01-01T00:00:00Z"), max: at("2040-01-01T00:00:00Z") });
    void fc.assert(
      fc.property(instants, zones, fc.constantFrom("month", "quarter"), (atMs, zone, period) => {
        const span = periodAt(atMs, period, zone);
        expect(span.fromMs <= atMs && atMs < span.toMs).toBe(true);
        expect(periodAt(span.toMs, period, zone).fromMs).toBe(span.toMs);
        expect(periodAt(span.fromMs, period, zone)).toEqual(span);
      }),
    );
  });
});

describe("addMonths", () => {
  it.each([
    ["2026-01-31T10:00:00Z", 1, "2026-02-28T10:00:00Z"],
    ["2024-01-31T10:00:00Z", 1, "2024-02-29T10:00:00Z"],
    ["2026-01-15T10:00:00Z", 12, "2027-01-15T10:00:00Z"],
    ["2026-01-15T10:00:00Z", 0, "2026-01-15T10:00:00Z"],
  ])("takes %s on by %s to %s", (from, months, to) => {
    expect(iso(addMonths(at(from), months))).toBe(iso(at(to)));
  });
});

it("knows time zones", () => {
  expect(["Europe/Berlin", "UTC"].map(isTimeZone)).toEqual([true, true]);
  expect(["Mars/Olympus", ""].map(isTimeZone)).toEqual([false, false]);
});
