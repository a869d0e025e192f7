import type { AttributionPolicy } from "./policy.ts";
import type { JudgedTouch, Touchpoint, TouchReason } from "./touchpoint.ts";

/**
 * Lets late clicks stand down: one that came too short before the order, or too soon after another
 * affiliate's click, loses to an earlier click of another affiliate that itself stands. Without such a
 * click it stays. Only clicks that are eligible are looked at.
 *
 * @param judged every touchpoint, the oldest first
 */
export function standDown(
  judged: readonly JudgedTouch[],
  convertedAtMs: number,
  { standDown: { beforeOrderMs, inSessionMs } }: AttributionPolicy,
): readonly JudgedTouch[] {
  const standing: Touchpoint[] = [];
  return judged.map(({ touch, why }) => {
    if (why !== "eligible" || touch.kind !== "click") return { touch, why };
    const rival = standing.findLast(({ affiliateId }) => affiliateId !== touch.affiliateId);
    if (rival && inSessionMs > 0 && touch.atMs - rival.atMs <= inSessionMs) {
      return { touch, why: "stood_down_in_session" };
    }
    if (rival && beforeOrderMs > 0 && convertedAtMs - touch.atMs <= beforeOrderMs) {
      return { touch, why: "stood_down_at_order" };
    }
    standing.push(touch);
    return { touch, why };
  });
}

/** Keeps the touchpoints of the class that comes first under the policy; classes it does not name come last. */
export function rankClasses(
  judged: readonly JudgedTouch[],
  { classPriority }: AttributionPolicy,
): readonly JudgedTouch[] {
  if (classPriority.length === 0) return judged;
  const rankOf = ({ affiliateClass }: Touchpoint): number => {
    const rank = classPriority.indexOf(affiliateClass);
    return rank === -1 ? classPriority.length : rank;
  };
  const first = Math.min(...eligible(judged).map(rankOf));
  return refuse(judged, (touch) => (rankOf(touch) > first ? "class_outranked" : null));
}

/** Applies the precedence of coupons and clicks where both take part. A `split` keeps both. */
export function rankCoupons(
  judged: readonly JudgedTouch[],
  { couponPrecedence: { kind } }: AttributionPolicy,
): readonly JudgedTouch[] {
  const left = eligible(judged);
  const hasBoth = left.some(isCoupon) && left.some((touch) => !isCoupon(touch));
  if (!hasBoth || kind === "split") return judged;
  return kind === "coupon_wins"
    ? refuse(judged, (touch) => (isCoupon(touch) ? null : "coupon_won"))
    : refuse(judged, (touch) => (isCoupon(touch) ? "click_won" : null));
}

/** The touchpoints that still take part. */
export function eligible(judged: readonly JudgedTouch[]): readonly Touchpoint[] {
  return judged.filter(({ why }) => why === "eligible").map(({ touch }) => touch);
}

/** True for the touchpoint of a coupon. */
export function isCoupon({ kind }: Touchpoint): boolean {
  return kind === "coupon";
}

function refuse(
  judged: readonly JudgedTouch[],
  reasonOf: (touch: Touchpoint) => TouchReason | null,
): readonly JudgedTouch[] {
  return judged.map(({ touch, why }) => ({
    touch,
    why: why === "eligible" ? (reasonOf(touch) ?? why) : why,
  }));
}
