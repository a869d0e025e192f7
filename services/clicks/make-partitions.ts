import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";

/** Days ahead, today included, for which the clicks table has its partition ready. */
const DAYS_AHEAD = 8;

/**
 * Makes the day partitions of the clicks table ahead of time; those that are there stay.
 *
 * @returns how many were made
 */
export async function makeClickPartitions(db: Db, now: Date): Promise<number> {
  const day = now.toISOString().slice(0, 10);
  const { rows } = (await db.execute(
    sql`select ensure_click_partitions(${day}::date, ${DAYS_AHEAD}) as made`,
  )) as unknown as { rows: { made: number }[] };
  return rows[0]?.made ?? 0;
}
