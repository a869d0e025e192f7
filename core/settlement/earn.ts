import type { ReasonCode } from "../attribution/reasons.ts";
import { calculate } from "../commission/calculate-plan.ts";
import type { ReportedItem } from "../commission/commissionable.ts";
import type { EarningConversion, EarningFacts } from "../commission/earning-input.ts";
import type { Earnings, PlannedCommission } from "../commission/earnings.ts";
import { type CommissionFx, currencyOf, ratesInWords, toPaid } from "../money/commission-fx.ts";
import type { Currency } from "../money/currency.ts";
import { type FxPair, findPair, RATE_AGE_DAYS_MAX } from "../money/fx.ts";
import { type OwnHold, ownHoldDays } from "../payout/terms.ts";
import { assert } from "../shared/assert.ts";
import type { AffiliateId, PlanId, ProgramId } from "../shared/id.ts";
import type { ReportedConversion } from "./conversion.ts";
import type { JourneyTouch } from "./journey.ts";
import type { PlanInForce, ProgramTerms } from "./terms.ts";

/** A touchpoint's part of a decision. */
export type Credit = {
  readonly position: number;
  /** Parts per million. */
  readonly creditPpm: number;
  readonly touch: JourneyTouch;
};

/** A credit and the plan that says what it earns. */
export type CreditUnderPlan = Credit & { readonly plan: PlanInForce };

/** What somebody earns by a conversion, in the currency it is paid in. */
export type EarnedCommission = Omit<PlannedCommission, "isValued"> & {
  readonly programId: ProgramId;
  readonly holdDays: number;
  readonly baseCurrency: Currency;
  /** The rates at which the sale was valued in the currency it was earned in; null if it was not. */
  readonly valuedAt: FxPair | null;
  /** What was earned before it was converted; null if it was not. */
  readonly fx: CommissionFx | null;
};

/** The plan of a credit, and what volumes count of it, also where caps leave nothing. */
export type CreditBase = {
  readonly position: number;
  readonly affiliateId: AffiliateId;
  readonly planId: PlanId;
  /** Its part of the sale, in the sale's currency; null where no rule of the plan applies: volumes count none of it. */
  readonly baseMinor: bigint | null;
};

/** What a conversion earns. `missing`: a rate that nobody quoted yet is needed first. */
export type Earned = {
  readonly commissions: readonly EarnedCommission[];
  readonly bases: readonly CreditBase[];
  readonly reason: ReasonCode;
  readonly isMissingRates: boolean;
};

/** What a commission came to before it was converted, if it was: what caps count, whatever rates do. */
export function earnedSum({
  fx,
  amountMinor,
  currency,
}: Pick<EarnedCommission, "fx" | "amountMinor" | "currency">): {
  readonly amountMinor: bigint;
  readonly currency: Currency;
} {
  return fx ? { amountMinor: BigInt(fx.amount_minor), currency: fx.currency } : { amountMinor, currency };
}

/** Works out the commissions of a decision, in the currencies in which the programs pay them. */
export function earnCommissions(
  conversion: ReportedConversion,
  credits: readonly CreditUnderPlan[],
  {
    facts,
    currencyOf: ownCurrency,
    holdsOf,
  }: {
    readonly facts: EarningFacts;
    /** What an affiliate is paid in where a program says so; null for the program's own. */
    readonly currencyOf: (affiliateId: AffiliateId) => Currency | null;
    /** An affiliate's own holds, in the order in which they begin. */
    readonly holdsOf: (affiliateId: AffiliateId) => readonly OwnHold[];
  },
): Earned {
  const planOf = (position: number): PlanInForce => {
    const plan = credits.find((credit) => credit.position === position)?.plan;
    assert(plan !== undefined, "a commission follows from a credit");
    return plan;
  };
  const earnings = calculate({
    conversion: earningConversion(conversion),
    credits: credits.map(({ position, creditPpm, touch: { affiliateId } }) => ({
      ...{ position, creditPpm, affiliateId },
    })),
    termsOf: ({ position }) => planOf(position),
    facts,
  });
  const converted = earnings.commissions.map((planned): EarnedCommission => {
    const { program } = planOf(planned.position);
    const currency = ownCurrency(planned.affiliateId);
    const scope = { programId: program.programId, atMs: conversion.receivedAt.getTime() };
    const holdDays = ownHoldDays(holdsOf(planned.affiliateId), scope) ?? program.holdDays;
    const paid = pay(planned, conversion, { program, currency, facts });
    return { ...paid, holdDays, baseCurrency: conversion.currency };
  });
  const lacksRate = ({ position, currency }: EarnedCommission) =>
    planOf(position).program.commissionCurrency === "sale" && currency !== conversion.currency;
  // A minor unit of one currency may be less than half a minor unit of another.
  const commissions = converted.filter(({ amountMinor }) => amountMinor !== 0n);
  const isMissingRates = earnings.missingRates.length > 0 || converted.some(lacksRate);
  return {
    commissions,
    bases: earnings.credits.map(({ position, affiliateId, planId, baseMinor, ruleId }) => {
      return { position, affiliateId, planId, baseMinor: ruleId === null ? null : baseMinor };
    }),
    isMissingRates,
    reason: commissions.length > 0 ? "attributed" : whyNothing(earnings),
  };
}

