import type { AttributionPolicy } from "../../core/attribution/policy.ts";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import type { ChangeKind } from "../../core/commission/refund.ts";
import type { Verdict } from "../../core/link/verdict.ts";
import type { Currency } from "../../core/money/currency.ts";

/** What happened in a history, as the model is told of it: ids of the system, and nothing that the system worked out. */
export type Affiliate = {
  readonly id: string;
  readonly class: string;
  readonly group: string | null;
  readonly sponsorId: string | null;
  readonly currency: Currency | null;
  isActive: boolean;
};

/** What a program says of the orders from an instant on. */
export type ProgramTerms = {
  readonly planId: string;
  readonly commissionCurrency: "earned" | "sale" | "program" | "affiliate";
};

/** A program; the runner changes its terms as a history does. */
export type Program = {
  readonly id: string;
  readonly currency: Currency;
  readonly holdDays: number;
  readonly terms: Version<ProgramTerms>[];
  isActive: boolean;
};

/** A code of an affiliate in a program. */
export type Coupon = {
  readonly id: string;
  readonly code: string;
  readonly affiliateId: string;
  readonly programId: string;
  isActive: boolean;
};

/** A version of a policy or a plan. Those of one chain are in the order of their numbers. */
export type Version<T> = { readonly fromMs: number; readonly terms: T };

/** An affiliate's own plan in a program, from an instant on. */
export type Exception = {
  readonly programId: string;
  readonly affiliateId: string;
  readonly planId: string | null;
  readonly fromMs: number;
  readonly toMs: number | null;
};

/** One followed link; `visitor` is null where no cookie was set. */
export type Click = {
  readonly id: string;
  readonly atMs: number;
  readonly affiliateId: string;
  readonly programId: string;
  readonly verdict: Verdict;
  readonly visitor: string | null;
  readonly isFlood: boolean;
};

/** A line of an order; the sum is of the whole line. */
export type Item = {
  readonly sku: string;
  readonly category: string | null;
  readonly quantity: number;
  readonly amountMinor: bigint;
};

/** An order as the merchant reported it. */
export type Sale = {
  readonly id: string;
  /** Ids of clicks. */
  readonly clickIds: readonly string[];
  readonly customer: string | null;
  readonly couponCode: string | null;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly discountMinor: bigint;
  readonly shippingMinor: bigint;
  readonly taxMinor: bigint;
  readonly items: readonly Item[];
  readonly country: string | null;
  readonly occurredAtMs: number;
  readonly receivedAtMs: number;
};

/** What was given back of an article. */
export type RefundedItem =
  | { readonly sku: string; readonly quantity: number }
  | { readonly sku: string; readonly amountMinor: bigint };

/** What happened to an order later; with neither a sum nor items it is of the whole order. */
export type Change = {
  readonly id: string;
  readonly saleId: string;
  readonly externalId: string;
  readonly kind: ChangeKind;
  readonly amountMinor: bigint | null;
  readonly items: readonly RefundedItem[] | null;
  readonly wonOf: string | null;
  readonly receivedAtMs: number;
};

/** Units of a currency for one euro on a day (`YYYY-MM-DD`), as exact decimal text. */
export type Rate = { readonly day: string; readonly currency: Currency; readonly rate: string };

/** A part of an order that a touchpoint earned. */
export type Credit = {
  readonly touchId: string;
  readonly kind: "click" | "coupon" | "lock";
  readonly affiliateId: string;
  readonly programId: string;
  readonly ppm: bigint;
};

/** What somebody earned, where it stands, and what was taken of it. */
export type Commission = {
  readonly saleId: string;
  readonly position: number;
  readonly kind: "sale" | "override" | "bonus";
  readonly level: number;
  readonly affiliateId: string;
  readonly planId: string;
  readonly bonusKey: string | null;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  /** What it was before it was converted, if it was: caps count that. */
  readonly earned?: { readonly currency: Currency; readonly amountMinor: bigint };
  holdUntilMs: number;
  status: "pending" | "held" | "approved" | "batched" | "paid" | "reversed";
  reducedMinor: bigint;
  carriedMinor: bigint;
  reversedFrom: "pending" | "held" | "approved" | null;
};

/** An order that was decided. `parts` is what of it each credit earns of, under the plan it earns by, if a rule applies. */
export type Decided = {
  readonly sale: Sale;
  readonly credits: readonly Credit[];
  readonly parts: readonly {
    readonly planId: string;
    readonly partMinor: bigint;
    readonly isRuled: boolean;
  }[];
  readonly commissions: readonly Commission[];
  /** What of it was given back. */
  refundedMinor: bigint;
};

/** Everything that is known of a workspace. */
export type Books = {
  timeZone: string;
  readonly affiliates: Affiliate[];
  readonly programs: Program[];
  readonly coupons: Coupon[];
  readonly policies: Version<AttributionPolicy>[];
  readonly plans: Map<string, Version<CommissionPlan>[]>;
  readonly exceptions: Exception[];
  readonly minimums: Map<Currency, bigint>;
  readonly rates: readonly Rate[];
  readonly clicks: Click[];
  /** Visitors whom a customer was seen as. */
  readonly ties: Map<string, Set<string>>;
  readonly decided: Decided[];
};
