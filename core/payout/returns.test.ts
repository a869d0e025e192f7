import { describe, expect, it } from "vitest";
import type { PAYOUT_PROVIDERS } from "./payout-lifecycle.ts";
import { firstReturnCheckMs, nextReturnCheckMs, repeatedReturnCheckMs } from "./returns.ts";

const DAY_MS = 86_400_000;

/** The days after it was paid on which it is asked, where each answer is that it is paid. */
function daysAsked(provider: (typeof PAYOUT_PROVIDERS)[number]): readonly number[] {
  const days: number[] = [];
  let nowMs = firstReturnCheckMs(provider, 0);
  while (nowMs !== null) {
    days.push(nowMs / DAY_MS);
    nowMs = nextReturnCheckMs(provider, { paidMs: 0, nowMs });
  }
  return days;
}

describe("asking whether a payout came back", () => {
  it.each([
    ["stripe", [1, 2, 4, 8, 16, 32, 64, 128, 180]],
    ["paypal", [1, 2, 4, 8, 16, 32, 64, 128, 180]],
    ["wise", [1, 2, 4, 8, 16, 32, 64, 90]],
    ["sepa", []],
    ["csv", []],
  ] as const)("happens at %s ever less often, and at the end of its window", (provider, days) => {
    expect(daysAsked(provider)).toEqual(days);
  });

  it("comes again after a day where nobody answered, and ends a month after the window", () => {
    const at = (day: number) => repeatedReturnCheckMs("wise", { paidMs: 0, nowMs: day * DAY_MS });
    expect([at(1), at(119), at(120)]).toEqual([2 * DAY_MS, 120 * DAY_MS, null]);
    expect(repeatedReturnCheckMs("csv", { paidMs: 0, nowMs: 0 })).toBeNull();
  });
});
