import { describe, expect, it } from "vitest";
import { isHostingAsn } from "./hosting-asns.ts";
import { FRAUD_RULES_VERSION, type FraudInput, scoreConversion } from "./score.ts";

const QUIET: FraudInput = {
  clickEvidence: [],
  clickToConversionMs: 60_000,
  clickVelocity: 1,
  asn: 3320,
  isHostingAsn: false,
  namedUncountedVerdicts: [],
};

describe("scoreConversion", () => {
  it.each<[string, Partial<FraudInput>, number]>([
    ["nothing odd", {}, 0],
    ["velocity below 10", { clickVelocity: 9 }, 0],
    ["velocity of 10", { clickVelocity: 10 }, 40],
    ["velocity of 30", { clickVelocity: 30 }, 70],
    ["velocity that nobody counted", { clickVelocity: null }, 0],
    ["10 seconds", { clickToConversionMs: 10_000 }, 0],
    ["under 10 seconds", { clickToConversionMs: 9_999 }, 30],
    ["under 3 seconds", { clickToConversionMs: 2_999 }, 45],
    ["a hosting network", { isHostingAsn: true }, 40],
    ["no act of a person", { clickEvidence: ["no_user_activation"] }, 10],
    ["an extension's tab", { clickEvidence: ["no_user_activation", "extension_navigation"] }, 30],
    ["a bot's click named too", { namedUncountedVerdicts: ["bot"] }, 40],
  ])("%s", (_, change, points) => {
    expect(scoreConversion({ ...QUIET, ...change }, 60)).toMatchObject({
      version: FRAUD_RULES_VERSION,
      points,
    });
  });

  it("holds from the threshold on, and says what spoke", () => {
    const input = { ...QUIET, clickToConversionMs: 5_000, isHostingAsn: true };
    expect(scoreConversion(input, 70).isHeld).toBe(true);
    expect(scoreConversion(input, 71).isHeld).toBe(false);
    expect(scoreConversion(input, 70).signals.map(({ code }) => code)).toEqual([
      "fast_conversion",
      "hosting_asn",
    ]);
    expect(
      scoreConversion({ ...input, clickVelocity: 30, clickEvidence: ["no_user_activation"] }, 60).points,
    ).toBe(150);
    expect(scoreConversion({ ...QUIET, clickVelocity: null }, 60).signals).toMatchObject([
      { code: "click_velocity", points: 0 },
    ]);
  });
});

it("knows networks of hosting, and not those that relays of private browsing use", () => {
  expect([16509, 14061, 24940, 198375, 51447].map(isHostingAsn)).toEqual([true, true, true, true, true]);
  // From Amazon, Azure, OVH, Vultr, Linode, M247, CDN77, DataCamp, Alibaba, and the last of the list.
  const clouds = [14618, 8075, 16276, 20473, 63949, 9009, 60068, 212238, 45102, 398779];
  expect(clouds.filter((asn) => !isHostingAsn(asn))).toEqual([]);
  expect([13335, 36183, 54113, 3320].map(isHostingAsn)).toEqual([false, false, false, false]);
});
