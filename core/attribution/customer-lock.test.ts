import { describe, expect, it } from "vitest";
import { click, lock, NOW_MS } from "../../tests/support/touches.ts";
import { attribute } from "./attribute.ts";
import { type CustomerLock, DEFAULT_POLICY } from "./policy.ts";
import type { Touchpoint } from "./touchpoint.ts";

const DAY_MS = 86_400_000;
const FIRST = { kind: "lifetime", affiliate: "first" } as const;
const LATEST = { kind: "lifetime", affiliate: "latest" } as const;
const days = (count: number, affiliate: "first" | "latest" = "first") =>
  ({ kind: "days", days: count, affiliate }) as const;

function decide(touchpoints: readonly Touchpoint[], customerLock: CustomerLock) {
  const policy = { ...DEFAULT_POLICY, customerLock };
  const given = { touchpoints, convertedAtMs: NOW_MS, policy, clickProblems: [] };
  const { reason, credits, considered } = attribute(given);
  return {
    reason,
    earns: credits.map(({ touchId }) => touchId),
    why: Object.fromEntries(considered.map(({ touchId, why }) => [touchId, why])),
  };
}

describe("without a lock", () => {
  it("an earlier conversion holds nobody", () => {
    expect(decide([lock("a", DAY_MS)], { kind: "none" }).reason).toBe("lock_not_counted");
    expect(decide([lock("a", DAY_MS), click("b", 1)], { kind: "none" })).toMatchObject({
      earns: ["b"],
      why: { "lock:a": "lock_not_counted" },
    });
  });
});

describe("a lock of the first affiliate", () => {
  it("keeps the customer whatever is clicked later", () => {
    expect(decide([lock("a", 400 * DAY_MS), click("b", 1)], FIRST)).toEqual({
      reason: "attributed",
      earns: ["lock:a"],
      why: { "lock:a": "eligible", b: "held_by_other_affiliate" },
    });
  });

  it("gives the credit to the holder's own clicks where there are any", () => {
    const again = click("a", 9);
    expect(decide([lock("a", DAY_MS), again, click("b", 1)], FIRST)).toMatchObject({
      earns: ["a"],
      why: { "lock:a": "lock_not_needed", b: "held_by_other_affiliate" },
    });
  });

  it("makes nothing eligible that is not", () => {
    const bot = click("a", 9, { verdict: "bot" });
    expect(decide([lock("a", DAY_MS), bot, click("b", 1, { verdict: "bot" })], FIRST)).toMatchObject({
      earns: ["lock:a"],
      why: { a: "click_by_bot", b: "click_by_bot" },
    });
  });

  it("is held by the oldest of the earlier conversions", () => {
    expect(decide([lock("b", DAY_MS), lock("a", 2 * DAY_MS)], FIRST)).toMatchObject({
      earns: ["lock:a"],
      why: { "lock:b": "lock_superseded" },
    });
  });

  it("ends after its days, and at the last instant it holds", () => {
    expect(decide([lock("a", 30 * DAY_MS), click("b", 1)], days(30)).earns).toEqual(["lock:a"]);
    expect(decide([lock("a", 30 * DAY_MS + 1), click("b", 1)], days(30))).toMatchObject({
      earns: ["b"],
      why: { "lock:a": "lock_expired" },
    });
    expect(decide([lock("a", 31 * DAY_MS)], days(30)).reason).toBe("lock_expired");
  });

  it("is not made longer by later conversions under it, and begins anew by the first after it", () => {
    const journey = [lock("a", 50 * DAY_MS), lock("b", 40 * DAY_MS), lock("c", 10 * DAY_MS)];
    expect(decide(journey, days(30))).toMatchObject({
      earns: ["lock:c"],
      why: { "lock:a": "lock_superseded", "lock:b": "lock_superseded" },
    });
  });

  it("is not held by an affiliate who is suspended, nor by a conversion that came after", () => {
    const suspended = lock("a", DAY_MS, { affiliateStatus: "suspended" });
    expect(decide([suspended, click("b", 1)], FIRST)).toMatchObject({
      earns: ["b"],
      why: { "lock:a": "affiliate_not_active" },
    });
    expect(decide([suspended], FIRST).reason).toBe("affiliate_not_active");
    expect(decide([lock("a", -DAY_MS), lock("b", 0), click("c", 1)], FIRST).earns).toEqual(["c"]);
  });
});

describe("a lock of the latest affiliate", () => {
  it("keeps the customer while nobody else's click counts", () => {
    expect(decide([lock("a", 400 * DAY_MS), lock("b", 300 * DAY_MS)], LATEST).earns).toEqual(["lock:b"]);
    expect(decide([lock("a", 5 * DAY_MS), click("b", 6 * DAY_MS)], LATEST)).toMatchObject({
      earns: ["lock:a"],
      why: { b: "held_by_other_affiliate" },
    });
    expect(decide([lock("a", 5 * DAY_MS), click("b", 1, { verdict: "bot" })], LATEST).earns).toEqual([
      "lock:a",
    ]);
  });

  it("goes over to another by a click after it", () => {
    expect(
      decide([lock("c", 9 * DAY_MS), lock("a", 5 * DAY_MS), click("a", 2), click("b", 1)], LATEST),
    ).toEqual({
      reason: "attributed",
      earns: ["b"],
      why: { "lock:c": "lock_superseded", "lock:a": "lock_taken_over", a: "eligible", b: "eligible" },
    });
  });

  it("goes over by another's click alone, and by none of the instant of the lock", () => {
    expect(decide([lock("a", 5 * DAY_MS), click("b", 1)], LATEST)).toMatchObject({
      ...{ earns: ["b"], why: { "lock:a": "lock_taken_over" } },
    });
    expect(decide([lock("a", 5 * DAY_MS), click("b", 5 * DAY_MS)], LATEST)).toMatchObject({
      ...{ earns: ["lock:a"], why: { b: "held_by_other_affiliate" } },
    });
    expect(decide([lock("a", 5 * DAY_MS), click("a", 1)], LATEST)).toMatchObject({
      ...{ earns: ["a"], why: { "lock:a": "lock_not_needed" } },
    });
  });

  it("does not go over by another's conversion that came after", () => {
    expect(decide([lock("a", 5 * DAY_MS), lock("b", -DAY_MS)], LATEST).earns).toEqual(["lock:a"]);
  });

  it("is made longer by each conversion of its affiliate", () => {
    const journey = [lock("a", 50 * DAY_MS), lock("b", 25 * DAY_MS)];
    expect(decide(journey, days(30, "latest")).earns).toEqual(["lock:b"]);
    expect(decide([lock("a", 31 * DAY_MS)], days(30, "latest")).reason).toBe("lock_expired");
  });
});
