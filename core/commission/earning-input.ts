import type { Currency } from "../money/currency.ts";
import type { FxRate } from "../money/fx.ts";
import type { AffiliateId, PlanId } from "../shared/id.ts";
import type { AffiliateTraits, PlanTerms } from "./commission-plan.ts";
import type { SaleSums } from "./commissionable.ts";
import type { Period } from "./period.ts";

/** A sale as far as plans ask about it. */
export type EarningConversion = SaleSums & {
  readonly event: string;
  readonly currency: Currency;
  readonly occurredAtMs: number;
  readonly couponCode: string | null;
  readonly country: string | null;
  readonly metadata: Readonly<Record<string, string>>;
};

/** A touchpoint's part of a sale; the parts sum to 1,000,000. */
export type EarningCredit = {
  readonly position: number;
  readonly affiliateId: AffiliateId;
  readonly creditPpm: number;
};

/** What an affiliate sold under a plan in a period, before this sale, in one currency. */
export type VolumeFact = {
  readonly planId: PlanId;
  readonly affiliateId: AffiliateId;
  readonly period: Period;
  readonly currency: Currency;
  readonly baseMinor: bigint;
  readonly conversions: number;
};

/** What a plan paid for sales in a period, before this sale, in one currency. */
export type EarnedFact = {
  readonly planId: PlanId;
  /** Null: for sales to the customer of this sale, whoever earned. */
  readonly affiliateId: AffiliateId | null;
  readonly period: Period;
  readonly currency: Currency;
  readonly amountMinor: bigint;
};

/** All that history knows and a plan may ask: plain data, of the time just before the sale. */
export type EarningFacts = {
  /** Of the workspace; months and quarters begin by it. */
  readonly timeZone: string;
  /** Of the day of the sale and some days before. */
  readonly rates: readonly FxRate[];
  /** Earlier conversions that count (`EarlierSales.counted`); a customer nobody knows has had none. */
  readonly customer: { readonly conversionsBefore: number; readonly firstConvertedAtMs: number | null };
  readonly affiliates: readonly AffiliateTraits[];
  /** Who is above an affiliate, the nearest first. One that is not active earns nothing and takes no level. */
  readonly sponsors: readonly {
    readonly affiliateId: AffiliateId;
    readonly chain: readonly { readonly affiliateId: AffiliateId; readonly isActive: boolean }[];
  }[];
  readonly volumes: readonly VolumeFact[];
  readonly earned: readonly EarnedFact[];
  /** Bonuses that were earned before. */
  readonly bonuses: readonly { readonly affiliateId: AffiliateId; readonly bonusKey: string }[];
};

/** All that commissions follow from: whoever gives the same input gets the same minor units. */
export type EarningInput = {
  readonly conversion: EarningConversion;
  readonly credits: readonly EarningCredit[];
  readonly termsOf: (credit: EarningCredit) => PlanTerms;
  readonly facts: EarningFacts;
};
