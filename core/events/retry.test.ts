import { expect, it } from "vitest";
import { DELAYS_MS, isLost, readRetryAfter, retryDelayMs } from "./retry.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.parse("2026-11-21T12:00:00Z");

/** When each attempt is made, in seconds from the first, if every one fails. */
function offsets(random: number): number[] {
  const at = [0];
  for (let tries = 1; ; tries += 1) {
    const delay = retryDelayMs(tries, { random, askedForMs: null });
    if (delay === null) return at.map((ms) => ms / 1000);
    at.push((at.at(-1) ?? 0) + delay);
  }
}

it("tries ten times, at the offsets of the Standard Webhooks", () => {
  const clock = (h: number, m: number, s: number) => h * 3600 + m * 60 + s;
  expect(offsets(0)).toEqual([
    ...[clock(0, 0, 0), clock(0, 0, 5), clock(0, 5, 5), clock(0, 35, 5), clock(2, 35, 5), clock(7, 35, 5)],
    ...[clock(17, 35, 5), clock(31, 35, 5), clock(51, 35, 5), clock(75, 35, 5)],
  ]);
  expect(DELAYS_MS).toHaveLength(10);
});

it("comes up to a tenth of a delay earlier, and never later", () => {
  const [even, early] = [offsets(0), offsets(0.999_999)];
  even.forEach((at, index) => {
    expect(early[index]).toBeLessThanOrEqual(at);
    expect(early[index]).toBeGreaterThanOrEqual(at * 0.9 - 1);
  });
});

it("waits for as long as a receiver asks for, a day at most", () => {
  expect(retryDelayMs(1, { random: 0, askedForMs: 60_000 })).toBe(60_000);
  expect(retryDelayMs(1, { random: 0, askedForMs: 1_000 })).toBe(5_000);
  expect(retryDelayMs(1, { random: 0, askedForMs: 999 * HOUR_MS })).toBe(24 * HOUR_MS);
});

it.each([
  ["120", 120_000],
  ["Sat, 21 Nov 2026 12:01:00 GMT", 60_000],
  ["Sat, 21 Nov 2026 11:00:00 GMT", 0],
  ["soon", null],
  ["-1", null],
  ["", null],
  [null, null],
])("reads Retry-After %j", (text, ms) => {
  expect(readRetryAfter(text, NOW_MS)).toBe(ms);
});

it("takes a target for lost after five days, or ten deliveries, without one that succeeded", () => {
  const since = (hours: number, givenUp: number) => ({ sinceMs: NOW_MS - hours * HOUR_MS, givenUp });
  expect(isLost(since(119, 9), NOW_MS)).toBe(false);
  expect(isLost(since(120, 0), NOW_MS)).toBe(true);
  expect(isLost(since(1, 10), NOW_MS)).toBe(true);
});
