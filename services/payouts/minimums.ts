import { and, asc, eq } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import { payoutMinimums } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { lockWorkspace } from "../workspaces/lock-workspace.ts";

export type PayoutMinimum = typeof payoutMinimums.$inferSelect;

/** Sets the least that is paid out in a currency. What changes nothing writes nothing. */
export function setPayoutMinimum(
  context: Context,
  { currency, minimumMinor }: { readonly currency: Currency; readonly minimumMinor: bigint },
): Promise<PayoutMinimum> {
  const { workspaceId } = context;
  const isIt = and(eq(payoutMinimums.workspaceId, workspaceId), eq(payoutMinimums.currency, currency));
  return transact(context, async (tx) => {
    await lockWorkspace(tx, context);
    const [before] = await tx.select().from(payoutMinimums).where(isIt);
    if (before?.minimumMinor === minimumMinor) return before;
    const [row] = await tx
      .insert(payoutMinimums)
      .values({ workspaceId, currency, minimumMinor })
      .onConflictDoUpdate({
        target: [payoutMinimums.workspaceId, payoutMinimums.currency],
        set: { minimumMinor },
      })
      .returning();
    if (!row) throw new Error("a payout minimum was not written");
    const change = { from: before ? String(before.minimumMinor) : null, to: String(minimumMinor) };
    await audit(tx, context, [
      { action: "payout_minimum.set", subjectId: `payout_minimum:${currency}`, change },
    ]);
    return row;
  });
}

/** The least that is paid out, of each currency that has a minimum. */
export function listPayoutMinimums(context: Context): Promise<readonly PayoutMinimum[]> {
  return transact(context, (tx) =>
    tx
      .select()
      .from(payoutMinimums)
      .where(eq(payoutMinimums.workspaceId, context.workspaceId))
      .orderBy(asc(payoutMinimums.currency)),
  );
}
