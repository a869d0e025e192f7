import * as fc from "fast-check";
import { expect, it } from "vitest";
import { calendarDay, dayText, instantText } from "./calendar.ts";

it("says the same of any instant as the calendar of the runtime", () => {
  const instants = fc.integer({
    min: Date.parse("0001-01-01T00:00:00Z"),
    max: Date.parse("9999-12-31T23:59:59.999Z"),
  });
  void fc.assert(
    fc.property(instants, (atMs) => {
      const date = new Date(atMs);
      expect(instantText(atMs)).toBe(date.toISOString());
      expect(dayText(atMs)).toBe(date.toISOString().slice(0, 10));
      expect(calendarDay(atMs)).toEqual({
        ...{ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
      });
    }),
    { numRuns: 5_000 },
  );
});

it("knows the days around the ends of Februaries and years, of every year of 2,800", () => {
  const days = Array.from({ length: 2_800 }, (_, year) => [
    Date.UTC(year + 100, 2, 0),
    Date.UTC(year + 100, 2, 1),
    Date.UTC(year + 100, 0, 0),
    Date.UTC(year + 100, 0, 1),
  ]).flat();
  expect(days.map(dayText)).toEqual(days.map((atMs) => new Date(atMs).toISOString().slice(0, 10)));
});
