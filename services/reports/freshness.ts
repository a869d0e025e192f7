import { type SQL, sql } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

/** How far what was accepted has been counted. Null where there is nothing yet. */
export type Freshness = {
  /** When the counts were read: all that the consumers had written by then is in them. */
  readonly asOf: Date;
  /** The newest click that is counted, and up to when clicks were found to be those of the log in R2. */
  readonly clicksTo: Date | null;
  readonly clicksComparedTo: Date | null;
  /** When the newest conversion that is counted came in, and how many of those counted wait to be decided. */
  readonly conversionsTo: Date | null;
  readonly conversionsWaiting: number;
};

/** No conversion waits longer to be decided, but for those that wait still. */
const WAITING_DAYS_MAX = 10;

type Row = {
  clicks_to: string | null;
  compared_to: string | null;
  conversions_to: string | null;
  waiting: string;
  as_of: string;
};

/** Says how fresh counts are that are read in the same transaction, or what is read of an instant that has passed. */
export async function findFreshness(
  tx: Db,
  { workspaceId }: Context,
  at: Date | null = null,
): Promise<Freshness> {
  const asked = at === null ? freshnessNow(workspaceId) : freshnessAt(workspaceId, at);
  const { rows } = (await tx.execute(asked)) as unknown as { rows: Row[] };
  const [row] = rows;
  const instant = (text: string | null | undefined) => (text == null ? null : new Date(Number(text)));
  return {
    asOf: instant(row?.as_of) ?? new Date(0),
    clicksTo: instant(row?.clicks_to),
    clicksComparedTo: instant(row?.compared_to),
    conversionsTo: instant(row?.conversions_to),
    conversionsWaiting: Number(row?.waiting ?? 0),
  };
}

const ms = (instant: SQL): SQL => sql`floor(extract(epoch from ${instant}) * 1000)::bigint::text`;
const CLICK_MS = sql`('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint::text`;

const freshnessNow = (workspaceId: WorkspaceId): SQL => sql`
  select ${ms(sql`now()`)} as as_of,
         (select ${CLICK_MS} from clicks where workspace_id = ${workspaceId} order by id desc limit 1) as clicks_to,
         (select ${ms(sql`max(hour) + interval '1 hour'`)} from click_reconciliations
           where workspace_id = ${workspaceId} and is_equal) as compared_to,
         (select ${ms(sql`max(received_at)`)} from conversions where workspace_id = ${workspaceId}) as conversions_to,
         (select count(*)::text from conversions where workspace_id = ${workspaceId} and status = 'received') as waiting`;

/** Of each hour the last comparison alone is kept, so that none is told. */
function freshnessAt(workspaceId: WorkspaceId, at: Date): SQL {
  const by = sql`${at.toISOString()}::timestamptz`;
  const there = sql`workspace_id = ${workspaceId} and created_at <= ${by}`;
  const mayHaveWaited = sql`received_at > ${by} - make_interval(days => ${WAITING_DAYS_MAX}::int)`;
  return sql`
    select ${ms(by)} as as_of, null as compared_to,
           (select ${CLICK_MS} from clicks
             where workspace_id = ${workspaceId} and id < click_id_lower_bound(${by} + interval '1 minute') and received_at <= ${by}
             order by id desc limit 1) as clicks_to,
           (select ${ms(sql`received_at`)} from conversions where ${there} order by received_at desc limit 1) as conversions_to,
           (select count(*)::text from conversions sale where ${there} and (status = 'received' or ${mayHaveWaited} and not exists (
             select from decisions where decisions.workspace_id = ${workspaceId} and conversion_id = sale.id
                and coalesce(written_at, decided_at) <= ${by}))) as waiting`;
}
