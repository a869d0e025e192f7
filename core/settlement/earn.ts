import { calculateCommissions } from "../commission/calculate.ts";
import type { Currency } from "../money/currency.ts";
import type { PlanId } from "../shared/id.ts";
import type { ReportedConversion } from "./conversion.ts";
import type { JourneyTouch } from "./journey.ts";
import type { PlanInForce } from "./terms.ts";

/** A touchpoint's part of a decision. */
export type Credit = {
  readonly position: number;
  /** Parts per million. */
  readonly creditPpm: number;
  readonly touch: JourneyTouch;
};

/** A credit and the plan that says what it earns. */
export type CreditUnderPlan = Credit & { readonly plan: PlanInForce };

/** What a credit earns. */
export type EarnedCommission = {
  readonly creditPosition: number;
  readonly touch: JourneyTouch;
  readonly planId: PlanId;
  readonly planVersion: number;
  readonly holdDays: number;
  readonly baseMinor: bigint;
  readonly baseCurrency: Currency;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly arithmetic: string;
};

/** Works out the commissions of a decision. A credit that earns nothing has no commission. */
export function earnCommissions(
  conversion: Pick<ReportedConversion, "amountMinor" | "currency">,
  credits: readonly CreditUnderPlan[],
): readonly EarnedCommission[] {
  const earned = calculateCommissions({
    amountMinor: conversion.amountMinor,
    currency: conversion.currency,
    shares: credits.map(({ creditPpm, plan }) => ({ creditPpm, rule: plan.rule })),
  });
  return credits.flatMap(({ position, touch, plan }, index) => {
    const part = earned[index];
    if (!part || part.amountMinor === 0n) return [];
    return [
      {
        creditPosition: position,
        touch,
        planId: plan.planId,
        planVersion: plan.version,
        holdDays: plan.holdDays,
        baseCurrency: conversion.currency,
        ...part,
      },
    ];
  });
}
