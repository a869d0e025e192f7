import { calculateCommissions } from "../../core/commission/calculate.ts";
import { accrueCommission } from "../../core/ledger/postings.ts";
import { assert } from "../../core/shared/assert.ts";
import type { DecisionId, ProgramId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { JourneyTouch } from "../../db/queries/journeys.ts";
import { commissions } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { postJournals } from "../ledger/post-journals.ts";
import type { Context } from "../shared/context.ts";
import type { PlanInForce } from "./find-terms.ts";
import type { ConversionRow } from "./record-conversion.ts";

const DAY_MS = 86_400_000;

/** A touchpoint's part of a decision. */
export type Credit = {
  readonly position: number;
  /** Parts per million. */
  readonly creditPpm: number;
  readonly touch: JourneyTouch;
};

/** What the commissions of a decision follow from. */
export type CommissionsInput = {
  readonly conversion: ConversionRow;
  readonly decisionId: DecisionId;
  readonly credits: readonly Credit[];
  readonly plans: ReadonlyMap<ProgramId, PlanInForce>;
  /** The fraud score is over the threshold: they are held instead of pending. */
  readonly isHeld: boolean;
};

/**
 * Works out the commissions of a decision; `write` puts them and their accrual journals into the
 * transaction. A credit that earns nothing has no commission. The hold runs from the time of receipt,
 * which no merchant's clock can move.
 */
export function bookCommissions(context: Context, input: CommissionsInput) {
  const { conversion, decisionId, credits, plans, isHeld } = input;
  const terms = credits.map(({ touch }) => {
    const plan = plans.get(touch.programId);
    assert(plan !== undefined, "a credit's program must have a plan in force");
    return plan;
  });
  const earned = calculateCommissions({
    amountMinor: conversion.amountMinor,
    currency: conversion.currency,
    shares: credits.map(({ creditPpm }, index) => ({ creditPpm, rule: ruleOf(terms, index) })),
  });
  const rows = credits.flatMap((credit, index) => {
    const plan = terms[index];
    const part = earned[index];
    if (!plan || !part || part.amountMinor === 0n) return [];
    return [
      {
        workspaceId: context.workspaceId,
        id: newId("com", context.now.getTime()),
        decisionId,
        creditPosition: credit.position,
        conversionId: conversion.id,
        affiliateId: credit.touch.affiliateId,
        programId: credit.touch.programId,
        planId: plan.planId,
        planVersion: plan.version,
        baseMinor: part.baseMinor,
        baseCurrency: conversion.currency,
        amountMinor: part.amountMinor,
        currency: part.currency,
        arithmetic: part.arithmetic,
        status: isHeld ? ("held" as const) : ("pending" as const),
        holdUntil: new Date(conversion.receivedAt.getTime() + plan.holdDays * DAY_MS),
      },
    ];
  });
  return {
    rows,
    write: async (tx: Db): Promise<void> => {
      if (rows.length === 0) return;
      await tx.insert(commissions).values(rows);
      await postJournals(
        tx,
        context,
        rows.map(({ id, affiliateId, currency, amountMinor }) =>
          accrueCommission({ commissionId: id, affiliateId, currency, amountMinor }),
        ),
      );
    },
  };
}

function ruleOf(terms: readonly PlanInForce[], index: number) {
  const plan = terms[index];
  assert(plan !== undefined, "each credit has its plan");
  return plan.rule;
}
