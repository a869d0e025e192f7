import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DomainFinding, judgeRecords, nextDomainState, recordValue } from "./domain-check.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BORN = Date.UTC(2026, 10, 1);

type State = Parameters<typeof nextDomainState>[0];
const born: State = {
  ...{ status: "pending", problem: null, checkedAtMs: null, verifiedAtMs: null, waitsSinceMs: BORN },
};

/** What becomes of a domain that is checked at these hours of its life. */
function live(checks: readonly (readonly [number, DomainFinding])[], from = born): State {
  let state = from;
  for (const [hour, finding] of checks) {
    state = { ...state, ...nextDomainState(state, finding, BORN + hour * HOUR) };
  }
  return state;
}

describe("the records of a domain", () => {
  it.each<[DomainFinding, readonly string[] | null]>([
    ["proved", [recordValue("t")]],
    ["proved", ["v=spf1 -all", ` ${recordValue("t")} `, recordValue("other")]],
    ["record_missing", []],
    ["record_differs", [recordValue("T"), "t", `${recordValue("t")}x`, "tributary-verification="]],
    ["resolver_away", null],
  ])("mean %s", (finding, records) => {
    expect(judgeRecords(records, "t")).toBe(finding);
  });
});

describe("a pending domain", () => {
  it("is verified by its record, and says since when", () => {
    expect(
      live([
        [1, "record_missing"],
        [2, "proved"],
      ]),
    ).toMatchObject({
      ...{ status: "verified", problem: null, checkedAtMs: BORN + 2 * HOUR, verifiedAtMs: BORN + 2 * HOUR },
    });
  });

  it("waits seven days, says what was found, and then fails", () => {
    const waiting = live([[7 * 24 - 1, "record_differs"]]);
    expect(waiting).toMatchObject({ status: "pending", problem: "record_differs" });
    expect(live([[7 * 24, "record_missing"]], waiting)).toMatchObject({
      ...{ status: "failed", problem: "record_missing", verifiedAtMs: null },
    });
  });

  it("does not fail because the resolver is away, however long", () => {
    expect(live([[1_000, "resolver_away"]])).toMatchObject({
      ...{ status: "pending", problem: "resolver_away", checkedAtMs: null },
    });
  });
});

describe("a verified domain", () => {
  const verified = live([[0, "proved"]]);

  it("fails when its record was gone twice, a day apart", () => {
    const warned = live([[24, "record_missing"]], verified);
    expect(warned).toMatchObject({ status: "verified", problem: "record_missing" });
    expect(live([[48, "record_differs"]], warned)).toMatchObject({
      ...{ status: "failed", problem: "record_differs", verifiedAtMs: BORN },
    });
  });

  it("does not fail within the day, however often it is asked", () => {
    const often = Array.from({ length: 24 }, (_, hour) => [24 + hour, "record_missing"] as const);
    expect(live(often, verified)).toMatchObject({ status: "verified" });
    expect(live([...often, [48, "record_missing"]], verified)).toMatchObject({ status: "failed" });
  });

  it("that has its record again starts anew", () => {
    const again = live(
      [
        [24, "record_missing"],
        [47, "proved"],
        [48, "record_missing"],
      ],
      verified,
    );
    expect(again).toMatchObject({ status: "verified", verifiedAtMs: BORN + 47 * HOUR });
  });

  it("never fails before its record was missing for a whole day, and never for want of an answer", () => {
    const check = fc.tuple(
      fc.integer({ min: 1, max: 72 }),
      fc.constantFrom<DomainFinding>("proved", "record_missing", "record_differs", "resolver_away"),
    );
    void fc.assert(
      fc.property(fc.array(check, { minLength: 1, maxLength: 30 }), (gaps) => {
        let hour = 0;
        let missingSince: number | null = null;
        let state = verified;
        for (const [gap, finding] of gaps) {
          hour += gap;
          if (finding === "proved") missingSince = null;
          else if (finding !== "resolver_away") missingSince ??= hour;
          state = live([[hour, finding]], state);
          if (state.status !== "failed") continue;
          expect(finding).toMatch(/^record_/);
          expect((hour - (missingSince ?? hour)) * HOUR).toBeGreaterThanOrEqual(DAY);
          return;
        }
      }),
    );
  });
});

describe("a failed domain", () => {
  const failed = live([[200, "record_missing"]]);

  it("is verified when it is asked again and the record is there, and not otherwise", () => {
    expect(failed.status).toBe("failed");
    expect(live([[201, "record_differs"]], failed).status).toBe("failed");
    expect(live([[201, "resolver_away"]], failed)).toMatchObject({
      status: "failed",
      problem: "resolver_away",
    });
    expect(live([[201, "proved"]], failed)).toMatchObject({ status: "verified", problem: null });
  });
});
