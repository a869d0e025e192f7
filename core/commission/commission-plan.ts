import type { Currency } from "../money/currency.ts";
import type { AffiliateId, PlanId } from "../shared/id.ts";
import type { Condition } from "./condition.ts";
import type { Period } from "./period.ts";

/** Parts per million of the whole: 52,500 is 5.25 %. */
export const RATE_PPM_WHOLE = 1_000_000n;

export const TIER_MODES = ["marginal", "whole_period", "per_order"] as const;
/**
 * `marginal`: each part of the volume earns the rate of the tier it lies in. `whole_period`: all of the
 * period's volume earns the rate attained last. `per_order`: an order earns the rate its own amount attains.
 */
export type TierMode = (typeof TIER_MODES)[number];

export const VOLUME_METRICS = ["amount", "conversions"] as const;
/** What a volume counts: minor units of the plan's currency, or conversions. */
export type VolumeMetric = (typeof VOLUME_METRICS)[number];

/** From this volume on, that included, the rate applies. */
export type Tier = { readonly from: bigint; readonly ratePpm: bigint };

/** A rate that depends on an affiliate's volume under the plan. */
export type TieredAction = {
  readonly kind: "tiered";
  readonly mode: TierMode;
  readonly metric: VolumeMetric;
  /** `order`: the volume is the order's own. */
  readonly period: Period | "order";
  /** Rising, the first from 0. */
  readonly tiers: readonly Tier[];
};

/** What a rule pays. Sums are of the plan's currency. */
export type CommissionAction =
  | { readonly kind: "percent"; readonly ratePpm: bigint }
  | { readonly kind: "flat"; readonly amountMinor: bigint }
  | { readonly kind: "per_item"; readonly amountMinor: bigint }
  | TieredAction;

/** One rule: the first whose conditions hold applies, and no other. */
export type PlanRule = {
  readonly id: string;
  /** Null holds always. */
  readonly when: Condition | null;
  /** Pays while so many months from the customer's first conversion have not passed; 0 is the first alone. */
  readonly recurringMonths: number | null;
  readonly action: CommissionAction;
};

export const BASIS_PARTS = ["discount", "shipping", "tax"] as const;
/** What of a sale may not earn. */
export type BasisPart = (typeof BASIS_PARTS)[number];

/** The amount that earns: what was reported of the order, or its items, less some parts of it. */
export type Basis = { readonly of: "order" | "items"; readonly less: readonly BasisPart[] };

export const CAP_SCOPES = ["conversion", "customer", "affiliate"] as const;

/** Most that a plan pays for sales: for one conversion, or in a period for one customer or affiliate. */
export type PlanCap =
  | { readonly scope: "conversion"; readonly amountMinor: bigint }
  | { readonly scope: "customer" | "affiliate"; readonly period: Period; readonly amountMinor: bigint };

/** What those above an affiliate earn: the first rate is the sponsor's, the second the sponsor's sponsor's. */
export type Overrides = { readonly of: "commission" | "base"; readonly ratesPpm: readonly bigint[] };

/** A sum an affiliate earns once in a period, when its volume reaches the threshold. */
export type Bonus = {
  readonly id: string;
  readonly metric: VolumeMetric;
  readonly period: Period;
  readonly threshold: bigint;
  readonly amountMinor: bigint;
};

/** What affiliates are paid: rules in order, and the limits around them. */
export type CommissionPlan = {
  /** Of every sum in the plan, and of what it pays; null for a plan of rates alone, which pays in the sale's. */
  readonly currency: Currency | null;
  readonly basis: Basis;
  /** Orders below earn nothing. */
  readonly minimumOrderMinor: bigint | null;
  readonly rules: readonly PlanRule[];
  readonly caps: readonly PlanCap[];
  readonly overrides: Overrides | null;
  readonly bonuses: readonly Bonus[];
};

/** What plans ask about an affiliate. */
export type AffiliateTraits = {
  readonly affiliateId: AffiliateId;
  readonly group: string | null;
  readonly tier: string | null;
  readonly class: string;
  readonly country: string | null;
  readonly tags: readonly string[];
};

/** The plan version that governs a credit. */
export type PlanTerms = {
  readonly planId: PlanId;
  readonly planVersion: number;
  readonly plan: CommissionPlan;
};

/** True of a plan whose tiers go by what sales of a month, a quarter or all time came to, not by the order alone. */
export function asksVolumes({ rules }: Pick<CommissionPlan, "rules">): boolean {
  return rules.some(({ action }) => action.kind === "tiered" && action.period !== "order");
}
