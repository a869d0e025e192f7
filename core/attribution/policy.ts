import type { Verdict } from "../link/verdict.ts";

/** Every attribution model. */
export const MODELS = ["last_click", "first_click", "linear", "position_based", "time_decay"] as const;
/** The name of one. */
export type ModelName = (typeof MODELS)[number];

/** How the credit of the clicks that take part is shared among them. */
export type AttributionModel =
  | { readonly kind: "last_click" | "first_click" | "linear" }
  /**
   * The first and the last take these parts per million, those between share the rest evenly. Of two the
   * parts are in proportion to these, and one takes the whole.
   */
  | { readonly kind: "position_based"; readonly firstPpm: number; readonly lastPpm: number }
  /** A click weighs half as much as one that is `halfLifeMs` younger. */
  | { readonly kind: "time_decay"; readonly halfLifeMs: number };

/**
 * Which earns where the order used a coupon and clicks take part. `split`: the coupon takes `couponPpm`.
 * Alone, either takes the whole. `ignored`: coupons never earn.
 */
export type CouponPrecedence =
  | { readonly kind: "coupon_wins" | "click_wins" | "ignored" }
  | { readonly kind: "split"; readonly couponPpm: number };

/**
 * Whether an affiliate that earned on a customer keeps the customer. The `first` keeps it for `days` from
 * the conversion that locked it, whatever is clicked later, and when that is over the next conversion locks
 * anew. The `latest` keeps it until `days` after its own latest conversion, or until another's click counts.
 */
export type CustomerLock =
  | { readonly kind: "none" }
  | { readonly kind: "days"; readonly days: number; readonly affiliate: "first" | "latest" }
  | { readonly kind: "lifetime"; readonly affiliate: "first" | "latest" };

/** How credit is given. An immutable version; times in milliseconds. */
export type AttributionPolicy = {
  readonly model: AttributionModel;
  /** How old a click may be to count; a click exactly that old counts. */
  readonly lookbackMs: number;
  readonly minClickToConversionMs: number;
  readonly countedVerdicts: readonly Verdict[];
  readonly couponPrecedence: CouponPrecedence;
  readonly customerLock: CustomerLock;
  /** A class takes all credit from those after it; classes that are not named come last, together. */
  readonly classPriority: readonly string[];
  /** A click of exactly these ages still stands down; 0 is never. */
  readonly standDown: {
    /** How short before the order a click loses to an earlier one of another affiliate. */
    readonly beforeOrderMs: number;
    /** How soon after another affiliate's click in the journey a click loses to it. */
    readonly inSessionMs: number;
  };
};

/** First and last each, in parts per million, where a policy does not say. */
export const POSITION_PPM_DEFAULT = 400_000;
/** The half-life where a policy does not say. */
export const HALF_LIFE_MS_DEFAULT = 7 * 86_400_000;

/** What policies did before they could say more; a stored body that says less is read with these. */
export const FIRST_TERMS = {
  couponPrecedence: { kind: "ignored" },
  customerLock: { kind: "none" },
  classPriority: [],
  standDown: { beforeOrderMs: 0, inSessionMs: 0 },
} as const satisfies Partial<AttributionPolicy>;

/**
 * Policy version 1 of every workspace. A `duplicate` is no click of its own in any count, but its
 * visitor is a person and brings its click id to the shop, so it may earn. A coupon earns where no click does.
 */
export const DEFAULT_POLICY: AttributionPolicy = {
  ...FIRST_TERMS,
  model: { kind: "last_click" },
  lookbackMs: 30 * 86_400_000,
  minClickToConversionMs: 0,
  countedVerdicts: ["human", "duplicate"],
  couponPrecedence: { kind: "click_wins" },
};

/**
 * Verdicts that a net count of clicks holds: those the policy counts, but for a person's repeats, which
 * are no clicks of their own.
 */
export function netVerdicts(policy: AttributionPolicy): readonly Verdict[] {
  return policy.countedVerdicts.filter((verdict) => verdict !== "duplicate");
}
