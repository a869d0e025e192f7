import { type SQL, sql } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspaces } from "../../db/client.ts";
import { rawClicksPrefix } from "../clicks/raw-object-key.ts";
import { clickLogPrefix, HOUR_MS, hourOfPath, type LogHour } from "./log-keys.ts";
import type { LogStore } from "./log-store.ts";

/** An hour's raw objects are all there some minutes after its end, but for what a queue held back. */
const SETTLED_MS = 300_000;
const DAY_MS = 86_400_000;

type Row = { workspace_id: WorkspaceId; hour_ms: string };

/** Which hours are looked for: those from `since` on, `max` at most, the oldest first. */
export type HourSearch = { readonly now: Date; readonly since: Date; readonly max: number };

/**
 * Hours that ended and have got clicks since they were last compacted and compared, by what Postgres
 * counted: no list of objects is needed to find them, and of a quiet hour nothing is read.
 */
export function findUncompactedHours(
  db: Db,
  workspaceIds: readonly WorkspaceId[],
  search: HourSearch,
): Promise<readonly LogHour[]> {
  return find(
    db,
    workspaceIds,
    sql`
      select workspace_id, (extract(epoch from hour) * 1000)::bigint as hour_ms
        from (${hoursCountedAnew(search.since)}) due
       where hour <= ${lastHour(search.now)}::timestamptz
       order by hour, workspace_id
       limit ${search.max}`,
  );
}

/**
 * Hours to compare, the oldest first: those since `since` of which any store knows, and those since `dueSince` that
 * were found to differ or have got clicks since; but for those compared after `comparedBefore`.
 */
export async function findUncomparedHours(
  { db, store }: { readonly db: Db; readonly store: LogStore },
  workspaceIds: readonly WorkspaceId[],
  search: HourSearch & { readonly comparedBefore: Date; readonly dueSince: Date },
): Promise<readonly LogHour[]> {
  const { now, since, comparedBefore, dueSince, max } = search;
  const known = await find(
    db,
    workspaceIds,
    sql`
      select workspace_id, (extract(epoch from hour) * 1000)::bigint as hour_ms from click_counts
       where hour >= ${since.toISOString()}::timestamptz
       union select workspace_id, (extract(epoch from hour) * 1000)::bigint from click_reconciliations
       where hour >= ${dueSince.toISOString()}::timestamptz and not is_equal
       union select workspace_id, (extract(epoch from hour) * 1000)::bigint from (${hoursCountedAnew(dueSince)}) due`,
  );
  const compared = await find(
    db,
    workspaceIds,
    sql`
      select workspace_id, (extract(epoch from hour) * 1000)::bigint as hour_ms from click_reconciliations
       where checked_at >= ${comparedBefore.toISOString()}::timestamptz`,
  );
  const logged = await findLoggedHours(store, workspaceIds, { now, since });
  const keyOf = ({ workspaceId, hour }: LogHour): string => `${hour.toISOString()} ${workspaceId}`;
  const hours = new Map([...known, ...logged].map((hour) => [keyOf(hour), hour]));
  for (const hour of compared) hours.delete(keyOf(hour));
  return [...hours.entries()]
    .filter(([, { hour }]) => hour.toISOString() <= lastHour(now))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, hour]) => hour)
    .slice(0, max);
}

/** Hours from `since` on whose counts are not those that they were compared with, if they ever were. */
const hoursCountedAnew = (since: Date): SQL => sql`
  select counted.workspace_id, counted.hour
    from (select workspace_id, hour, sum(clicks) as clicks from click_counts
           where hour >= ${since.toISOString()}::timestamptz group by workspace_id, hour) counted
    left join click_reconciliations reconciled
      on reconciled.workspace_id = counted.workspace_id and reconciled.hour = counted.hour
   where reconciled.counted_clicks is distinct from counted.clicks`;

/** Hours of which the log has raw objects or parts. */
async function findLoggedHours(
  store: LogStore,
  workspaceIds: readonly WorkspaceId[],
  { now, since }: { readonly now: Date; readonly since: Date },
): Promise<readonly LogHour[]> {
  const hours: LogHour[] = [];
  for (const workspaceId of workspaceIds) {
    for (let at = startOfDay(since); at <= now.getTime(); at += DAY_MS) {
      const day = `day=${new Date(at).toISOString().slice(0, 10)}/`;
      for (const prefix of [rawClicksPrefix(workspaceId), clickLogPrefix(workspaceId)]) {
        const folders = await store.listFolders(`${prefix}${day}`);
        const found = folders.map((folder) => hourOfPath(`${day}${folder}`));
        hours.push(...found.flatMap((hour) => (hour && hour >= since ? [{ workspaceId, hour }] : [])));
      }
    }
  }
  return hours;
}

async function find(db: Db, workspaceIds: readonly WorkspaceId[], query: SQL): Promise<readonly LogHour[]> {
  const { rows } = (await inWorkspaces(db, workspaceIds, (tx) => tx.execute(query))) as unknown as {
    rows: Row[];
  };
  return rows.map(({ workspace_id: workspaceId, hour_ms }) => ({
    workspaceId,
    hour: new Date(Number(hour_ms)),
  }));
}

/** The last hour that is settled. */
function lastHour(now: Date): string {
  return new Date(now.getTime() - HOUR_MS - SETTLED_MS).toISOString();
}

function startOfDay(at: Date): number {
  return Math.floor(at.getTime() / DAY_MS) * DAY_MS;
}
