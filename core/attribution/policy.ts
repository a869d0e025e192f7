import { VERDICTS, type Verdict } from "../link/verdict.ts";
import { assert } from "../shared/assert.ts";

/** How credit is given. An immutable version; times in milliseconds. */
export type AttributionPolicy = {
  readonly model: "last_click";
  /** How old a click may be to count; a click exactly that old counts. */
  readonly lookbackMs: number;
  readonly minClickToConversionMs: number;
  readonly countedVerdicts: readonly Verdict[];
};

/**
 * Policy version 1 of every workspace. A `duplicate` is no click of its own in any count, but its
 * visitor is a person and brings its click id to the shop, so it may earn.
 */
export const DEFAULT_POLICY: AttributionPolicy = {
  model: "last_click",
  lookbackMs: 30 * 86_400_000,
  minClickToConversionMs: 0,
  countedVerdicts: ["human", "duplicate"],
};

/**
 * Verdicts that a net count of clicks holds: those the policy counts, but for a person's repeats, which
 * are no clicks of their own.
 */
export function netVerdicts(policy: AttributionPolicy): readonly Verdict[] {
  return policy.countedVerdicts.filter((verdict) => verdict !== "duplicate");
}

/** The policy as it is stored and hashed: plain JSON. */
export type PolicyBody = {
  readonly model: "last_click";
  readonly lookback_ms: number;
  readonly min_click_to_conversion_ms: number;
  readonly counted_verdicts: readonly Verdict[];
};

/** Writes a policy in its stored form. */
export function policyBody(policy: AttributionPolicy): PolicyBody {
  return {
    model: policy.model,
    lookback_ms: policy.lookbackMs,
    min_click_to_conversion_ms: policy.minClickToConversionMs,
    counted_verdicts: policy.countedVerdicts,
  };
}

/** Reads the stored form back; throws `InvariantError` if it is not one that `policyBody` wrote. */
export function parsePolicy(body: unknown): AttributionPolicy {
  assert(typeof body === "object" && body !== null, "a stored policy is an object");
  const { model, lookback_ms, min_click_to_conversion_ms, counted_verdicts } = body as Partial<PolicyBody>;
  assert(model === "last_click", "a stored policy names its model");
  assert(isDuration(lookback_ms), "a stored policy has a lookback");
  assert(isDuration(min_click_to_conversion_ms), "a stored policy has a minimum time");
  assert(
    Array.isArray(counted_verdicts) && counted_verdicts.every((verdict) => VERDICTS.includes(verdict)),
    "a stored policy lists verdicts",
  );
  return {
    model,
    lookbackMs: lookback_ms,
    minClickToConversionMs: min_click_to_conversion_ms,
    countedVerdicts: counted_verdicts,
  };
}

function isDuration(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
