import { sql } from "drizzle-orm";
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

type Row = {
  clicks_to: string | null;
  compared_to: string | null;
  conversions_to: string | null;
  waiting: string;
  as_of: string;
};

/** Says how fresh counts are that are read in the same transaction. */
export async function findFreshness(tx: Db, { workspaceId }: Context): Promise<Freshness> {
  const ms = (instant: ReturnType<typeof sql>) =>
    sql`floor(extract(epoch from ${instant}) * 1000)::bigint::text`;
  const { rows } = (await tx.execute(sql`
    select ${ms(sql`now()`)} as as_of,
           (select ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint::text from clicks
             where workspace_id = ${workspaceId} order by id desc limit 1) as clicks_to,
           (select ${ms(sql`max(hour) + interval '1 hour'`)} from click_reconciliations
             where workspace_id = ${workspaceId} and is_equal) as compared_to,
           (select ${ms(sql`max(received_at)`)} from conversions where workspace_id = ${workspaceId}) as conversions_to,
           (select count(*)::text from conversions where workspace_id = ${workspaceId} and status = 'received') as waiting`)) as unknown as {
    rows: Row[];
  };
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
