import { sql } from "drizzle-orm";
import { type Context, transact } from "../shared/context.ts";

/** Events that one transaction drops; the next takes the rest. */
export const EVENTS_DROPPED_MAX = 10_000;

/**
 * Drops events of the workspace that are older than 90 days, and the log of their deliveries.
 *
 * @returns how many, `EVENTS_DROPPED_MAX` at most
 */
export function dropOldEvents(context: Context): Promise<number> {
  return transact(context, async (tx) => {
    const dropped = (await tx.execute(sql`
      delete from events where ctid = any (array(
        select ctid from events
         where workspace_id = ${context.workspaceId} and created_at <= now() - interval '90 days'
         order by id limit ${EVENTS_DROPPED_MAX}))
      returning 1`)) as unknown as { rows: unknown[] };
    return dropped.rows.length;
  });
}
