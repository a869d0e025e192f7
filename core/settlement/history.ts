import type { EarnedFact, EarningFacts, VolumeFact } from "../commission/earning-input.ts";
import { PERIODS, type Period, periodAt } from "../commission/period.ts";
import type { Currency } from "../money/currency.ts";
import type { AffiliateId, PlanId } from "../shared/id.ts";
import { customerKeys, type ReportedConversion } from "./conversion.ts";
import { type Earned, type EarnedCommission, earnedSum } from "./earn.ts";

/**
 * What sales to which a rule of a plan applied came to in a month (of the workspace's time zone), also those of which
 * caps left nothing.
 */
export type MonthSum = {
  readonly planId: PlanId;
  /** Whose sales: an affiliate's, or those to a customer of just these keys. */
  readonly of: { readonly affiliateId: AffiliateId } | { readonly customerKeys: readonly string[] };
  /** `YYYY-MM`. */
  readonly month: string;
  readonly baseCurrency: Currency;
  readonly baseMinor: bigint;
  readonly conversions: number;
  /** With `amountMinor`: what was earned, before it was converted. */
  readonly currency: Currency;
  readonly amountMinor: bigint;
};

/** A bonus that was earned. */
export type EarnedBonus = { readonly affiliateId: AffiliateId; readonly bonusKey: string };

/** What is remembered of what a conversion earned. */
export type RememberedEarnings = Pick<Earned, "bases"> & {
  readonly commissions: readonly Pick<
    EarnedCommission,
    "kind" | "position" | "affiliateId" | "bonusKey" | "currency" | "amountMinor" | "fx"
  >[];
};

type StoredHistory = { readonly sums: readonly MonthSum[]; readonly bonuses: readonly EarnedBonus[] };

/** What plans may ask of sales before; grows as a batch is decided in its order. */
export class EarningHistory {
  readonly #sums: MonthSum[];
  readonly #bonuses: EarnedBonus[];
  readonly #timeZone: string;

  readonly #isAsked: boolean;

  /** @param stored what is known of sales before the batch; null where no plan asks, and then none is kept */
  constructor(stored: StoredHistory | null, timeZone: string) {
    this.#isAsked = stored !== null;
    this.#sums = [...(stored?.sums ?? [])];
    this.#bonuses = [...(stored?.bonuses ?? [])];
    this.#timeZone = timeZone;
  }

  /** Remembers what a conversion that was just decided earned. */
  remember(conversion: ReportedConversion, { bases, commissions }: RememberedEarnings): void {
    if (!this.#isAsked) return;
    const { key: month } = periodAt(conversion.occurredAt.getTime(), "month", this.#timeZone);
    const counted = new Set<string>();
    for (const { affiliateId, bonusKey } of commissions) {
      if (bonusKey !== null) this.#bonuses.push({ affiliateId, bonusKey });
    }
    for (const { position, affiliateId, planId, baseMinor } of bases) {
      if (baseMinor === null) continue;
      const own = commissions.find((each) => each.kind === "sale" && each.position === position);
      const conversions = counted.has(`${planId} ${affiliateId}`) ? 0 : 1;
      counted.add(`${planId} ${affiliateId}`);
      const sum = {
        ...{ planId, month, baseMinor, conversions, baseCurrency: conversion.currency },
        ...(own ? earnedSum(own) : { currency: conversion.currency, amountMinor: 0n }),
      };
      this.#sums.push({ ...sum, of: { affiliateId } });
      this.#sums.push({ ...sum, of: { customerKeys: customerKeys(conversion) } });
    }
  }

  /** What plans may ask before a conversion of its affiliates and its customer. */
  of(
    conversion: ReportedConversion,
    affiliateIds: readonly AffiliateId[],
  ): Pick<EarningFacts, "volumes" | "earned" | "bonuses"> {
    if (!this.#isAsked) return { volumes: [], earned: [], bonuses: [] };
    const keys = customerKeys(conversion);
    const sums = this.#sums.filter(({ of }) =>
      "affiliateId" in of
        ? affiliateIds.includes(of.affiliateId)
        : of.customerKeys.some((key) => keys.includes(key)),
    );
    const atMs = conversion.occurredAt.getTime();
    return {
      volumes: PERIODS.flatMap((period) => this.#volumes(sums, period, atMs)),
      earned: PERIODS.flatMap((period) => this.#earned(sums, period, atMs)),
      bonuses: this.#bonuses.filter(({ affiliateId }) => affiliateIds.includes(affiliateId)),
    };
  }

  #volumes(sums: readonly MonthSum[], period: Period, atMs: number): readonly VolumeFact[] {
    return this.#within(sums, period, atMs).flatMap(({ planId, of, baseCurrency, baseMinor, conversions }) =>
      "affiliateId" in of
        ? [{ planId, affiliateId: of.affiliateId, period, currency: baseCurrency, baseMinor, conversions }]
        : [],
    );
  }

  #earned(sums: readonly MonthSum[], period: Period, atMs: number): readonly EarnedFact[] {
    return this.#within(sums, period, atMs).map(({ planId, of, currency, amountMinor }) => {
      const affiliateId = "affiliateId" in of ? of.affiliateId : null;
      return { planId, affiliateId, period, currency, amountMinor };
    });
  }

  #within(sums: readonly MonthSum[], period: Period, atMs: number): readonly MonthSum[] {
    const { key } = periodAt(atMs, period, this.#timeZone);
    return sums.filter(({ month }) => {
      if (period === "lifetime") return true;
      return period === "month" ? month === key : quarterOf(month) === key;
    });
  }
}

const QUARTERS: Readonly<Record<string, string>> = {
  ...{ "01": "Q1", "02": "Q1", "03": "Q1", "04": "Q2", "05": "Q2", "06": "Q2" },
  ...{ "07": "Q3", "08": "Q3", "09": "Q3", "10": "Q4", "11": "Q4", "12": "Q4" },
};

/** `2026-11` as `2026-Q4`. */
function quarterOf(month: string): string {
  return `${month.slice(0, -2)}${QUARTERS[month.slice(-2)]}`;
}
