import type { Verdict } from "../link/verdict.ts";

/** Version of the rules below; goes up with each change of a rule. */
export const FRAUD_RULES_VERSION = 2;

/** What is known of the newest click that earns, and of the journey around it. */
export type FraudInput = {
  readonly clickEvidence: readonly string[];
  /** Milliseconds from the click to the conversion, not negative. */
  readonly clickToConversionMs: number;
  /** Clicks of the same network on the same affiliate in one minute; null if that was not counted. */
  readonly clickVelocity: number | null;
  /** Number of the network the click came from; null if unknown. */
  readonly asn: number | null;
  readonly isHostingAsn: boolean;
  /** Verdicts of clicks that the merchant named and that do not count. */
  readonly namedUncountedVerdicts: readonly Verdict[];
};

/** One rule that spoke, its points and what it saw. A signal of no points tells that nothing was known. */
export type FraudSignal = { readonly code: string; readonly points: number; readonly evidence: string };

/** Points of a decision. From `threshold` on its commissions are held for a person to look at. */
export type FraudScore = {
  readonly version: number;
  readonly points: number;
  readonly threshold: number;
  readonly isHeld: boolean;
  readonly signals: readonly FraudSignal[];
};

/** Scores a conversion; the points of all signals add up. */
export function scoreConversion(input: FraudInput, threshold: number): FraudScore {
  const signals = [
    uncountedVerdicts(input),
    velocity(input),
    fastConversion(input),
    hostingAsn(input),
    noUserActivation(input),
    extensionNavigation(input),
  ].filter((signal) => signal !== null);
  const points = signals.reduce((sum, signal) => sum + signal.points, 0);
  return { version: FRAUD_RULES_VERSION, points, threshold, isHeld: points >= threshold, signals };
}

function uncountedVerdicts({ namedUncountedVerdicts }: FraudInput): FraudSignal | null {
  if (namedUncountedVerdicts.length === 0) return null;
  const evidence = `the conversion also names clicks of verdict ${namedUncountedVerdicts.join(", ")}`;
  return { code: "verdict_not_counted", points: 40, evidence };
}

function velocity({ clickVelocity }: FraudInput): FraudSignal | null {
  if (clickVelocity === null) {
    return { code: "click_velocity", points: 0, evidence: "clicks of this network were not counted" };
  }
  if (clickVelocity < 10) return null;
  const evidence = `${clickVelocity} clicks of one network on one affiliate in a minute`;
  return { code: "click_velocity", points: clickVelocity < 30 ? 40 : 70, evidence };
}

/** Hijacked clicks cluster at 3 to 10 seconds before the conversion. */
function fastConversion({ clickToConversionMs }: FraudInput): FraudSignal | null {
  if (clickToConversionMs >= 10_000) return null;
  const evidence = `${clickToConversionMs} ms from click to conversion`;
  return { code: "fast_conversion", points: clickToConversionMs < 3_000 ? 45 : 30, evidence };
}

function hostingAsn({ asn, isHostingAsn }: FraudInput): FraudSignal | null {
  return isHostingAsn ? { code: "hosting_asn", points: 40, evidence: `AS${asn} is a hosting network` } : null;
}

function noUserActivation({ clickEvidence }: FraudInput): FraudSignal | null {
  if (!clickEvidence.includes("no_user_activation")) return null;
  return { code: "no_user_activation", points: 10, evidence: "the browser reported no act of a person" };
}

/** Beside the missing act. It may be an honest helper's tab too, so it holds nothing by itself. */
function extensionNavigation({ clickEvidence }: FraudInput): FraudSignal | null {
  if (!clickEvidence.includes("extension_navigation")) return null;
  const evidence = "opened without a page before it and without an act of a person, as an extension does";
  return { code: "extension_navigation", points: 20, evidence };
}
