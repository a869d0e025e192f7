import { sql } from "drizzle-orm";
import { expect } from "vitest";
import type { Db } from "../../db/client.ts";

type AsOwner = <T>(work: (db: Db) => Promise<T>) => Promise<T>;

/** How many transactions of the database wait for another. */
export function countWaiting(owner: AsOwner): Promise<number> {
  return owner(async (db) => {
    const { rows } = (await db.execute(
      sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )) as unknown as { rows: unknown[] };
    return rows.length;
  });
}

/** Waits until some transaction of the database waits for another, so that a test knows what is in whose way. */
export async function untilOneWaits(owner: AsOwner): Promise<void> {
  await expect.poll(() => countWaiting(owner), { timeout: 5_000, interval: 20 }).toBeGreaterThan(0);
}
