import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VERDICTS } from "../link/verdict.ts";
import { attribute, CLOCK_SKEW_MS_MAX, CREDIT_WHOLE_PPM, type Touchpoint } from "./attribute.ts";
import { DEFAULT_POLICY, parsePolicy, policyBody } from "./policy.ts";

const NOW = 1_800_000_000_000;
const { lookbackMs } = DEFAULT_POLICY;

function touch(clickId: string, ageMs: number, change: Partial<Touchpoint> = {}): Touchpoint {
  return {
    clickId,
    clickedAtMs: NOW - ageMs,
    affiliateId: `aff_${clickId}` as Touchpoint["affiliateId"],
    programId: "prg_1" as Touchpoint["programId"],
    linkId: "lnk_1" as Touchpoint["linkId"],
    verdict: "human",
    via: "click_id",
    affiliateStatus: "active",
    programStatus: "active",
    ...change,
  };
}

const decide = (touchpoints: readonly Touchpoint[], policy = DEFAULT_POLICY) =>
  attribute({ touchpoints, convertedAtMs: NOW, policy, clickProblems: [] });

describe("last click", () => {
  it("earns the whole", () => {
    const { reason, credits } = decide([touch("b", 10), touch("c", 5), touch("a", 20)]);
    expect(reason).toBe("attributed");
    expect(credits).toEqual([{ clickId: "c", creditPpm: CREDIT_WHOLE_PPM }]);
  });

  it("that does not count leaves it to the one before", () => {
    const { credits, considered } = decide([touch("a", 20), touch("b", 10, { verdict: "bot" })]);
    expect(credits).toEqual([{ clickId: "a", creditPpm: CREDIT_WHOLE_PPM }]);
    expect(considered).toEqual([
      { clickId: "a", isIn: true, why: "eligible" },
      { clickId: "b", isIn: false, why: "click_not_counted" },
    ]);
  });

  it.each<[string, Touchpoint, string]>([
    ["exactly as old as the window", touch("a", lookbackMs), "attributed"],
    ["a millisecond older", touch("a", lookbackMs + 1), "click_expired"],
    ["as far ahead as clocks may differ", touch("a", -CLOCK_SKEW_MS_MAX), "attributed"],
    ["a millisecond further ahead", touch("a", -CLOCK_SKEW_MS_MAX - 1), "click_after_conversion"],
    ["a repeat", touch("a", 1, { verdict: "duplicate" }), "attributed"],
    ["a bot's", touch("a", 1, { verdict: "bot" }), "click_not_counted"],
    ["a suspended affiliate's", touch("a", 1, { affiliateStatus: "suspended" }), "affiliate_not_active"],
    ["a paused program's", touch("a", 1, { programStatus: "paused" }), "program_not_active"],
  ])("%s", (_, only, reason) => {
    expect(decide([only]).reason).toBe(reason);
  });

  it("sooner than the minimum time is too recent, and at it is not", () => {
    const policy = { ...DEFAULT_POLICY, minClickToConversionMs: 1_000 };
    expect(decide([touch("a", 999)], policy).reason).toBe("click_too_recent");
    expect(decide([touch("a", 1_000)], policy).reason).toBe("attributed");
  });

  it("without any names the first problem with a click id, or none", () => {
    const without = { touchpoints: [], convertedAtMs: NOW, policy: DEFAULT_POLICY };
    expect(attribute({ ...without, clickProblems: ["click_id_forged", "click_expired"] }).reason).toBe(
      "click_id_forged",
    );
    expect(attribute({ ...without, clickProblems: [] }).reason).toBe("no_click");
  });

  it("without any that counts is refused for the reason of the newest, before any problem of a click id", () => {
    const decision = attribute({
      touchpoints: [touch("c", 1, { verdict: "bot" }), touch("a", 20, { affiliateStatus: "suspended" })],
      convertedAtMs: NOW,
      policy: DEFAULT_POLICY,
      clickProblems: ["click_id_forged"],
    });
    expect(decision).toEqual({
      reason: "click_not_counted",
      credits: [],
      considered: [
        { clickId: "a", isIn: false, why: "affiliate_not_active" },
        { clickId: "c", isIn: false, why: "click_not_counted" },
      ],
    });
  });

  it("that counts is not spoilt by a problem with another click id", () => {
    const given = { touchpoints: [touch("a", 1)], convertedAtMs: NOW, policy: DEFAULT_POLICY };
    expect(attribute({ ...given, clickProblems: ["click_id_forged"] }).reason).toBe("attributed");
  });

  it("of the same millisecond is the one with the higher id, whichever came first", () => {
    for (const order of [
      ["a", "b"],
      ["b", "a"],
    ]) {
      expect(decide(order.map((id) => touch(id, 5))).credits).toEqual([
        { clickId: "b", creditPpm: CREDIT_WHOLE_PPM },
      ]);
    }
  });

  it("up to the clock's skew ahead counts, since without a minimum time nothing is too recent", () => {
    const policy = { ...DEFAULT_POLICY, minClickToConversionMs: 1 };
    expect(decide([touch("a", -1)]).reason).toBe("attributed");
    expect(decide([touch("a", -1)], policy).reason).toBe("click_too_recent");
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
        const journey = given.map(({ id, ageMs, verdict }) => touch(id, ageMs, { verdict }));
        const decision = decide(journey);
        expect(decide([...journey].reverse())).toEqual(decision);
        const total = decision.credits.reduce((sum, { creditPpm }) => sum + creditPpm, 0);
        expect(total).toBe(decision.reason === "attributed" ? CREDIT_WHOLE_PPM : 0);
      }),
    );
  });
});

describe("a stored policy", () => {
  it("is by default the last click of 30 days, by a person, repeats included", () => {
    expect(policyBody(DEFAULT_POLICY)).toEqual({
      model: "last_click",
      lookback_ms: 2_592_000_000,
      min_click_to_conversion_ms: 0,
      counted_verdicts: ["human", "duplicate"],
    });
  });

  it("keeps each of its times apart", () => {
    const policy = { ...DEFAULT_POLICY, lookbackMs: 7, minClickToConversionMs: 5 };
    expect(parsePolicy(policyBody(policy))).toEqual(policy);
  });

  it("is read back as it was written", () => {
    expect(parsePolicy(JSON.parse(JSON.stringify(policyBody(DEFAULT_POLICY))))).toEqual(DEFAULT_POLICY);
  });

  it.each([
    null,
    {},
    { ...policyBody(DEFAULT_POLICY), lookback_ms: -1 },
    { ...policyBody(DEFAULT_POLICY), lookback_ms: 1.5 },
    { ...policyBody(DEFAULT_POLICY), lookback_ms: "1" },
    { ...policyBody(DEFAULT_POLICY), min_click_to_conversion_ms: undefined },
    { ...policyBody(DEFAULT_POLICY), model: "first_click" },
    { ...policyBody(DEFAULT_POLICY), counted_verdicts: ["x"] },
  ])("is refused as %j", (body) => {
    expect(() => parsePolicy(body)).toThrow();
  });
});
