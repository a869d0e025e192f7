import { and, eq, inArray } from "drizzle-orm";
import { payoutKey } from "../../core/ledger/payout-postings.ts";
import {
  accrueCommission,
  adjustmentKey,
  approveCommission,
  reverseCommission,
  supersedingKey,
} from "../../core/ledger/postings.ts";
import { assert } from "../../core/shared/assert.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { commissionAdjustments } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { loadChanges } from "./changes.ts";
import type { CommissionView } from "./commission-view.ts";
import { loadCommissionsOf } from "./commissions.ts";
import { type ConversionRef, loadConversion } from "./conversions.ts";
import { loadDecision } from "./decision.ts";
import { loadUnearned } from "./explain-unearned.ts";
import type { Explanation } from "./explanation.ts";
import { hideForeign } from "./hide-foreign.ts";
import { loadJournalsByKey } from "./journals.ts";
import { loadWaiting } from "./waiting.ts";

/**
 * The whole trace of one conversion of the workspace under its newest decision, or null if there is no
 * such conversion; to an agent what of it is of its affiliates, and to an affiliate what is its own. Takes a constant
 * number of statements.
 */
export function explainConversion(
  context: Context,
  ref: ConversionRef,
  toldTo: AffiliateId | null = null,
): Promise<Explanation | null> {
  return transact(context, async (tx) => {
    const conversion = await loadConversion(tx, context, ref);
    if (!conversion) return null;
    const commissions = await loadCommissionsOf(tx, context, conversion.id);
    const changes = await loadChanges(tx, context, conversion.id);
    const keys = await journalKeysOf(tx, context, commissions);
    const decision = await loadDecision(tx, context, conversion.id);
    const explanation: Explanation = {
      conversion,
      waiting: conversion.status === "received" ? await loadWaiting(tx, context, conversion) : null,
      decision,
      commissions,
      unearned: await loadUnearned(tx, context, { conversion, decision, commissions }),
      changes,
      journals: await loadJournalsByKey(tx, context, keys),
    };
    return hideForeign(tx, context, { explanation, toldTo });
  });
}

/** The natural keys of every journal that commissions can have, those of their payouts among them, each once. */
export async function journalKeysOf(
  tx: Db,
  context: Context,
  of: readonly CommissionView[],
): Promise<readonly string[]> {
  return [...new Set([...of.flatMap(journalKeys), ...(await adjustmentKeys(tx, context, of))])];
}

/** The natural keys of what changes, newer decisions and disputes did to commissions. */
async function adjustmentKeys(
  tx: Db,
  { workspaceId }: Context,
  of: readonly CommissionView[],
): Promise<readonly string[]> {
  if (of.length === 0) return [];
  const ids = of.map(({ id }) => id);
  const { commissionId, changeId, decisionId, disputeId, causeId, kind } = commissionAdjustments;
  const rows = await tx
    .select({ commissionId, changeId, decisionId, disputeId, causeId, kind })
    .from(commissionAdjustments)
    .where(and(eq(commissionAdjustments.workspaceId, workspaceId), inArray(commissionId, ids)));
  return rows.map(({ changeId: change, decisionId: decision, disputeId: dispute, causeId: id, ...rest }) => {
    if (change !== null) return adjustmentKey({ ...rest, cause: { kind: "change", id: change } });
    if (decision !== null) return adjustmentKey({ ...rest, cause: { kind: "decision", id: decision } });
    assert(dispute !== null, "an adjustment has a cause");
    return adjustmentKey({ ...rest, cause: { kind: "dispute", id: id as typeof dispute } });
  });
}

/** The natural keys of every journal a commission can have, its payout's included. */
function journalKeys({ id, payoutId, ...rest }: CommissionView): readonly string[] {
  const commission = { ...rest, commissionId: id };
  const posted = [accrueCommission, approveCommission, reverseCommission].map((post) => post(commission).key);
  const keys = [...posted, supersedingKey(commission)];
  if (payoutId === null) return keys;
  return [...keys, ...(["submitted", "paid"] as const).map((effect) => payoutKey({ payoutId }, effect))];
}
