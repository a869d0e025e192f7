import { describe, expect, it } from "vitest";
import { bookingOf, periodOf } from "./period.ts";

const iso = (ms: number) => new Date(ms).toISOString();
const at = (text: string) => Date.parse(text);
const nowMs = at("2026-11-20T10:00:00Z");
const closedBeforeMs = at("2026-11-01T00:00:00Z");

describe("bookingOf", () => {
  it.each([
    ["nothing closed", "2020-01-01T00:00:00Z", null, "2020-01-01T00:00:00.000Z", null],
    ["nothing closed, before 1970", "1969-12-31T00:00:00Z", null, "1969-12-31T00:00:00.000Z", null],
    ["a clock ahead of ours", "2026-12-01T00:00:00Z", null, "2026-11-20T10:00:00.000Z", null],
    ["the first open instant", "2026-11-01T00:00:00Z", closedBeforeMs, "2026-11-01T00:00:00.000Z", null],
    [
      "the last closed instant",
      "2026-10-31T23:59:59.999Z",
      closedBeforeMs,
      "2026-11-20T10:00:00.000Z",
      "2026-10",
    ],
    ["long closed", "2025-02-10T00:00:00Z", closedBeforeMs, "2026-11-20T10:00:00.000Z", "2025-02"],
    [
      "now closed too",
      "2026-12-01T00:00:00Z",
      at("2027-01-01T00:00:00Z"),
      "2027-01-01T00:00:00.000Z",
      "2026-12",
    ],
  ])("with %s", (_, occurred, closed, booked, adjusts) => {
    const booking = bookingOf(at(occurred), { nowMs, closedBeforeMs: closed }, iso);
    expect([iso(booking.atMs), booking.adjustsPeriod]).toEqual([booked, adjusts]);
  });

  it("names months by their instants", () => {
    expect(periodOf("2026-11-20T10:00:00.000Z")).toBe("2026-11");
  });
});
