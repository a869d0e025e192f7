import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";

/** For how many days clicks are rows at least, whatever policies say: the database drops no younger ones. */
export const CLICK_DAYS_KEPT = 90;
const DAY_MS = 86_400_000;

/** The first day of which Postgres has all rows of clicks. What is replayed of days before is dropped again the next night. */
export async function oldestClickDay(tx: Db, now: Date): Promise<Date> {
  const { rows } = (await tx.execute(sql`
    select min(to_date(right(relname, 8), 'YYYYMMDD'))::text as day
      from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = 'clicks'::regclass and relname ~ '^clicks_[0-9]{8}$'`)) as unknown as {
    rows: { day: string | null }[];
  };
  const kept = new Date(now.getTime() - CLICK_DAYS_KEPT * DAY_MS).toISOString().slice(0, 10);
  const [first] = [rows[0]?.day ?? kept, kept].sort();
  return new Date(`${first}T00:00:00Z`);
}
