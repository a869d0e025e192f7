import { sql } from "drizzle-orm";
import { type FoundTouch, JOURNEY_TOUCHES_MAX } from "../../core/settlement/journey.ts";
import { groupValues } from "../../core/shared/group-by.ts";
import type { ConversionId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../client.ts";
import { ofAnySize } from "../of-any-size.ts";

/** Which clicks may belong to the journey of one conversion. */
export type JourneySearch = {
  readonly conversionId: ConversionId;
  /** Clicks named by the merchant, as the ids of their rows. */
  readonly clickIds: readonly string[];
  readonly customerKeys: readonly string[];
  /** Clicks that earlier conversions of the batch name, which share a customer with this one. */
  readonly tied: readonly { readonly by: ConversionId; readonly clickIds: readonly string[] }[];
  /** Clicks before this instant are left out, unless named; milliseconds since 1970. */
  readonly fromMs: number;
  /** Clicks from this instant on are left out, unless named. */
  readonly untilMs: number;
};

/** A click id has 48 bits of milliseconds. */
const CLICK_MS_MAX = 2 ** 48 - 1;

type Row = {
  search: ConversionId;
  tied_by: ConversionId | null;
  via: FoundTouch["via"];
  id: string;
  clicked_at_ms: string;
  link_id: FoundTouch["linkId"];
  affiliate_id: FoundTouch["affiliateId"];
  program_id: FoundTouch["programId"];
  verdict: FoundTouch["verdict"];
  affiliate_status: FoundTouch["affiliateStatus"];
  affiliate_class: string;
  program_status: FoundTouch["programStatus"];
  evidence: string[];
  asn: string | null;
  velocity: number | null;
  visitor_id: string;
  visitor_kind: "cookie" | "daily";
};

/**
 * Finds the clicks that may belong to the journeys of many conversions by one statement: those named,
 * those of the same visitors, those of visitors tied earlier to the same customer. A click may come in
 * several ways, and is then given several times.
 *
 * Only a visitor known by cookie ties clicks together. The hash of a visitor without a cookie is
 * shared by whoever has the same network and browser, and money must not follow it.
 */
export async function findJourneys(
  tx: Db,
  workspaceId: WorkspaceId,
  searches: readonly JourneySearch[],
): Promise<ReadonlyMap<ConversionId, readonly FoundTouch[]>> {
  if (searches.length === 0) return new Map();
  const ids = searches.flatMap(({ clickIds, tied }) => [
    ...clickIds,
    ...tied.flatMap((each) => each.clickIds),
  ]);
  const keys = [...new Set(searches.flatMap(({ customerKeys }) => customerKeys))];
  // In constants, so that days in which no click can lie are left out before the search begins.
  const from = new Date(Math.min(...searches.map(({ fromMs }) => inClickIds(fromMs))));
  const until = new Date(Math.max(...searches.map(({ untilMs }) => inClickIds(untilMs))));
  // Named clicks are told from related ones by a list that is hashed: Postgres knows too little of what is
  // materialized to join them by anything but loops.
  const { rows } = (await tx.execute(sql`
    with searches as materialized (
      select search, customer_keys,
             click_id_lower_bound(to_timestamp(from_ms / 1000.0)) as from_id,
             click_id_lower_bound(to_timestamp(until_ms / 1000.0)) as until_id
        from json_to_recordset(${JSON.stringify(searches.map(searchColumns))}::json)
             as given(search text, customer_keys text[], from_ms bigint, until_ms bigint)
    ), named_clicks as materialized (
      select ${TOUCH_COLUMNS} from clicks
       where id = any (${sql.param([...new Set(ids)])}::uuid[]) and workspace_id = ${ofAnySize(workspaceId)}
    ), named as materialized (
      select given.search, given.tied_by, named_clicks.*
        from json_to_recordset(${JSON.stringify(searches.flatMap(namedColumns))}::json)
             as given(search text, tied_by text, id uuid)
        join named_clicks using (id)
    ), visitors as materialized (
      select distinct search, tied_by, case when tied_by is null then 'visitor' else 'tied' end as via, visitor_id
        from named where visitor_kind = 'cookie'
      union
      select search, null, 'customer', visitor_id
        from searches cross join unnest(customer_keys) as customer_key
        join (select customer_key, visitor_id from identity_edges
               where workspace_id = ${ofAnySize(workspaceId)} and customer_key = any (${sql.param(keys)}::text[])) edges
       using (customer_key)
    ), related_clicks as materialized (
      select ${TOUCH_COLUMNS} from clicks
       where workspace_id = ${ofAnySize(workspaceId)} and visitor_kind = 'cookie'
         and visitor_id = any (array(select distinct visitor_id from visitors))
         and id >= click_id_lower_bound(${from.toISOString()}::timestamptz)
         and id < click_id_lower_bound(${until.toISOString()}::timestamptz)
    ), related as (
      select visitors.search, visitors.tied_by, visitors.via, related_clicks.*,
             row_number() over (partition by visitors.search, visitors.tied_by, visitors.via
                                order by related_clicks.id desc) as newest
        from visitors join searches using (search) join related_clicks using (visitor_id)
       where related_clicks.id >= searches.from_id and related_clicks.id < searches.until_id
         and (visitors.search, related_clicks.id) not in (select search, id from named where tied_by is null)
    ), touches as (
      select search, tied_by, 'click_id' as via, ${TOUCHES} from named where tied_by is null
      union all
      select search, tied_by, via, ${TOUCHES} from related where newest <= ${JOURNEY_TOUCHES_MAX}
    )
    select touches.*, affiliates.status as affiliate_status,
           affiliates.class as affiliate_class, programs.status as program_status
      from touches
      join affiliates on affiliates.workspace_id = ${workspaceId} and affiliates.id = touches.affiliate_id
      join programs on programs.workspace_id = ${workspaceId} and programs.id = touches.program_id`)) as unknown as {
    rows: Row[];
  };
  return groupValues(rows, { keyOf: ({ search }) => search, keep: touchOf });
}

const TOUCH_COLUMNS = sql.raw(`id, (extract(epoch from clicked_at) * 1000)::bigint as clicked_at_ms, link_id,
  affiliate_id, program_id, verdict, evidence, asn, velocity, visitor_id, visitor_kind`);
const TOUCHES =
  sql.raw(`id, clicked_at_ms, link_id, affiliate_id, program_id, verdict, evidence, asn, velocity,
  visitor_id, visitor_kind`);

function searchColumns({ conversionId, customerKeys, fromMs, untilMs }: JourneySearch) {
  const [from_ms, until_ms] = [inClickIds(fromMs), inClickIds(untilMs)];
  return { search: conversionId, customer_keys: customerKeys, from_ms, until_ms };
}

/** The nearest instant that a click id can name: merchants' clocks say anything. */
function inClickIds(ms: number): number {
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), CLICK_MS_MAX);
}

function namedColumns({ conversionId, clickIds, tied }: JourneySearch) {
  const named = (tiedBy: ConversionId | null, ids: readonly string[]) =>
    ids.map((id) => ({ search: conversionId, tied_by: tiedBy, id }));
  return [...named(null, clickIds), ...tied.flatMap(({ by, clickIds: ids }) => named(by, ids))];
}

function touchOf(row: Row): FoundTouch {
  return {
    touchId: row.id,
    kind: "click",
    clickId: row.id,
    atMs: Number(row.clicked_at_ms),
    affiliateId: row.affiliate_id,
    programId: row.program_id,
    linkId: row.link_id,
    verdict: row.verdict,
    via: row.via,
    tiedBy: row.tied_by,
    affiliateStatus: row.affiliate_status,
    affiliateClass: row.affiliate_class,
    programStatus: row.program_status,
    evidence: row.evidence,
    asn: row.asn === null ? null : Number(row.asn),
    velocity: row.velocity,
    visitorId: row.visitor_id,
    visitorKind: row.visitor_kind,
  };
}
