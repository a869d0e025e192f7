import { CREDIT_WHOLE_PPM } from "../../core/attribution/attribute.ts";
import { calculate } from "../../core/commission/calculate-plan.ts";
import { earningConversion } from "../../core/settlement/earn.ts";
import { parseFacts } from "../../core/settlement/stored-facts.ts";
import { assert } from "../../core/shared/assert.ts";
import type { PlanId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { termsAt } from "../plans/plans-in-force.ts";
import type { Context } from "../shared/context.ts";
import type { CommissionView } from "./commission-view.ts";
import type { ConversionView } from "./conversions.ts";
import type { DecisionView } from "./decision.ts";

/** A credit that earned nothing, with the trace that its commission would have. */
export type Unearned = {
  readonly credit: DecisionView["credits"][number];
  readonly arithmetic: string;
  readonly trace: unknown;
};

/**
 * Why credits of a decision earned nothing, in their order. Commissions keep their traces, and where there is none it is
 * worked out again from what the decision kept. Nothing is told of decisions of before that was kept, nor to who sees a
 * part of the credits alone, of which no share is right. What would earn by the rules of now, and did not by those of
 * then, is left out.
 */
export async function loadUnearned(
  tx: Db,
  context: Context,
  {
    conversion,
    decision,
    commissions,
  }: {
    readonly conversion: ConversionView;
    readonly decision: DecisionView | null;
    readonly commissions: readonly CommissionView[];
  },
): Promise<readonly Unearned[]> {
  if (!decision || decision.commissionInputs === null) return [];
  const earning = new Set(
    commissions
      .filter(({ decisionId, kind }) => decisionId === decision.id && kind === "sale")
      .map(({ creditPosition }) => creditPosition),
  );
  const credits = decision.credits.flatMap(({ planId, ...credit }) =>
    planId ? [{ ...credit, planId }] : [],
  );
  const creditPpm = credits.reduce((sum, each) => sum + each.creditPpm, 0);
  const isTold = credits.length === decision.credits.length && creditPpm === CREDIT_WHOLE_PPM;
  if (!isTold || credits.every(({ position }) => earning.has(position))) return [];
  const planIds = credits.map(({ planId }) => planId);
  const plans = await termsAt(tx, context, { planIds, at: conversion.occurredAt });
  const { credits: worked } = calculate({
    conversion: earningConversion(conversion),
    credits,
    termsOf: ({ position }) => {
      const terms = plans.get(credits.find((credit) => credit.position === position)?.planId as PlanId);
      assert(terms !== undefined, "a credit has a plan in force");
      return terms;
    },
    facts: parseFacts(decision.commissionInputs),
  });
  return worked.flatMap(({ position, amountMinor, arithmetic, trace }) => {
    const credit = decision.credits.find((each) => each.position === position);
    return credit && !earning.has(position) && amountMinor === 0n ? [{ credit, arithmetic, trace }] : [];
  });
}
