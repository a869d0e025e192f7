import type { Verdict } from "../link/verdict.ts";
import type { AffiliateId, LinkId, ProgramId } from "../shared/id.ts";
import type { ReasonCode, TouchOnlyReason } from "./reasons.ts";

/** A click may lie this far after its conversion, since the merchant's clock is not ours. */
export const CLOCK_SKEW_MS_MAX = 5 * 60_000;

/** The class of an affiliate that was given none. */
export const DEFAULT_AFFILIATE_CLASS = "content";

/**
 * What may earn a conversion: a click, the coupon that the order used, or an earlier conversion of the
 * same customer, by which its affiliate may hold the customer under a lock.
 */
export type Touchpoint = {
  /** A click's id, `coupon:{code}` or `lock:{conversion id}`: one touchpoint of a journey has it. */
  readonly touchId: string;
  readonly kind: "click" | "coupon" | "lock";
  /** The id of the click's row; null unless it is a click. */
  readonly clickId: string | null;
  /** The link that was followed; null where none was. */
  readonly linkId: LinkId | null;
  readonly affiliateId: AffiliateId;
  readonly programId: ProgramId;
  /** When it was clicked; of a coupon the time of the order, of a lock that of the earlier conversion. */
  readonly atMs: number;
  /** What the edge took the click for; null unless it is a click. */
  readonly verdict: Verdict | null;
  /** How it came into the journey. */
  readonly via: "click_id" | "visitor" | "customer" | "coupon" | "lock";
  readonly affiliateStatus: "active" | "suspended";
  /** The affiliate's class, which a policy may rank: `content`, `coupon`, `loyalty` and the like. */
  readonly affiliateClass: string;
  readonly programStatus: "active" | "paused" | "closed";
  /** A coupon's own status; absent or null for what is none. */
  readonly couponStatus?: "active" | "disabled" | null;
};

/** Why a touchpoint takes part (`eligible`) or does not. */
export type TouchReason = "eligible" | ReasonCode | TouchOnlyReason;

/** A touchpoint with the word on it. */
export type JudgedTouch = { readonly touch: Touchpoint; readonly why: TouchReason };

/** Orders touchpoints by age, the oldest first; of the same instant by their ids, so that any order given is one order. */
export function byAge(left: Touchpoint, right: Touchpoint): number {
  if (left.atMs !== right.atMs) return left.atMs - right.atMs;
  if (left.touchId === right.touchId) return 0;
  return left.touchId < right.touchId ? -1 : 1;
}
