import { applyLock } from "./customer-lock.ts";
import { judgeTouch } from "./judge-touch.ts";
import type { AttributionPolicy } from "./policy.ts";
import { REASONS, type ReasonCode } from "./reasons.ts";
import { eligible, isCoupon, rankClasses, rankCoupons, standDown } from "./select-touches.ts";
import { shareCredit } from "./share-credit.ts";
import { byAge, type JudgedTouch, type Touchpoint, type TouchReason } from "./touchpoint.ts";

/** Credit of a whole conversion, in parts per million. */
export const CREDIT_WHOLE_PPM = 1_000_000;

/** A touchpoint's part of a conversion, in parts per million from 1 to 1,000,000. */
export type TouchCredit = { readonly touchId: string; readonly creditPpm: number };

/** Who earns, and why each touchpoint was in or out, oldest first. */
export type Attribution = {
  readonly reason: ReasonCode;
  /** The oldest touchpoint first. They sum to 1,000,000, or there are none. */
  readonly credits: readonly TouchCredit[];
  /** A touchpoint that is in may still be given nothing by the model. */
  readonly considered: readonly {
    readonly touchId: string;
    readonly isIn: boolean;
    readonly why: TouchReason;
  }[];
};

/** What a decision is made from. The order of the touchpoints makes no difference. */
export type AttributionInput = {
  readonly touchpoints: readonly Touchpoint[];
  readonly convertedAtMs: number;
  readonly policy: AttributionPolicy;
  /** What was wrong with click ids, or a coupon code, that the merchant named, in its order. */
  readonly clickProblems: readonly ReasonCode[];
};

/**
 * Decides who earns. Each touchpoint is judged by itself; then, of those that are left, late clicks stand
 * down, the customer's lock is applied, classes are ranked, coupons and clicks are ranked, and the model
 * shares the credit. None of the later steps takes the last touchpoint.
 *
 * Where none is eligible the reason is that of the newest click, without one that of the newest coupon;
 * without either, the first problem with what the merchant named; then that of a lock; then `no_click`.
 */
export function attribute({
  touchpoints,
  convertedAtMs,
  policy,
  clickProblems,
}: AttributionInput): Attribution {
  const sorted = [...touchpoints].sort(byAge);
  const alone = sorted.map((touch) => ({ touch, why: judgeTouch(touch, convertedAtMs, policy) }));
  const stood = standDown(alone, convertedAtMs, policy);
  const locked = applyLock(stood, convertedAtMs, policy);
  const judged = rankCoupons(rankClasses(locked, policy), policy);
  const considered = judged.map(({ touch: { touchId }, why }) => ({
    touchId,
    isIn: why === "eligible",
    why,
  }));
  const taking = eligible(judged);
  if (taking.length === 0) return { reason: reasonOf(judged, clickProblems), credits: [], considered };
  return { reason: "attributed", credits: creditsOf(taking, policy), considered };
}

/** Coupons share their part evenly, the rest by the model; in the order of the touchpoints. */
function creditsOf(taking: readonly Touchpoint[], policy: AttributionPolicy): readonly TouchCredit[] {
  const coupons = taking.filter(isCoupon);
  const others = taking.filter((touch) => !isCoupon(touch));
  const { couponPrecedence } = policy;
  const splitPpm = couponPrecedence.kind === "split" ? couponPrecedence.couponPpm : CREDIT_WHOLE_PPM;
  const couponPpm = coupons.length === 0 ? 0 : others.length === 0 ? CREDIT_WHOLE_PPM : splitPpm;
  const parts = new Map([
    ...share(others, policy.model, CREDIT_WHOLE_PPM - couponPpm),
    ...share(coupons, { kind: "linear" }, couponPpm),
  ]);
  return taking.flatMap(({ touchId }) => {
    const creditPpm = parts.get(touchId) ?? 0;
    return creditPpm === 0 ? [] : [{ touchId, creditPpm }];
  });
}

function share(
  touches: readonly Touchpoint[],
  model: AttributionPolicy["model"],
  wholePpm: number,
): readonly (readonly [string, number])[] {
  if (touches.length === 0) return [];
  const parts = shareCredit(
    model,
    touches.map(({ atMs }) => atMs),
    wholePpm,
  );
  return touches.map(({ touchId }, index) => [touchId, parts[index] ?? 0]);
}

function reasonOf(judged: readonly JudgedTouch[], clickProblems: readonly ReasonCode[]): ReasonCode {
  const newest = (kind: Touchpoint["kind"]): TouchReason | undefined =>
    judged.findLast(({ touch }) => touch.kind === kind)?.why;
  const terminal = [newest("click"), newest("coupon"), clickProblems[0], newest("lock")].find(
    (why): why is ReasonCode => why !== undefined && Object.hasOwn(REASONS, why),
  );
  return terminal ?? "no_click";
}
