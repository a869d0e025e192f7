import type { Currency } from "../money/currency.ts";
import type { AffiliateId, PlanId } from "../shared/id.ts";
import type { CapTrace } from "./caps.ts";
import type { EarnedCredit } from "./earn-credit.ts";
import type { MissingRate } from "./valuer.ts";

/** What somebody earns by a sale. (position, kind, level) is its own within the sale. */
export type PlannedCommission = {
  readonly kind: "sale" | "override" | "bonus";
  /** Of the credit it follows from. */
  readonly position: number;
  /** 0 of a sale; of an override the sponsor's distance, of a bonus its place in the plan, both from 1. */
  readonly level: number;
  readonly affiliateId: AffiliateId;
  /** The part of the sale it follows from, in minor units of the sale's currency; nothing for a bonus. */
  readonly baseMinor: bigint;
  /** Above nothing. */
  readonly amountMinor: bigint;
  readonly currency: Currency;
  /** Whether a part of the sale was valued in that currency for it, which is not the sale's. */
  readonly isValued: boolean;
  readonly planId: PlanId;
  readonly planVersion: number;
  /** The rule that applied first; null where none did. */
  readonly ruleId: string | null;
  /** `{plan}:{bonus}:{period}` of a bonus, which is earned once. */
  readonly bonusKey: string | null;
  readonly arithmetic: string;
  /** Every condition with its answer, and the arithmetic: plain JSON. */
  readonly trace: Readonly<Record<string, unknown>>;
};

/** A credit whose own commission is settled: after its caps, and also if it is nothing. */
export type SettledCredit = EarnedCredit & { readonly caps: readonly CapTrace[] };

/** What a sale earns, and why each credit earned what it did, also where that is nothing. */
export type Earnings = {
  readonly commissions: readonly PlannedCommission[];
  readonly credits: readonly PlannedCommission[];
  /** Not empty: a sum could not be valued, so there are no commissions yet. */
  readonly missingRates: readonly MissingRate[];
};