function pay(
  planned: PlannedCommission,
  { occurredAt, currency: saleCurrency }: ReportedConversion,
  {
    program,
    currency,
    facts,
  }: {
    readonly program: ProgramTerms;
    readonly currency: Currency | null;
    readonly facts: EarningFacts;
  },
): Omit<EarnedCommission, "baseCurrency" | "holdDays"> {
  const { programId } = program;
  const currencies = {
    ...{ earned: planned.currency, sale: saleCurrency },
    ...{ program: program.currency, affiliate: currency },
  };
  const to = currencyOf(program.commissionCurrency, currencies);
  const of = { day: occurredAt.toISOString().slice(0, 10), daysMax: RATE_AGE_DAYS_MAX };
  const rates = findPair(facts.rates, { from: planned.currency, to, ...of });
  const { isValued, ...earned } = planned;
  const valuedAt = isValued
    ? findPair(facts.rates, { from: saleCurrency, to: planned.currency, ...of })
    : null;
  const { arithmetic, ...paid } = toPaid(earned, to, rates);
  const words = [
    earned.arithmetic,
    ...(valuedAt ? [`the sale in ${saleCurrency} at ${ratesInWords(valuedAt)}`] : []),
    ...(arithmetic === null ? [] : [arithmetic]),
  ];
  return { ...earned, ...paid, programId, valuedAt, arithmetic: words.join("; ") };
}

/** Why nobody earns although credits were given: what stopped the first credit. */
function whyNothing({ credits }: Earnings): ReasonCode {
  const [first] = credits;
  if (!first) return "commission_zero";
  const { minimum_order, matches, caps } = first.trace as {
    readonly minimum_order?: { readonly holds: boolean };
    readonly matches?: readonly {
      readonly rules: readonly { readonly recurring?: { readonly holds: boolean } }[];
    }[];
    readonly caps?: readonly { readonly before_minor: string; readonly after_minor: string }[];
  };
  if (minimum_order?.holds === false) return "order_below_minimum";
  if (caps?.some(({ before_minor, after_minor }) => before_minor !== after_minor)) return "commission_capped";
  if (first.ruleId !== null) return "commission_zero";
  const isOver = matches?.some(({ rules }) => rules.some(({ recurring }) => recurring?.holds === false));
  return isOver ? "recurring_ended" : "no_rule_matched";
}

type StoredItem = {
  readonly sku: string;
  readonly category?: string;
  readonly quantity: number;
  readonly amount_minor: string;
};

/** A conversion as far as plans ask about it. */
export function earningConversion(
  conversion: Omit<ReportedConversion, "clickIds" | "receivedAt">,
): EarningConversion {
  const { event, currency, couponCode, amountMinor, occurredAt, metadata, items } = conversion;
  return {
    ...{ event, currency, couponCode, amountMinor, occurredAtMs: occurredAt.getTime() },
    country: conversion.country ?? null,
    discountMinor: conversion.discountMinor ?? 0n,
    shippingMinor: conversion.shippingMinor ?? 0n,
    taxMinor: conversion.taxMinor ?? 0n,
    metadata: (metadata ?? {}) as Readonly<Record<string, string>>,
    items: ((items ?? []) as readonly StoredItem[]).map(
      ({ sku, category, quantity, amount_minor }): ReportedItem => ({
        ...{ sku, category: category ?? null },
        ...{ quantity: BigInt(quantity), amountMinor: BigInt(amount_minor) },
      }),
    ),
  };
}
