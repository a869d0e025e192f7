import { expect, test } from "vitest";
import { TIME_GROUPS, type TimeGroup } from "./dimensions.ts";
import { type Days, stretchStarts, stretchText } from "./periods.ts";

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
