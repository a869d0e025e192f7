import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { click, NOW_MS } from "../../tests/support/touches.ts";
import { VERDICTS } from "../link/verdict.ts";
import { attribute, CREDIT_WHOLE_PPM } from "./attribute.ts";
import { DEFAULT_POLICY } from "./policy.ts";
import { CLOCK_SKEW_MS_MAX, type Touchpoint } from "./touchpoint.ts";

const { lookbackMs } = DEFAULT_POLICY;

const decide = (touchpoints: readonly Touchpoint[], policy = DEFAULT_POLICY) =>
  attribute({ touchpoints, convertedAtMs: NOW_MS, policy, clickProblems: [] });

describe("last click", () => {
  it("earns the whole", () => {
    const { reason, credits } = decide([click("b", 10), click("c", 5), click("a", 20)]);
    expect(reason).toBe("attributed");
    expect(credits).toEqual([{ touchId: "c", creditPpm: CREDIT_WHOLE_PPM }]);
  });

  it("that does not count leaves it to the one before", () => {
    const { credits, considered } = decide([click("a", 20), click("b", 10, { verdict: "bot" })]);
    expect(credits).toEqual([{ touchId: "a", creditPpm: CREDIT_WHOLE_PPM }]);
    expect(considered).toEqual([
      { touchId: "a", isIn: true, why: "eligible" },
      { touchId: "b", isIn: false, why: "click_by_bot" },
    ]);
  });

  it.each<[string, Touchpoint, string]>([
    ["exactly as old as the window", click("a", lookbackMs), "attributed"],
    ["a millisecond older", click("a", lookbackMs + 1), "click_expired"],
    ["as far ahead as clocks may differ", click("a", -CLOCK_SKEW_MS_MAX), "attributed"],
    ["a millisecond further ahead", click("a", -CLOCK_SKEW_MS_MAX - 1), "click_after_conversion"],
    ["a repeat", click("a", 1, { verdict: "duplicate" }), "attributed"],
    ["a suspended affiliate's", click("a", 1, { affiliateStatus: "suspended" }), "affiliate_not_active"],
    ["a paused program's", click("a", 1, { programStatus: "paused" }), "program_paused"],
    ["a closed program's", click("a", 1, { programStatus: "closed" }), "program_closed"],
  ])("%s", (_, only, reason) => {
    expect(decide([only]).reason).toBe(reason);
  });

  it("of a verdict that does not count says which", () => {
    const policy = { ...DEFAULT_POLICY, countedVerdicts: [] };
    expect(VERDICTS.map((verdict) => decide([click("a", 1, { verdict })], policy).reason)).toEqual([
      ...["click_not_counted", "click_by_bot", "click_prefetched", "click_previewed", "click_repeated"],
      ...["click_over_cap", "click_blocked", "click_by_head_request", "click_without_agent"],
    ]);
  });

  it("sooner than the minimum time is too recent, and at it is not", () => {
    const policy = { ...DEFAULT_POLICY, minClickToConversionMs: 1_000 };
    expect(decide([click("a", 999)], policy).reason).toBe("click_too_recent");
    expect(decide([click("a", 1_000)], policy).reason).toBe("attributed");
  });

  it("without any names the first problem with a click id, or none", () => {
    const without = { touchpoints: [], convertedAtMs: NOW_MS, policy: DEFAULT_POLICY };
    expect(attribute({ ...without, clickProblems: ["click_id_forged", "click_expired"] }).reason).toBe(
      "click_id_forged",
    );
    expect(attribute({ ...without, clickProblems: [] }).reason).toBe("no_click");
  });

  it("without any that counts is refused for the reason of the newest, before any problem of a click id", () => {
    const decision = attribute({
      touchpoints: [click("c", 1, { verdict: "bot" }), click("a", 20, { affiliateStatus: "suspended" })],
      convertedAtMs: NOW_MS,
      policy: DEFAULT_POLICY,
      clickProblems: ["click_id_forged"],
    });
    expect(decision).toEqual({
      reason: "click_by_bot",
      credits: [],
      considered: [
        { touchId: "a", isIn: false, why: "affiliate_not_active" },
        { touchId: "c", isIn: false, why: "click_by_bot" },
      ],
    });
  });

  it("that counts is not spoilt by a problem with another click id", () => {
    const given = { touchpoints: [click("a", 1)], convertedAtMs: NOW_MS, policy: DEFAULT_POLICY };
    expect(attribute({ ...given, clickProblems: ["click_id_forged"] }).reason).toBe("attributed");
  });

  it("of the same millisecond is the one with the higher id, whichever came first", () => {
    for (const order of [
      ["a", "b"],
      ["b", "a"],
    ]) {
      expect(decide(order.map((id) => click(id, 5))).credits).toEqual([
        { touchId: "b", creditPpm: CREDIT_WHOLE_PPM },
      ]);
    }
  });

  it("up to the clock's skew ahead counts, since without a minimum time nothing is too recent", () => {
    const policy = { ...DEFAULT_POLICY, minClickToConversionMs: 1 };
    expect(decide([click("a", -1)]).reason).toBe("attributed");
    expect(decide([click("a", -1)], policy).reason).toBe("click_too_recent");
  });

  it("is the same whatever the order, and credits sum to the whole or there are none", () => {
    const touches = fc.uniqueArray(
      fc.record({
        id: fc.uuid(),
        ageMs: fc.integer({ min: -1_000_000, max: 2 * lookbackMs }),
        verdict: fc.constantFrom(...VERDICTS),
      }),
      { selector: ({ id }) => id, maxLength: 12 },
    );
    void fc.assert(
      fc.property(touches, (given) => {
        const journey = given.map(({ id, ageMs, verdict }) => click(id, ageMs, { verdict }));
        const decision = decide(journey);
        expect(decide([...journey].reverse())).toEqual(decision);
        const total = decision.credits.reduce((sum, { creditPpm }) => sum + creditPpm, 0);
        expect(total).toBe(decision.reason === "attributed" ? CREDIT_WHOLE_PPM : 0);
      }),
    );
  });
});
