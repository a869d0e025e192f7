import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TIME_GROUPS, type TimeGroup } from "./dimensions.ts";
import {
  type Comparison,
  comparedDays,
  comparedStarts,
  type Days,
  instantsOf,
  stretchStarts,
  stretchText,
} from "./periods.ts";

const days = (from: string, until: string): Days => ({
  fromMs: Date.parse(from),
  untilMs: Date.parse(until),
});
const texts = (group: TimeGroup, span: Days, zone: string) =>
  stretchStarts(group, span, zone).map((ms) => new Date(ms).toISOString());

test("days begin at the zone's midnight, on both sides of a change of its clocks", () => {
  expect(texts("day", days("2026-10-24", "2026-10-27"), "Europe/Berlin")).toEqual([
    ...["2026-10-23T22:00:00.000Z", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"],
  ]);
});

test("hours of a day with a change of clocks are 23 and 25", () => {
  expect(stretchStarts("hour", days("2026-03-29", "2026-03-30"), "Europe/Berlin")).toHaveLength(23);
  expect(stretchStarts("hour", days("2026-10-25", "2026-10-26"), "Europe/Berlin")).toHaveLength(25);
});

test("weeks begin on Monday and months on the first, but the first with the span", () => {
  const span = days("2026-01-30", "2026-02-10");
  const iso = (day: string) => `2026-${day}T00:00:00.000Z`;
  expect(texts("week", span, "UTC")).toEqual(["01-30", "02-02", "02-09"].map(iso));
  expect(texts("month", span, "UTC")).toEqual(["01-30", "02-01"].map(iso));
});

test("the nth stretch has the name of the one that begins nth", () => {
  const span = days("2025-12-29", "2026-11-21");
  const zone = "America/New_York";
  for (const group of TIME_GROUPS) {
    const starts = stretchStarts(group, span, zone);
    const names = starts.map((_, nth) => stretchText(group, nth, span, zone));
    expect(new Set(names).size).toBe(starts.length);
    if (group === "hour") continue;
    const local = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
    const begun = starts.map((ms) => local.format(ms));
    expect(names.slice(1)).toEqual(begun.slice(1).map((day) => (group === "month" ? day.slice(0, 7) : day)));
  }
});

const before = (group: TimeGroup, span: Days, comparison: Comparison, timeZone = "UTC") =>
  comparedStarts(stretchStarts(group, span, timeZone), { days: span, comparison, timeZone }).map((ms) =>
    new Date(ms).toISOString().replace(":00.000Z", ""),
  );

test("days before are cut where the days are, and not by their own weeks and months", () => {
  const october = days("2026-10-01", "2026-11-01");
  expect(before("month", october, "previous_period")).toEqual(["2026-08-31T00:00"]);
  const week = days("2026-11-16", "2026-11-23");
  expect(before("week", week, "previous_year")).toEqual(["2025-11-16T00:00"]);
  const quarter = days("2026-01-01", "2026-04-01");
  expect(before("month", quarter, "previous_year")).toEqual(
    ["01", "02", "03"].map((month) => `2025-${month}-01T00:00`),
  );
});

test("a day that was not there a year before has nothing, and one more then is of the day before it", () => {
  expect(before("day", days("2028-02-28", "2028-03-02"), "previous_year")).toEqual(
    ["02-28", "03-01", "03-01"].map((day) => `2027-${day}T00:00`),
  );
  expect(before("day", days("2029-02-28", "2029-03-02"), "previous_year")).toEqual(
    ["02-28", "03-01"].map((day) => `2028-${day}T00:00`),
  );
});

test("hours stand beside the same hours of the day, whichever day had one more", () => {
  const spring = before("hour", days("2026-03-29", "2026-03-30"), "previous_period", "Europe/Berlin");
  expect([spring.length, spring[22]]).toEqual([23, "2026-03-28T21:00"]);
  const autumn = before("hour", days("2026-10-25", "2026-10-26"), "previous_period", "Europe/Berlin");
  expect([autumn.length, autumn[23], autumn[24]]).toEqual([25, "2026-10-24T21:00", "2026-10-24T22:00"]);
});

test("every instant of the days before lies in one stretch of the span, whatever span, zone and group", () => {
  const span = fc.tuple(fc.integer({ min: 18_000, max: 22_000 }), fc.integer({ min: 1, max: 93 }));
  const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];
  void fc.assert(
    fc.property(
      span,
      fc.constantFrom(...zones),
      fc.constantFrom(...TIME_GROUPS),
      fc.constantFrom<Comparison>("previous_period", "previous_year"),
      ([from, length], timeZone, group, comparison) => {
        const asked = { fromMs: from * 86_400_000, untilMs: (from + length) * 86_400_000 };
        const starts = stretchStarts(group, asked, timeZone);
        const cut = comparedStarts(starts, { days: asked, comparison, timeZone });
        const { fromMs, untilMs } = instantsOf(comparedDays(asked, comparison), timeZone);
        expect(cut).toHaveLength(starts.length);
        expect(cut[0]).toBe(fromMs);
        expect(cut).toEqual([...cut].sort((one, other) => one - other));
        expect(cut.every((ms) => ms <= untilMs)).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});
