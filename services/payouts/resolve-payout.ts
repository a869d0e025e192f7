import { and, eq, gt, isNull } from "drizzle-orm";
import { formatMinor } from "../../core/money/format.ts";
import type { PayoutStatus } from "../../core/payout/payout-lifecycle.ts";
import { mayResolve, type PayoutOutcome } from "../../core/payout/resolve.ts";
import type { PayoutId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { payoutAttempts, payoutResolutions, payouts } from "../../db/schema/index.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { isSamePerson } from "../members/same-person.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { CALL_MS_MAX } from "./begin-submission.ts";
import { type Debit, noteDebits } from "./book-exchanges.ts";
import { type BatchRow, lockBatch } from "./load-batch.ts";
import { movePayouts, type PayoutRow } from "./move-payouts.ts";

/** What a person says became of a payout, having asked the provider or the bank. */
export type Resolution = {
  readonly outcome: PayoutOutcome;
  /** What finds the payment there. */
  readonly reference: string | null;
  readonly note: string;
  /** What was debited for it, of one that is paid in another currency than the account's. */
  readonly debited?: Debit | null;
};

/** Why a payout was not resolved. */
export type ResolveProblem =
  | { readonly code: "not_found" }
  | { readonly code: "not_open"; readonly status: PayoutStatus }
  | { readonly code: "call_under_way" }
  /** What was debited is told of what is paid, in another currency than the payout's. */
  | { readonly code: "nothing_exchanged" }
  /** Another says otherwise: the two must agree first. */
  | { readonly code: "resolution_differs"; readonly proposedBy: string };

type ResolutionRow = typeof payoutResolutions.$inferSelect;

/**
 * Ends a payout of which no provider can tell (`mayResolve`), once two persons say the same of it: the first proposes, another
 * who says the same confirms, and its money moves. The first may say otherwise until then. What the provider says
 * later is held against it: that it was paid after all contradicts, that it came back is booked.
 */
export function resolvePayout(
  context: Context,
  payoutId: PayoutId,
  said: Resolution,
): Promise<Result<"proposed" | "resolved" | "unchanged", ResolveProblem>> {
  return transact(context, async (tx) => {
    await lockLedger(tx, context);
    const payout = await findPayout(tx, context, payoutId);
    const batch = payout && (await lockBatch(tx, context, payout.batchId));
    if (!batch) return fail({ code: "not_found" });
    const settled = await findResolution(tx, context, payoutId);
    if (settled?.confirmedAt && isSame(settled, said)) return ok("unchanged");
    const earlier = settled?.confirmedAt ? null : settled;
    if (said.debited && (said.outcome !== "paid" || said.debited.currency === payout.currency)) {
      return fail({ code: "nothing_exchanged" });
    }
    const { status, returnDueAt, resolvedBy } = payout;
    // A provider that could not say whether it paid need not know what came back.
    const isAsked = returnDueAt !== null && resolvedBy === null;
    if (!mayResolve({ status, provider: batch.provider, isAsked }, said.outcome)) {
      return fail({ code: "not_open", status });
    }
    if (await isCalled(tx, context, payout)) return fail({ code: "call_under_way" });
    if (!earlier || (await isSamePerson(tx, context, earlier.proposedBy))) {
      if (earlier && isSame(earlier, said)) return ok("proposed");
      await propose(tx, context, payoutId, { said, earlier });
      return ok("proposed");
    }
    if (!isSame(earlier, said)) return fail({ code: "resolution_differs", proposedBy: earlier.proposedBy });
    await confirm(tx, context, { payout, batch }, earlier);
    return ok("resolved");
  });
}

/** The note is the proposer's own. */
function isSame(earlier: ResolutionRow, { outcome, reference, debited }: Resolution): boolean {
  if (earlier.outcome !== outcome || earlier.reference !== reference) return false;
  return (
    earlier.debitedMinor === (debited?.amountMinor ?? null) &&
    earlier.debitedCurrency === (debited?.currency ?? null)
  );
}

async function propose(
  tx: Db,
  context: Context,
  payoutId: PayoutId,
  { said, earlier }: { readonly said: Resolution; readonly earlier: ResolutionRow | null },
): Promise<void> {
  const { outcome, reference, note, debited } = said;
  const proposal = {
    ...{ outcome, reference, note, proposedBy: context.actor, proposedAt: context.now },
    // What was confirmed before was that it was paid.
    ...{ confirmedBy: null, confirmedAt: null },
    ...{ debitedMinor: debited?.amountMinor ?? null, debitedCurrency: debited?.currency ?? null },
  };
  await tx
    .insert(payoutResolutions)
    .values({ workspaceId: context.workspaceId, payoutId, ...proposal })
    .onConflictDoUpdate({
      target: [payoutResolutions.workspaceId, payoutResolutions.payoutId],
      set: proposal,
    });
  await audit(tx, context, [
    {
      ...{ action: "payout.resolution_proposed", subjectId: payoutId },
      change: { from: earlier && toldOf(earlier), to: toldOf(proposal) },
    },
  ]);
}

async function confirm(
  tx: Db,
  context: Context,
  { payout, batch }: { readonly payout: PayoutRow; readonly batch: BatchRow },
  { outcome, reference, proposedBy, debitedMinor, debitedCurrency }: ResolutionRow,
): Promise<void> {
  await tx
    .update(payoutResolutions)
    .set({ confirmedBy: context.actor, confirmedAt: context.now })
    .where(ofPayout(context, payout.id));
  if (debitedMinor !== null && debitedCurrency !== null) {
    const debited = { amount: formatMinor(debitedMinor, debitedCurrency), currency: debitedCurrency };
    await noteDebits(tx, context, [{ payout, said: { status: "paid", reference, debited } }]);
  }
  const reason = outcome === "paid" ? null : "resolved_by_a_person";
  await movePayouts(tx, context, batch, [
    { payout, to: outcome, reference, reason, at: context.now, resolvedBy: context.actor },
  ]);
  await audit(tx, context, [
    { action: "payout.resolved", subjectId: payout.id, change: { outcome, reference, proposedBy } },
  ]);
}

const toldOf = ({
  outcome,
  reference,
  debitedMinor,
  debitedCurrency,
}: Pick<ResolutionRow, "outcome" | "reference" | "debitedMinor" | "debitedCurrency">) => ({
  ...{ outcome, reference },
  ...(debitedMinor !== null && debitedCurrency !== null
    ? { debited: formatDebit({ amountMinor: debitedMinor, currency: debitedCurrency }) }
    : {}),
});

const formatDebit = ({ amountMinor, currency }: Debit): string =>
  `${formatMinor(amountMinor, currency)} ${currency}`;

async function findPayout(tx: Db, { workspaceId }: Context, payoutId: PayoutId): Promise<PayoutRow | null> {
  const [row] = await tx
    .select()
    .from(payouts)
    .where(and(eq(payouts.workspaceId, workspaceId), eq(payouts.id, payoutId)));
  return row ?? null;
}

async function findResolution(tx: Db, context: Context, payoutId: PayoutId): Promise<ResolutionRow | null> {
  const [row] = await tx.select().from(payoutResolutions).where(ofPayout(context, payoutId));
  return row ?? null;
}

const ofPayout = ({ workspaceId }: Context, payoutId: PayoutId) =>
  and(eq(payoutResolutions.workspaceId, workspaceId), eq(payoutResolutions.payoutId, payoutId));

/** True while a call of its key may still end, and pay it. */
async function isCalled(tx: Db, { workspaceId, now }: Context, payout: PayoutRow): Promise<boolean> {
  const open = await tx
    .select({ attempt: payoutAttempts.attempt })
    .from(payoutAttempts)
    .where(
      and(
        eq(payoutAttempts.workspaceId, workspaceId),
        eq(payoutAttempts.batchId, payout.batchId),
        eq(payoutAttempts.providerKey, payout.providerKey ?? ""),
        isNull(payoutAttempts.finishedAt),
        gt(payoutAttempts.startedAt, new Date(now.getTime() - CALL_MS_MAX)),
      ),
    )
    .limit(1);
  return open.length > 0;
}
