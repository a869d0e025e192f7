import { sql } from "drizzle-orm";
import { type Context, transact } from "../shared/context.ts";

/** Answers that one transaction drops; the next takes the rest. */
export const DROPS_PER_TRANSACTION_MAX = 10_000;

/**
 * Drops kept answers of the workspace that have expired; none opens any more.
 *
 * @returns how many, `DROPS_PER_TRANSACTION_MAX` at most
 */
export function dropExpiredAnswers(context: Context): Promise<number> {
  return transact(context, async (tx) => {
    const dropped = (await tx.execute(sql`
      delete from idempotency_keys where ctid = any (array(
        select ctid from idempotency_keys
         where workspace_id = ${context.workspaceId} and expires_at <= now()
         limit ${DROPS_PER_TRANSACTION_MAX}))
      returning 1`)) as unknown as { rows: unknown[] };
    return dropped.rows.length;
  });
}
