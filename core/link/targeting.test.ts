import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chooseVariant,
  type LinkRule,
  type LinkVariant,
  matchRule,
  type TimeWindow,
  type Visit,
} from "./targeting.ts";

/** A Friday, 12:00 UTC. */
const NOON_MS = Date.UTC(2026, 10, 20, 12);
const visit: Visit = {
  nowMs: NOON_MS,
  country: "DE",
  region: "BY",
  language: "de-at",
  device: "mobile",
  os: "ios",
  browser: "safari",
};
const rule = (conditions: Partial<LinkRule>): LinkRule => ({
  id: "r",
  destination_url: "https://shop.example/",
  ...conditions,
});
const holds = (conditions: Partial<LinkRule>, changes: Partial<Visit> = {}) =>
  matchRule([rule(conditions)], { ...visit, ...changes }) !== null;

describe("a rule", () => {
  it.each<[string, Partial<LinkRule>, Partial<Visit>, boolean]>([
    ["without conditions holds for all", {}, {}, true],
    ["asks for one of its countries", { countries: ["AT", "DE"] }, {}, true],
    ["does not hold in another country", { countries: ["AT"] }, {}, false],
    ["does not hold where the country is unknown", { countries: ["DE"] }, { country: null }, false],
    ["asks for a part of a country", { regions: ["DE-BY"] }, {}, true],
    ["knows a part by its country", { regions: ["US-BY"] }, {}, false],
    ["does not hold where the part is unknown", { regions: ["DE-BY"] }, { region: null }, false],
    ["asks for a device", { devices: ["mobile"] }, {}, true],
    ["does not hold on another device", { devices: ["desktop", "tablet"] }, {}, false],
    ["asks for a system", { oses: ["android"] }, {}, false],
    ["asks for a browser", { browsers: ["safari"] }, {}, true],
    ["asks for a language, and takes its variants", { languages: ["de"] }, {}, true],
    [
      "asks for a variant, and does not take its language",
      { languages: ["de-at"] },
      { language: "de" },
      false,
    ],
    ["does not take a language that begins alike", { languages: ["d"] }, {}, false],
    ["does not hold where the language is unknown", { languages: ["de"] }, { language: null }, false],
    ["holds from its first instant on", { from_ms: NOON_MS }, {}, true],
    ["does not hold before it", { from_ms: NOON_MS + 1 }, {}, false],
    ["does not hold at its end", { until_ms: NOON_MS }, {}, false],
    ["holds until its end", { until_ms: NOON_MS + 1 }, {}, true],
    ["wants all its conditions", { countries: ["DE"], devices: ["desktop"] }, {}, false],
    ["with an empty list holds for nobody", { countries: [] }, {}, false],
  ])("%s", (_, conditions, changes, expected) => {
    expect(holds(conditions, changes)).toBe(expected);
  });

  it("wins over those after it", () => {
    const rules = [rule({ id: "a", countries: ["AT"] }), rule({ id: "b" }), rule({ id: "c" })];
    expect(matchRule(rules, visit)?.id).toBe("b");
  });
});

describe("a time window", () => {
  const at = (iso: string, window: Omit<TimeWindow, "time_zone"> & { time_zone?: string }) =>
    holds({ time: { time_zone: "Europe/Berlin", ...window } }, { nowMs: Date.parse(iso) });
  const nine = { from_minute: 9 * 60, to_minute: 17 * 60 };
  const night = { from_minute: 22 * 60, to_minute: 6 * 60 };

  it.each<[string, string, Parameters<typeof at>[1], boolean]>([
    ["begins at its first minute", "2026-11-20T08:00:00Z", nine, true],
    ["has not begun a minute before", "2026-11-20T07:59:59Z", nine, false],
    ["has ended at its last", "2026-11-20T16:00:00Z", nine, false],
    ["follows summer time", "2026-07-20T07:00:00Z", nine, true],
    ["runs past midnight", "2026-11-20T23:30:00Z", night, true],
    ["ends the morning after", "2026-11-20T05:00:00Z", night, false],
    ["counts the day on which it began", "2026-11-21T02:00:00Z", { ...night, days: [5] }, true],
    ["does not begin on another day", "2026-11-21T22:00:00Z", { ...night, days: [5] }, false],
    ["knows Sunday before Monday", "2026-11-23T02:00:00Z", { ...night, days: [7] }, true],
    [
      "knows the day of its zone, not of UTC",
      "2026-11-20T23:30:00Z",
      { ...nine, ...{ from_minute: 0, to_minute: 60 }, days: [6] },
      true,
    ],
    [
      "from an instant to the same is a whole day",
      "2026-11-20T12:00:00Z",
      { from_minute: 60, to_minute: 60 },
      true,
    ],
  ])("%s", (_, iso, window, expected) => {
    expect(at(iso, window)).toBe(expected);
  });
});

it("a rule in a time zone that the runtime does not know holds for nobody, and stops nobody", () => {
  const time = { time_zone: "Europe/Atlantis", from_minute: 0, to_minute: 0 };
  expect(holds({ time })).toBe(false);
});

describe("a variant", () => {
  const variants = (...weights: readonly number[]): LinkVariant[] =>
    weights.map((weight, index) => ({ id: `v${index}`, weight, destination_url: "https://shop.example/" }));

  it("is the same for the same key, and one of the list", () => {
    void fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1 }),
        (key, weights) => {
          const list = variants(...weights);
          const chosen = chooseVariant(list, key);
          expect(chooseVariant(list, key)).toBe(chosen);
          if (weights.some((weight) => weight > 0)) expect(chosen?.weight).toBeGreaterThan(0);
          else expect(chosen).toBeNull();
        },
      ),
    );
  });

  it("comes as often as its weight says", () => {
    const list = variants(70, 20, 10, 0);
    const counts = new Map<string, number>();
    for (let visitor = 0; visitor < 20_000; visitor += 1) {
      const id = chooseVariant(list, `visitor-${visitor} lnk_one`)?.id ?? "";
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    expect(counts.get("v3")).toBeUndefined();
    // Five standard deviations of 20,000 draws.
    for (const [id, share] of [
      ["v0", 0.7],
      ["v1", 0.2],
      ["v2", 0.1],
    ] as const) {
      const spread = 5 * Math.sqrt(20_000 * share * (1 - share));
      expect(Math.abs((counts.get(id) ?? 0) - 20_000 * share)).toBeLessThan(spread);
    }
  });
});
