import { sql } from "drizzle-orm";
import { type Context, transact } from "../shared/context.ts";

/**
 * How long a callback is kept once it is booked: longer than any provider delivers it again, and than one is argued with about
 * what it said; no longer, since its body names recipients. What it said of payouts stays in `payout_events`.
 */
const KEPT_DAYS = 90;
/** Callbacks that one transaction drops; the next takes the rest. */
export const DROPS_PER_TRANSACTION_MAX = 1_000;

/**
 * Drops callbacks that were booked long ago, never one that is not; the database refuses that too. The same one delivered again is
 * kept anew, and changes nothing.
 *
 * @returns how many, `DROPS_PER_TRANSACTION_MAX` at most
 */
export function dropBookedCallbacks(context: Context): Promise<number> {
  const before = new Date(context.now.getTime() - KEPT_DAYS * 86_400_000).toISOString();
  return transact(context, async (tx) => {
    const dropped = (await tx.execute(sql`
      delete from payout_callbacks where ctid = any (array(
        select ctid from payout_callbacks
         where workspace_id = ${context.workspaceId} and applied_at < ${before}::timestamptz
         limit ${DROPS_PER_TRANSACTION_MAX}))
      returning 1`)) as unknown as { rows: unknown[] };
    return dropped.rows.length;
  });
}
