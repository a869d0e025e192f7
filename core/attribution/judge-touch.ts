import type { Verdict } from "../link/verdict.ts";
import type { AttributionPolicy } from "./policy.ts";
import type { ReasonCode } from "./reasons.ts";
import { CLOCK_SKEW_MS_MAX, type Touchpoint, type TouchReason } from "./touchpoint.ts";

/** What a click that the policy does not count is refused for. */
const UNCOUNTED: Readonly<Record<Verdict, ReasonCode>> = {
  human: "click_not_counted",
  bot: "click_by_bot",
  prefetch: "click_prefetched",
  preview: "click_previewed",
  duplicate: "click_repeated",
  over_cap: "click_over_cap",
  blocked: "click_blocked",
  head: "click_by_head_request",
  empty_agent: "click_without_agent",
};

/** Judges a touchpoint by itself, whatever else is in the journey. A lock is judged by who is active only. */
export function judgeTouch(touch: Touchpoint, convertedAtMs: number, policy: AttributionPolicy): TouchReason {
  const refusal = refusalByKind(touch, convertedAtMs, policy);
  if (refusal !== null) return refusal;
  if (touch.affiliateStatus !== "active") return "affiliate_not_active";
  if (touch.programStatus === "paused") return "program_paused";
  return touch.programStatus === "closed" ? "program_closed" : "eligible";
}

function refusalByKind(
  touch: Touchpoint,
  convertedAtMs: number,
  policy: AttributionPolicy,
): ReasonCode | null {
  if (touch.kind === "lock") return null;
  if (touch.kind === "coupon") {
    if (touch.couponStatus === "disabled") return "coupon_disabled";
    return policy.couponPrecedence.kind === "ignored" ? "coupon_not_counted" : null;
  }
  const ageMs = convertedAtMs - touch.atMs;
  if (ageMs < -CLOCK_SKEW_MS_MAX) return "click_after_conversion";
  if (ageMs > policy.lookbackMs) return "click_expired";
  const { verdict } = touch;
  if (verdict === null || !policy.countedVerdicts.includes(verdict))
    return UNCOUNTED[verdict ?? "empty_agent"];
  const isTooRecent = policy.minClickToConversionMs > 0 && ageMs < policy.minClickToConversionMs;
  return isTooRecent ? "click_too_recent" : null;
}
