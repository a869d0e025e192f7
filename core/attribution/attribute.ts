import type { Verdict } from "../link/verdict.ts";
import type { AffiliateId, LinkId, ProgramId } from "../shared/id.ts";
import type { AttributionPolicy } from "./policy.ts";
import type { ReasonCode } from "./reasons.ts";

/** Credit of a whole conversion, in parts per million. */
export const CREDIT_WHOLE_PPM = 1_000_000;
/** A click may lie this far after its conversion, since the merchant's clock is not ours. */
export const CLOCK_SKEW_MS_MAX = 5 * 60_000;

/** A click seen as part of a journey. */
export type Touchpoint = {
  /** The id of the click's row. */
  readonly clickId: string;
  readonly clickedAtMs: number;
  readonly affiliateId: AffiliateId;
  readonly programId: ProgramId;
  readonly linkId: LinkId;
  readonly verdict: Verdict;
  /** How it came into the journey. */
  readonly via: "click_id" | "visitor" | "customer";
  readonly affiliateStatus: "active" | "suspended";
  readonly programStatus: "active" | "paused" | "closed";
};

/** Why a touchpoint may earn (`eligible`) or may not. */
export type TouchReason = "eligible" | ReasonCode;

/** Who earns, and why each touchpoint was in or out, oldest first. */
export type Attribution = {
  readonly reason: ReasonCode;
  /** They sum to 1,000,000, or there are none. */
  readonly credits: readonly { readonly clickId: string; readonly creditPpm: number }[];
  readonly considered: readonly {
    readonly clickId: string;
    readonly isIn: boolean;
    readonly why: TouchReason;
  }[];
};

/**
 * Decides who earns. The order of the touchpoints given makes no difference.
 *
 * Where none is eligible the reason is that of the newest touchpoint; without any, the first problem
 * with a click id that the merchant named; without that, `no_click`.
 */
export function attribute({
  touchpoints,
  convertedAtMs,
  policy,
  clickProblems,
}: {
  readonly touchpoints: readonly Touchpoint[];
  readonly convertedAtMs: number;
  readonly policy: AttributionPolicy;
  readonly clickProblems: readonly ReasonCode[];
}): Attribution {
  const considered = [...touchpoints].sort(byAge).map((touch) => {
    const why = judge(touch, convertedAtMs, policy);
    return { clickId: touch.clickId, isIn: why === "eligible", why };
  });
  const last = considered.findLast(({ isIn }) => isIn);
  if (last) {
    return {
      reason: "attributed",
      credits: [{ clickId: last.clickId, creditPpm: CREDIT_WHOLE_PPM }],
      considered,
    };
  }
  const newest = considered.at(-1)?.why;
  const reason = newest && newest !== "eligible" ? newest : (clickProblems[0] ?? "no_click");
  return { reason, credits: [], considered };
}

function judge(touch: Touchpoint, convertedAtMs: number, policy: AttributionPolicy): TouchReason {
  const ageMs = convertedAtMs - touch.clickedAtMs;
  if (ageMs < -CLOCK_SKEW_MS_MAX) return "click_after_conversion";
  if (ageMs > policy.lookbackMs) return "click_expired";
  if (!policy.countedVerdicts.includes(touch.verdict)) return "click_not_counted";
  if (policy.minClickToConversionMs > 0 && ageMs < policy.minClickToConversionMs) return "click_too_recent";
  if (touch.affiliateStatus !== "active") return "affiliate_not_active";
  return touch.programStatus === "active" ? "eligible" : "program_not_active";
}

function byAge(left: Touchpoint, right: Touchpoint): number {
  return left.clickedAtMs - right.clickedAtMs || (left.clickId < right.clickId ? -1 : 1);
}
