import { and, eq, gt, inArray, sql } from "drizzle-orm";
import { judgeReport } from "../../core/payout/payout-lifecycle.ts";
import type { PayoutId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { payoutAttempts, payouts } from "../../db/schema/index.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import type { Submission } from "./begin-submission.ts";
import { noteDebits } from "./book-exchanges.ts";
import { lockBatch, updateBatch } from "./load-batch.ts";
import { endedAtMsOf, movePayouts, type PayoutMove, type PayoutRow } from "./move-payouts.ts";
import { KEY_FORGOTTEN, type OrderReport, type PayoutReport } from "./provider.ts";

/** What a call brought, and the payouts that it asked for. */
type Answer = {
  readonly asked: readonly PayoutId[];
  /** Null where it was lost. */
  readonly report: OrderReport | null;
};

/**
 * Books what a call of the provider brought, inside the transaction. A payout it says nothing of is `unknown`.
 *
 * A refusal is believed only if no other call for the same key was under way at any time between its beginning and
 * now: that one may have succeeded after the refusal, or might still. That a paid one came back is told again.
 */
export async function recordReport(
  tx: Db,
  context: Context,
  submission: Submission,
  { asked, report }: Answer,
): Promise<void> {
  const { batchId, attempt } = submission;
  await lockLedger(tx, context);
  const batch = await lockBatch(tx, context, batchId);
  if (!batch) return;
  const rows = await loadRows(tx, context, asked);
  const told = rows.flatMap((payout) => {
    const said = report?.payouts.get(payout.id);
    return said ? [{ payout, said }] : [];
  });
  await noteDebits(tx, context, told);
  const isAlone = !(await isCalledElsewhere(tx, context, submission));
  const moves: PayoutMove[] = [];
  const contradicted: PayoutRow[] = [];
  for (const row of rows) {
    const said = report?.payouts.get(row.id);
    if (said === undefined || (said.status === "failed" && !isAlone)) {
      if (row.status === "submitting") moves.push(toUnknown(row, context));
      continue;
    }
    // A doubt of our own, and news came since.
    if (said === KEY_FORGOTTEN && !isUnsure(row)) continue;
    const judged = judgeReport(
      { status: row.status, endedAtMs: endedAtMsOf(row) },
      said.status,
      context.now.getTime(),
    );
    if (judged.kind === "moves") moves.push(moveOf(row, judged.to, said, context.now));
    else if (judged.kind === "contradicts") contradicted.push(row);
  }
  await tx
    .update(payoutAttempts)
    .set({
      outcome: report === null ? "lost" : "answered",
      reference: report?.reference ?? null,
      finishedAt: context.now,
    })
    .where(
      and(
        eq(payoutAttempts.workspaceId, context.workspaceId),
        eq(payoutAttempts.batchId, batchId),
        eq(payoutAttempts.attempt, attempt),
      ),
    );
  if (report?.isFile && batch.fileKey === null) {
    await updateBatch(tx, context, batch.id, { fileKey: report.reference });
  }
  await movePayouts(tx, context, batch, moves);
  await audit(
    tx,
    context,
    contradicted.map(({ id, status }) => ({
      ...{ action: "payout.contradicted", subjectId: id },
      change: { is: status, said: report?.payouts.get(id)?.status, by: "report" },
    })),
  );
}

/** A move by what a provider says. */
export function moveOf(payout: PayoutRow, to: PayoutMove["to"], said: PayoutReport, at: Date): PayoutMove {
  return { payout, to, at, reference: said.reference, reason: "reason" in said ? said.reason : null };
}

const isUnsure = ({ status }: PayoutRow): boolean => status === "submitting" || status === "unknown";

const toUnknown = (payout: PayoutRow, { now }: Context): PayoutMove => ({
  ...{ payout, to: "unknown", reference: null, reason: null, at: now },
});

function loadRows(tx: Db, context: Context, asked: readonly PayoutId[]): Promise<PayoutRow[]> {
  const ids = JSON.stringify(asked);
  return tx
    .select()
    .from(payouts)
    .where(
      and(
        eq(payouts.workspaceId, context.workspaceId),
        inArray(payouts.id, sql`(select jsonb_array_elements_text(${ids}::jsonb))`),
      ),
    )
    .orderBy(payouts.id);
}

/** Calls that were under way when this one began, ended since or not, and all that began after it. */
async function isCalledElsewhere(
  tx: Db,
  context: Context,
  { batchId, providerKey, attempt, besides }: Submission,
): Promise<boolean> {
  if (besides.length > 0) return true;
  const others = await tx
    .select({ attempt: payoutAttempts.attempt })
    .from(payoutAttempts)
    .where(
      and(
        eq(payoutAttempts.workspaceId, context.workspaceId),
        eq(payoutAttempts.batchId, batchId),
        eq(payoutAttempts.providerKey, providerKey),
        gt(payoutAttempts.attempt, attempt),
      ),
    )
    .limit(1);
  return others.length > 0;
}
