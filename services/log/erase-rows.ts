import { sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { ERASED_VISITOR, REPEAT_OF, type Subject } from "./subject.ts";

/** What was erased from the rows of Postgres, and the hours of the clicks that were. */
export type ErasedRows = { readonly clicks: number; readonly hours: readonly Date[] };

/**
 * Empties what the rows of the subject's clicks tell of a person. The rows stay, with their link, time and
 * verdict: money rests on them. To repeat it changes nothing, but for clicks whose rows came since.
 */
export async function eraseRows(tx: Db, { workspaceId, visitorIds, before }: Subject): Promise<ErasedRows> {
  const { rows } = (await tx.execute(sql`
      with erased as (
        update clicks
           set visitor_id = ${ERASED_VISITOR} || 'clk_' || replace(id::text, '-', ''), network_hash = null,
               user_agent = null, referrer_host = null, region = null, language = null, asn = null, sub_ids = '{}',
               evidence = array(select part from unnest(evidence) with ordinality as parts(part, place)
                                 where not starts_with(part, ${REPEAT_OF}) order by place)
         where workspace_id = ${workspaceId} and visitor_id = any (${sql.param([...visitorIds])}::text[])
           and id < click_id_lower_bound(${before.toISOString()}::timestamptz)
        returning date_trunc('hour', clicked_at, 'UTC') as hour
      )
      select (extract(epoch from hour) * 1000)::bigint as hour_ms, count(*)::int as clicks from erased group by hour`)) as unknown as {
    rows: { hour_ms: string; clicks: number }[];
  };
  return {
    clicks: rows.reduce((sum, { clicks }) => sum + clicks, 0),
    hours: rows.map(({ hour_ms }) => new Date(Number(hour_ms))),
  };
}
