import {
  accrueCommission,
  adjustmentKey,
  approveCommission,
  reverseCommission,
  settlePayout,
  submitPayout,
} from "../../core/ledger/postings.ts";
import { type Context, transact } from "../shared/context.ts";
import { type ChangeView, loadChanges } from "./changes.ts";
import { type CommissionView, loadCommissionsOf } from "./commissions.ts";
import { type ConversionRef, type ConversionView, loadConversion } from "./conversions.ts";
import { type DecisionView, loadDecision } from "./decision.ts";
import { type JournalView, loadJournalsByKey } from "./journals.ts";
import { loadWaiting, type Waiting } from "./waiting.ts";

/** All that led from a merchant's report to entries in the ledger. */
export type Explanation = {
  readonly conversion: ConversionView;
  /** Null once the conversion is decided; then there is a decision. */
  readonly waiting: Waiting | null;
  readonly decision: DecisionView | null;
  /** In the order of their credits. */
  readonly commissions: readonly CommissionView[];
  /** Refunds and the like, in the order in which they came, with what they did to the commissions. */
  readonly changes: readonly ChangeView[];
  /** Those that booked the commissions, their changes and their payouts, oldest first. */
  readonly journals: readonly JournalView[];
};

/**
 * The whole trace of one conversion of the workspace under its newest decision, or null if there is no
 * such conversion. Takes a constant number of statements.
 */
export function explainConversion(context: Context, ref: ConversionRef): Promise<Explanation | null> {
  return transact(context, async (tx) => {
    const conversion = await loadConversion(tx, context, ref);
    if (!conversion) return null;
    const commissions = await loadCommissionsOf(tx, context, conversion.id);
    const changes = await loadChanges(tx, context, conversion.id);
    const adjusted = changes.flatMap(({ adjustments }) => adjustments.map(adjustmentKey));
    const keys = new Set([...commissions.flatMap(journalKeys), ...adjusted]);
    return {
      conversion,
      waiting: conversion.status === "received" ? await loadWaiting(tx, context, conversion) : null,
      decision: await loadDecision(tx, context, conversion.id),
      commissions,
      changes,
      journals: await loadJournalsByKey(tx, context, [...keys]),
    };
  });
}

/** The natural keys of every journal a commission can have, its payout's included. */
function journalKeys({ id, payoutId, ...rest }: CommissionView): readonly string[] {
  const commission = { ...rest, commissionId: id };
  const keys = [accrueCommission, approveCommission, reverseCommission].map((post) => post(commission).key);
  if (payoutId === null) return keys;
  return [...keys, ...[submitPayout, settlePayout].map((post) => post({ ...rest, payoutId }).key)];
}
