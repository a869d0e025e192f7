import { and, eq, inArray, notExists } from "drizzle-orm";
import type { PayoutId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { commissionAdjustments, disputeSteps, disputes } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";
import { addStep } from "./load-dispute.ts";
import { carriedOf, writeAdjustments } from "./uphold-dispute.ts";

/**
 * Takes back what disputes awarded for payouts that came back after all: what those paid is owed again whole, so the sum
 * that made up for a part of it is owed no more. Once for each, inside the transaction that books the return.
 *
 * @returns how many awards were taken back
 */
export async function takeBackAwards(
  tx: Db,
  context: Context,
  payoutIds: readonly PayoutId[],
): Promise<number> {
  if (payoutIds.length === 0) return 0;
  const { workspaceId } = context;
  const takenBack = tx
    .select({ id: disputeSteps.disputeId })
    .from(disputeSteps)
    .where(
      and(
        eq(disputeSteps.workspaceId, workspaceId),
        eq(disputeSteps.disputeId, disputes.id),
        eq(disputeSteps.kind, "taken_back"),
      ),
    );
  const rows = await tx
    .select({ dispute: disputes, adjustment: commissionAdjustments })
    .from(disputes)
    .innerJoin(
      commissionAdjustments,
      and(
        eq(commissionAdjustments.workspaceId, disputes.workspaceId),
        eq(commissionAdjustments.disputeId, disputes.id),
      ),
    )
    .where(
      and(
        eq(disputes.workspaceId, workspaceId),
        inArray(disputes.payoutId, [...payoutIds]),
        eq(disputes.outcome, "adjusted"),
        notExists(takenBack),
      ),
    )
    .orderBy(disputes.id);
  await writeAdjustments(
    tx,
    context,
    rows.map(({ dispute, adjustment: { commissionId, amountMinor } }) =>
      carriedOf({ ...dispute, commissionId }, -amountMinor),
    ),
  );
  for (const { dispute, adjustment } of rows) {
    const change = { amountMinor: String(adjustment.amountMinor), payoutId: dispute.payoutId };
    await addStep(tx, context, dispute, { kind: "taken_back", party: null, text: null, change });
  }
  return rows.length;
}
