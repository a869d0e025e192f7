import { sql } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { ClickRow, CountedClick } from "../../services/clicks/click-row.ts";
import { clickIdOf, type Sample, type SampleAffiliate } from "./sample.ts";

/** A click on an affiliate's link as the consumer has it just before it is written. */
export function countedClick(
  { workspaceId, programId }: Sample,
  { affiliateId, linkId }: SampleAffiliate,
  {
    at = new Date(),
    velocity = 1,
    ...change
  }: Partial<ClickRow> & { readonly at?: Date; readonly velocity?: number | null } = {},
): CountedClick {
  const { text, uuid } = clickIdOf(workspaceId, at);
  const click: ClickRow = {
    id: text,
    workspace_id: workspaceId,
    link_id: linkId,
    affiliate_id: affiliateId,
    program_id: programId,
    clicked_at_ms: at.getTime(),
    visitor_id: `visitor-${uuid}`,
    visitor_kind: "cookie",
    verdict: "human",
    evidence: [],
    network_hash: "a network",
    user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
    referrer_host: null,
    country: "DE",
    asn: 3320,
    sub_ids: [],
    is_opted_out: false,
    host: "localhost",
    slug: linkId,
    request_id: "req_test",
    ...change,
  };
  return { uuid, click, velocity };
}

/** Clicks of one link, verdict and hour. */
export type CountedHour = {
  readonly hour: string;
  readonly link_id: string;
  readonly verdict: string;
  readonly clicks: number;
};

/** The counts of workspaces as they are kept, and as their rows give them: equal at any moment. Asked as the owner. */
export async function readCounts(
  owner: Db,
  workspaceIds: readonly WorkspaceId[],
): Promise<{ readonly kept: readonly CountedHour[]; readonly ofRows: readonly CountedHour[] }> {
  const isOne = sql`workspace_id in ${workspaceIds}`;
  const read = async (query: ReturnType<typeof sql>) =>
    ((await owner.execute(query)) as unknown as { rows: CountedHour[] }).rows;
  return {
    kept: await read(sql`
      select workspace_id, to_char(hour at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as hour, link_id, verdict,
             clicks::int as clicks
        from click_counts where ${isOne} order by 1, 2, 3, 4`),
    ofRows: await read(sql`
      select workspace_id, to_char(clicked_at at time zone 'UTC', 'YYYY-MM-DD HH24:00') as hour, link_id, verdict,
             count(*)::int as clicks
        from clicks where ${isOne} group by 1, 2, 3, 4 order by 1, 2, 3, 4`),
  };
}
