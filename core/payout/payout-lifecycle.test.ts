import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moveBatch } from "./lifecycle.ts";
import {
  batchStatusOf,
  judgeReport,
  mayMovePayout,
  PAYOUT_STATUSES,
  type PayoutStatus,
  type Said,
} from "./payout-lifecycle.ts";

const SAID: readonly Said[] = ["submitted", "paid", "failed", "needs_review"];
const judge = (status: PayoutStatus, said: Said, occurredAtMs = 2, endedAtMs: number | null = 1) => {
  const judged = judgeReport({ status, endedAtMs }, said, occurredAtMs);
  return judged.kind === "moves" ? judged.to : judged.kind;
};

describe("a payout", () => {
  it("leaves no final status, and comes back only once it was paid", () => {
    for (const final of ["failed", "returned", "cancelled"] as const) {
      expect(PAYOUT_STATUSES.filter((to) => mayMovePayout(final, to))).toEqual([]);
    }
    expect(PAYOUT_STATUSES.filter((from) => mayMovePayout(from, "returned"))).toEqual(["paid"]);
    expect(PAYOUT_STATUSES.filter((from) => mayMovePayout(from, "submitting"))).toEqual(["prepared"]);
  });

  it.each<[PayoutStatus, Said, string]>([
    ["submitting", "submitted", "submitted"],
    ["unknown", "paid", "paid"],
    ["submitted", "submitted", "unchanged"],
    ["submitted", "failed", "failed"],
    ["paid", "submitted", "unchanged"],
    ["paid", "paid", "unchanged"],
    ["paid", "failed", "returned"],
    ["paid", "needs_review", "contradicts"],
    ["needs_review", "paid", "paid"],
    ["failed", "failed", "unchanged"],
    ["failed", "paid", "contradicts"],
    ["returned", "paid", "contradicts"],
    ["prepared", "paid", "contradicts"],
    ["cancelled", "paid", "contradicts"],
  ])("that is %s and said to be %s: %s", (status, said, expected) => {
    expect(judge(status, said)).toBe(expected);
  });

  it("is not contradicted by what happened before it failed, though it is told after", () => {
    expect(judge("failed", "paid", 1, 1)).toBe("unchanged");
    expect(judge("returned", "paid", 0, 1)).toBe("unchanged");
  });

  it("is only ever told to move as it may", () => {
    for (const status of PAYOUT_STATUSES) {
      for (const said of SAID) {
        const judged = judgeReport({ status, endedAtMs: null }, said, 0);
        if (judged.kind === "moves") expect(mayMovePayout(status, judged.to), `${status} ${said}`).toBe(true);
      }
    }
  });

  it("ends the same in whatever order its news come, repeats among them", () => {
    const news = [
      { said: "submitted" as const, atMs: 1 },
      { said: "paid" as const, atMs: 2 },
      { said: "failed" as const, atMs: 3 },
    ];
    void fc.assert(
      fc.property(fc.shuffledSubarray([...news, ...news], { minLength: 6 }), (told) => {
        let status: PayoutStatus = "submitting";
        let endedAtMs: number | null = null;
        for (const { said, atMs } of told) {
          const judged = judgeReport({ status, endedAtMs }, said, atMs);
          expect(judged.kind).not.toBe("contradicts");
          if (judged.kind !== "moves") continue;
          status = judged.to;
          if (said === "failed") endedAtMs = atMs;
        }
        expect(["failed", "returned"]).toContain(status);
      }),
    );
  });
});

describe("a batch", () => {
  it.each<[readonly PayoutStatus[], string]>([
    [["paid", "submitting"], "submitting"],
    [["paid", "unknown", "submitted"], "unknown"],
    [["paid", "needs_review"], "unknown"],
    [["paid", "submitted", "failed"], "submitted"],
    [["paid", "failed", "returned"], "paid"],
    [["returned"], "paid"],
    [["failed"], "failed"],
  ])("of payouts that are %j is %s", (statuses, expected) => {
    expect(batchStatusOf(new Set(statuses))).toBe(expected);
  });

  it("never has to move where it may not, however its payouts do", () => {
    const step = fc.tuple(fc.nat(2), fc.constantFrom(...SAID));
    void fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const statuses: PayoutStatus[] = ["submitting", "submitting", "submitting"];
        let batch = batchStatusOf(new Set(statuses));
        for (const [index, said] of steps) {
          const judged = judgeReport({ status: statuses[index] ?? "paid", endedAtMs: null }, said, 0);
          if (judged.kind === "moves") statuses[index] = judged.to;
          const next = batchStatusOf(new Set(statuses));
          expect(moveBatch(batch, next), `${batch} to ${next}`).toMatchObject({ ok: true });
          batch = next;
        }
      }),
    );
  });
});
