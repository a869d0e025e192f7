import { type SQL, sql } from "drizzle-orm";
import { type Context, transact } from "./context.ts";

/** Rows that one transaction drops; the next takes the rest. */
const ROWS_PER_TRANSACTION_MAX = 1_000;

/**
 * Drops the rows of the workspace that a condition holds for, some at a time, until there are none.
 *
 * @param condition may go on with an order, by which an index finds them
 * @returns how many
 */
export async function dropRows(context: Context, table: SQL, condition: SQL): Promise<number> {
  for (let total = 0; ; ) {
    const { rows } = await transact(
      context,
      async (tx) =>
        (await tx.execute(sql`
          delete from ${table} where ctid = any (array(
            select ctid from ${table} where workspace_id = ${context.workspaceId} and ${condition}
             limit ${ROWS_PER_TRANSACTION_MAX}))
          returning 1`)) as unknown as { rows: unknown[] },
    );
    total += rows.length;
    if (rows.length < ROWS_PER_TRANSACTION_MAX) return total;
  }
}
