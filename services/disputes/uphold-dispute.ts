import { and, asc, eq } from "drizzle-orm";
import { adjustCommission, type CommissionAdjustment, reverseDisputed } from "../../core/ledger/postings.ts";
import { judgeMove, judgeRemedy, type Remedy } from "../../core/payout/dispute.ts";
import { assert } from "../../core/shared/assert.ts";
import type { CommissionId, DisputeId, PayoutId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { commissionAdjustments, commissions, payoutItems, payouts } from "../../db/schema/index.ts";
import { loadCarried } from "../changes/load-carried.ts";
import { adjustmentRow } from "../changes/write-applied.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { postJournals } from "../ledger/post-journals.ts";
import { isSamePerson } from "../members/same-person.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict } from "../shared/problems.ts";
import { addStep, type DisputeRow, type IllegalDisputeMove, lockDispute, refusalOf } from "./load-dispute.ts";
import { type DisputeRefusal, moveDispute } from "./move-dispute.ts";

/** What upholding came to. */
type Outcome = Pick<DisputeRow, "outcome" | "awardedMinor">;

/**
 * Upholds a dispute, with its money, in one transaction. A sum for the affiliate is carried into its next payout
 * (merchant_payable -> affiliate_payable); a payout that failed or came back is paid again by the next batch, since it is
 * owed already; a commission that the merchant disputed is reversed, all that is left of it. Whoever opened a dispute does
 * not uphold it.
 */
export function upholdDispute(
  context: Context,
  id: DisputeId,
  { remedy, text }: { readonly remedy: Remedy; readonly text: string },
): Promise<Result<DisputeRow, DisputeRefusal>> {
  return transact(context, async (tx) => {
    await lockLedger(tx, context);
    const dispute = await lockDispute(tx, context, id, { party: "merchant" });
    if (!dispute) return fail({ code: "not_found", param: null });
    if (await isSamePerson(tx, context, dispute.openedBy)) return fail({ code: "second_person_required" });
    const problem = judgeMove(dispute, "upheld", context.now >= dispute.answerDueAt);
    if (problem) return fail(refusalOf(problem));
    const settled = await settle(tx, context, dispute, remedy);
    if (!settled.ok) return settled;
    const { outcome, awardedMinor } = settled.value;
    const awarded = awardedMinor === null ? null : String(awardedMinor);
    const change = { from: dispute.status, to: "upheld", outcome, awardedMinor: awarded };
    await addStep(tx, context, dispute, { kind: "upheld", party: "merchant", text, change });
    const closed = { status: "upheld", closedAt: context.now, closedBy: context.actor } as const;
    return ok(await moveDispute(tx, dispute, { ...closed, ...settled.value }));
  });
}

function settle(
  tx: Db,
  context: Context,
  dispute: DisputeRow,
  remedy: Remedy,
): Promise<Result<Outcome, Conflict | IllegalDisputeMove>> {
  const { party, commissionId, payoutId } = dispute;
  if (payoutId !== null) return settlePayout(tx, context, { ...dispute, payoutId }, remedy);
  assert(commissionId !== null, "a dispute is about a commission or a payout");
  if (party === "affiliate") return settleCommission(tx, context, { ...dispute, commissionId }, remedy);
  return reverseCommissionOf(tx, context, { ...dispute, commissionId }, remedy);
}

async function settleCommission(
  tx: Db,
  context: Context,
  dispute: DisputeRow & { readonly commissionId: CommissionId },
  remedy: Remedy,
): Promise<Result<Outcome, Conflict | IllegalDisputeMove>> {
  const problem = judgeRemedy(remedy, { kind: "commission" });
  if (problem) return fail(refusalOf(problem));
  return ok(await award(tx, context, dispute, remedy.awardMinor ?? 0n));
}

async function settlePayout(
  tx: Db,
  context: Context,
  dispute: DisputeRow & { readonly payoutId: PayoutId },
  remedy: Remedy,
): Promise<Result<Outcome, Conflict | IllegalDisputeMove>> {
  const isIt = and(eq(payouts.workspaceId, context.workspaceId), eq(payouts.id, dispute.payoutId));
  const [payout] = await tx.select().from(payouts).where(isIt).for("update");
  assert(payout !== undefined, "a disputed payout is there");
  const { status, amountMinor } = payout;
  const problem = judgeRemedy(remedy, { kind: "payout", status, amountMinor, reason: dispute.reason });
  if (problem) return fail(refusalOf(problem));
  if (remedy.awardMinor === null) return ok({ outcome: "resent", awardedMinor: null });
  const commissionId = await firstOf(tx, context, dispute.payoutId);
  return ok(await award(tx, context, { ...dispute, commissionId }, remedy.awardMinor));
}

/** The commission that a payout's award is noted beside: the first it paid, or else the first it netted something of. */
async function firstOf(tx: Db, { workspaceId }: Context, payoutId: PayoutId): Promise<CommissionId> {
  const [item] = await tx
    .select({ id: payoutItems.commissionId })
    .from(payoutItems)
    .where(and(eq(payoutItems.workspaceId, workspaceId), eq(payoutItems.payoutId, payoutId)))
    .orderBy(asc(payoutItems.commissionId))
    .limit(1);
  if (item) return item.id;
  const { commissionId } = commissionAdjustments;
  const [netted] = await tx
    .select({ id: commissionId })
    .from(commissionAdjustments)
    .where(
      and(eq(commissionAdjustments.workspaceId, workspaceId), eq(commissionAdjustments.payoutId, payoutId)),
    )
    .orderBy(asc(commissionId))
    .limit(1);
  assert(netted !== undefined, "a payout pays or nets something");
  return netted.id;
}

async function award(
  tx: Db,
  context: Context,
  dispute: DisputeRow & { readonly commissionId: CommissionId },
  amountMinor: bigint,
): Promise<Outcome> {
  await writeAdjustments(tx, context, [carriedOf(dispute, amountMinor)]);
  return { outcome: "adjusted", awardedMinor: amountMinor };
}

/** What a dispute carries into the affiliate's next payout. */
export function carriedOf(
  {
    id,
    commissionId,
    affiliateId,
    currency,
  }: Pick<DisputeRow, "id" | "affiliateId" | "currency"> & { readonly commissionId: CommissionId },
  amountMinor: bigint,
): CommissionAdjustment {
  return {
    cause: { kind: "dispute", id: amountMinor < 0n ? `${id}:back` : id },
    ...{ commissionId, affiliateId, currency, amountMinor, kind: "carried", isPending: false, fx: {} },
  };
}

/** Writes what disputes carry, with their journals. */
export async function writeAdjustments(
  tx: Db,
  context: Context,
  adjustments: readonly CommissionAdjustment[],
): Promise<void> {
  if (adjustments.length === 0) return;
  await tx.insert(commissionAdjustments).values(adjustments.map((each) => adjustmentRow(context, each)));
  await postJournals(tx, context, adjustments.map(adjustCommission));
}

/**
 * Reverses what is left of a commission, as a person's word: no chargeback that is won gives it back. What changes of the
 * sale carried of it is undone, since nothing is left that it could be a part of.
 */
async function reverseCommissionOf(
  tx: Db,
  context: Context,
  dispute: DisputeRow & { readonly commissionId: CommissionId },
  { awardMinor, isResent }: Remedy,
): Promise<Result<Outcome, Conflict>> {
  if (awardMinor !== null || isResent) {
    return fail({ code: "conflict", param: "amount_minor", message: "is for what an affiliate disputes" });
  }
  const { commissionId } = dispute;
  const isIt = and(eq(commissions.workspaceId, context.workspaceId), eq(commissions.id, commissionId));
  const [row] = await tx.select().from(commissions).where(isIt).for("update");
  assert(row !== undefined, "a disputed commission is there");
  const { status, affiliateId, currency, supersededBy } = row;
  assert(
    status !== "batched" && status !== "paid",
    "no payout takes a commission that the merchant disputes",
  );
  if (status === "reversed" || supersededBy !== null) {
    await tx.update(commissions).set({ reversedFrom: null }).where(isIt);
    return ok({ outcome: "nothing_left", awardedMinor: null });
  }
  const amountMinor = row.amountMinor - row.reducedMinor;
  const isPending = status !== "approved";
  const carriedMinor = (await loadCarried(tx, context, [commissionId])).get(commissionId) ?? 0n;
  await tx.update(commissions).set({ status: "reversed" }).where(isIt);
  const sum = { commissionId, affiliateId, currency, amountMinor, isPending, disputeId: dispute.id };
  await postJournals(tx, context, [reverseDisputed(sum)]);
  if (carriedMinor !== 0n) await writeAdjustments(tx, context, [carriedOf(dispute, -carriedMinor)]);
  return ok({ outcome: "reversed", awardedMinor: amountMinor });
}
