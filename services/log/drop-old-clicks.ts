import { sql } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspaces } from "../../db/client.ts";
import { CLICK_DAYS_KEPT, oldestClickDay } from "../clicks/oldest-click-day.ts";
import { foldRareValues } from "../reports/fold-rare-values.ts";
import { ROLLUP_TURN } from "../reports/roll-up-clicks.ts";
import { takeTurns } from "../shared/take-turn.ts";

const DAY_MS = 86_400_000;
/** A conversion may be reported so long after it happened, and looks back from when it happened. */
const REPORTED_LATE_DAYS = 7;

/** What was dropped, and the first day that should have been and could not be. */
export type Dropped = {
  readonly partitions: number;
  /** `YYYY-MM-DD` of a day whose hours are not all known to be equal and summed; null if there is none. */
  readonly heldBackBy: string | null;
};

/**
 * Drops the rows of clicks older than the longest lookback of any policy, day by day, the oldest first,
 * and stops at a day of which not every hour was found equal in the log and summed for reports. The log keeps them all.
 */
export async function dropOldClicks(
  db: Db,
  workspaceIds: readonly WorkspaceId[],
  now: Date,
): Promise<Dropped> {
  return inWorkspaces(db, workspaceIds, async (tx) => {
    await takeTurns(
      tx,
      workspaceIds.map((id) => `${ROLLUP_TURN} ${id}`),
    );
    const firstKept = await firstDayKept(tx, now);
    const oldest = await oldestClickDay(tx, now);
    const heldBackBy = await firstUnequalDay(tx, { firstKept, oldest, now });
    const until = heldBackBy ?? firstKept;
    // Dropping takes locks that the consumer would wait for.
    if (!(await isAnyOlder(tx, until))) return { partitions: 0, heldBackBy };
    await foldRareValues(tx, { from: oldest, until: new Date(`${until}T00:00:00Z`) });
    const { rows } = (await tx.execute(
      sql`select drop_click_partitions(${until}::date) as dropped`,
    )) as unknown as { rows: { dropped: number }[] };
    return { partitions: rows[0]?.dropped ?? 0, heldBackBy };
  });
}

async function firstDayKept(tx: Db, now: Date): Promise<string> {
  const { rows } = (await tx.execute(
    sql`select coalesce(max((body ->> 'lookback_ms')::numeric), 0)::text as lookback_ms from policy_versions`,
  )) as unknown as { rows: { lookback_ms: string }[] };
  const lookbackDays = Math.ceil(Number(rows[0]?.lookback_ms ?? 0) / DAY_MS) + REPORTED_LATE_DAYS;
  const days = Math.max(CLICK_DAYS_KEPT, lookbackDays);
  return new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The first day before `firstKept` with an hour whose rows are not those that were found equal to the log, or not those that were summed; or any
 * day of a workspace whose sales are not all summed, since what their clicks say is kept when they are. What was replayed of days before
 * `oldest` cannot be summed: the other rows of its hour are gone.
 */
async function firstUnequalDay(
  tx: Db,
  { firstKept, oldest, now }: { readonly firstKept: string; readonly oldest: Date; readonly now: Date },
): Promise<string | null> {
  // Later sales are of later clicks.
  const settled = new Date(now.getTime() - DAY_MS).toISOString();
  const { rows } = (await tx.execute(sql`
    with present as (
      select workspace_id, date_trunc('hour', clicked_at, 'UTC') as hour, count(*) as clicks from clicks
       where id < click_id_lower_bound(${firstKept}::timestamp at time zone 'UTC')
       group by 1, 2
    )
    select to_char(min(present.hour) at time zone 'UTC', 'YYYY-MM-DD') as day
      from present
      left join click_reconciliations reconciled
        on reconciled.workspace_id = present.workspace_id and reconciled.hour = present.hour
      left join (select workspace_id, hour, sum(clicks) as clicks from click_rollups
                  where hour >= ${oldest.toISOString()}::timestamptz and hour < ${firstKept}::timestamp at time zone 'UTC'
                  group by 1, 2) rolled
        on rolled.workspace_id = present.workspace_id and rolled.hour = present.hour
     where not coalesce(reconciled.is_equal and reconciled.postgres_clicks = present.clicks, false)
        or present.hour >= ${oldest.toISOString()}::timestamptz and coalesce(rolled.clicks, 0) < present.clicks
        or present.workspace_id in (
             select workspace_id
               from (select workspace_id, quarter, sum(changes) as changes from sale_counts
                      where quarter < ${settled}::timestamptz group by 1, 2) counted
               left join (select workspace_id, quarter, sum(changes) as changes from sale_rollups
                           where quarter < ${settled}::timestamptz group by 1, 2) kept using (workspace_id, quarter)
              where kept.changes is distinct from counted.changes)`)) as unknown as {
    rows: { day: string | null }[];
  };
  return rows[0]?.day ?? null;
}

/** True if there is a partition before the day, or a row. */
async function isAnyOlder(tx: Db, day: string): Promise<boolean> {
  const { rows } = (await tx.execute(sql`
    select exists (select 1 from clicks where id < click_id_lower_bound(${day}::timestamp at time zone 'UTC'))
        or exists (select 1 from pg_inherits join pg_class on pg_class.oid = inhrelid
                    where inhparent = 'clicks'::regclass and relname ~ '^clicks_[0-9]{8}$'
                      and right(relname, 8) < ${day.replaceAll("-", "")}) as "isAny"`)) as unknown as {
    rows: { isAny: boolean }[];
  };
  return rows[0]?.isAny ?? false;
}
