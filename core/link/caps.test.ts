import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capSpan, isReached } from "./caps.ts";

const ms = (text: string): number => Date.parse(text);

describe("the span of a cap", () => {
  it.each([
    ["day", "2026-11-20T00:00:00.000Z", "2026-11-20", "2026-11-21T00:00:00.000Z"],
    ["day", "2026-11-20T23:59:59.999Z", "2026-11-20", "2026-11-21T00:00:00.000Z"],
    ["day", "2026-11-21T00:00:00.000Z", "2026-11-21", "2026-11-22T00:00:00.000Z"],
    ["day", "2028-02-29T12:00:00.000Z", "2028-02-29", "2028-03-01T00:00:00.000Z"],
    ["month", "2026-11-30T23:59:59.999Z", "2026-11", "2026-12-01T00:00:00.000Z"],
    ["month", "2026-12-01T00:00:00.000Z", "2026-12", "2027-01-01T00:00:00.000Z"],
    ["month", "2026-12-31T23:59:59.999Z", "2026-12", "2027-01-01T00:00:00.000Z"],
    ["month", "2028-02-29T23:59:59.999Z", "2028-02", "2028-03-01T00:00:00.000Z"],
  ] as const)("is for a %s at %s %s, until %s", (period, at, key, ends) => {
    expect(capSpan(period, ms(at))).toEqual({ key, endsAtMs: ms(ends) });
  });

  it("is all of time for a total", () => {
    expect(capSpan("total", 0)).toEqual(capSpan("total", ms("2999-01-01T00:00:00Z")));
    expect(capSpan("total", 0)).toEqual({ key: "total", endsAtMs: null });
  });

  it("is that of the calendar, at any time", () => {
    const instants = fc.integer({ min: 0, max: ms("2999-12-31T00:00:00Z") });
    void fc.assert(
      fc.property(instants, (atMs) => {
        const text = new Date(atMs).toISOString();
        const day = capSpan("day", atMs);
        const month = capSpan("month", atMs);
        expect([day.key, month.key]).toEqual([text.slice(0, 10), text.slice(0, 7)]);
        for (const [span, period] of [
          [day, "day"],
          [month, "month"],
        ] as const) {
          const endsAtMs = span.endsAtMs ?? 0;
          expect(capSpan(period, endsAtMs - 1)).toEqual(span);
          expect(capSpan(period, endsAtMs).key).not.toBe(span.key);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

it.each([
  [0, 0, true],
  [0, 1, false],
  [49, 50, false],
  [50, 50, true],
  [51, 50, true],
])("a count of %i has reached a cap of %i: %s", (count, max, reached) => {
  expect(isReached(count, max)).toBe(reached);
});
