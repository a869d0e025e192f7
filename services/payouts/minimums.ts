import { asc, eq } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import { payoutMinimums } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";

export type PayoutMinimum = typeof payoutMinimums.$inferSelect;

/** Sets the least that is paid out in a currency. */
export function setPayoutMinimum(
  context: Context,
  { currency, minimumMinor }: { readonly currency: Currency; readonly minimumMinor: bigint },
): Promise<PayoutMinimum> {
  return transact(context, async (tx) => {
    const [row] = await tx
      .insert(payoutMinimums)
      .values({ workspaceId: context.workspaceId, currency, minimumMinor })
      .onConflictDoUpdate({
        target: [payoutMinimums.workspaceId, payoutMinimums.currency],
        set: { minimumMinor },
      })
      .returning();
    if (!row) throw new Error("a payout minimum was not written");
    await audit(tx, context, [
      {
        action: "payout_minimum.set",
        subjectId: `payout_minimum:${currency}`,
        change: { minimum_minor: String(minimumMinor) },
      },
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
