import { sql } from "drizzle-orm";
import type { Context } from "../shared/context.ts";
import { dropRows } from "../shared/drop-rows.ts";

/** Drops events of the workspace that are older than 90 days, and the log of their deliveries. Gives how many. */
export const dropOldEvents = (context: Context): Promise<number> =>
  dropRows(context, sql`events`, sql`created_at <= now() - interval '90 days' order by id`);
