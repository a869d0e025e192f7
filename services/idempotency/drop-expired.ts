import { sql } from "drizzle-orm";
import type { Context } from "../shared/context.ts";
import { dropRows } from "../shared/drop-rows.ts";

/** Drops kept answers of the workspace that have expired; none opens any more. Gives how many. */
export const dropExpiredAnswers = (context: Context): Promise<number> =>
  dropRows(context, sql`idempotency_keys`, sql`expires_at <= now()`);
