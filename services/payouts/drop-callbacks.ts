import { sql } from "drizzle-orm";
import type { Context } from "../shared/context.ts";
import { dropRows } from "../shared/drop-rows.ts";

/**
 * How long a callback is kept once it is booked: longer than any provider delivers it again, and than one is argued with about
 * what it said; no longer, since its body names recipients. What it said of payouts stays in `payout_events`.
 */
const KEPT_DAYS = 90;

/**
 * Drops callbacks that were booked long ago, never one that is not; the database refuses that too. The same one delivered again is
 * kept anew, and changes nothing.
 *
 * @returns how many
 */
export function dropBookedCallbacks(context: Context): Promise<number> {
  const before = new Date(context.now.getTime() - KEPT_DAYS * 86_400_000).toISOString();
  return dropRows(context, sql`payout_callbacks`, sql`applied_at < ${before}::timestamptz`);
}
