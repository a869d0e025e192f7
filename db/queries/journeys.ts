import { sql } from "drizzle-orm";
import { DEFAULT_AFFILIATE_CLASS, type Touchpoint } from "../../core/attribution/touchpoint.ts";
import type { Verdict } from "../../core/link/verdict.ts";
import type { AffiliateId, LinkId, ProgramId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../client.ts";

/** Most touchpoints of the same visitors and customer that a journey keeps: the newest. Those named are always kept. */
const JOURNEY_TOUCHES_MAX = 500;

/** A click of a journey with what fraud scoring needs to know of it. */
export type JourneyTouch = Touchpoint & {
  readonly kind: "click";
  readonly clickId: string;
  readonly linkId: LinkId;
  readonly verdict: Verdict;
  readonly via: "click_id" | "visitor" | "customer";
  readonly evidence: readonly string[];
  readonly asn: number | null;
  readonly velocity: number | null;
};

/** Which clicks belong to a journey. */
export type JourneySearch = {
  readonly workspaceId: WorkspaceId;
  /** Clicks named by the merchant, as the ids of their rows. */
  readonly clickIds: readonly string[];
  readonly customerKeys: readonly string[];
  /** Clicks before this instant are left out, unless named. */
  readonly from: Date;
  /** Clicks from this instant on are left out, unless named. */
  readonly until: Date;
};

type Row = {
  id: string;
  clicked_at_ms: string;
  link_id: LinkId;
  affiliate_id: AffiliateId;
  program_id: ProgramId;
  verdict: Verdict;
  via: JourneyTouch["via"];
  affiliate_status: Touchpoint["affiliateStatus"];
  program_status: Touchpoint["programStatus"];
  evidence: string[];
  asn: string | null;
  velocity: number | null;
};

/**
 * Finds the clicks of a journey, oldest first: those named, those of the same visitors, those of
 * visitors tied earlier to the same customer.
 *
 * Only a visitor known by cookie ties clicks together. The hash of a visitor without a cookie is
 * shared by whoever has the same network and browser, and money must not follow it.
 */
export async function findJourney(tx: Db, search: JourneySearch): Promise<readonly JourneyTouch[]> {
  const { rows } = (await tx.execute(sql`
    with named as (
      select * from clicks
       where id = any (${sql.param([...search.clickIds])}::uuid[]) and workspace_id = ${search.workspaceId}
    ), visitors as (
      select visitor_id, 'visitor' as via from named where visitor_kind = 'cookie'
      union
      select visitor_id, 'customer' from identity_edges
       where workspace_id = ${search.workspaceId} and customer_key = any (${sql.param([...search.customerKeys])}::text[])
    ), related as (
      select distinct on (clicks.id) clicks.*, visitors.via
        from visitors join clicks on clicks.visitor_id = visitors.visitor_id
       where clicks.workspace_id = ${search.workspaceId} and clicks.visitor_kind = 'cookie'
         and clicks.id >= click_id_lower_bound(${search.from.toISOString()}::timestamptz)
         and clicks.id < click_id_lower_bound(${search.until.toISOString()}::timestamptz)
         and clicks.id not in (select id from named)
       order by clicks.id desc, visitors.via desc
       limit ${JOURNEY_TOUCHES_MAX}
    ), touches as (
      select *, 'click_id' as via from named union all select * from related
    )
    select touches.id, (extract(epoch from touches.clicked_at) * 1000)::bigint as clicked_at_ms, touches.link_id,
           touches.affiliate_id, touches.program_id, touches.verdict, touches.via, touches.evidence, touches.asn,
           touches.velocity, affiliates.status as affiliate_status, programs.status as program_status
      from touches
      join affiliates on affiliates.workspace_id = touches.workspace_id and affiliates.id = touches.affiliate_id
      join programs on programs.workspace_id = touches.workspace_id and programs.id = touches.program_id
     order by touches.id`)) as unknown as { rows: Row[] };
  return rows.map((row) => ({
    touchId: row.id,
    kind: "click",
    clickId: row.id,
    atMs: Number(row.clicked_at_ms),
    affiliateId: row.affiliate_id,
    programId: row.program_id,
    linkId: row.link_id,
    verdict: row.verdict,
    via: row.via,
    affiliateStatus: row.affiliate_status,
    affiliateClass: DEFAULT_AFFILIATE_CLASS,
    programStatus: row.program_status,
    evidence: row.evidence,
    asn: row.asn === null ? null : Number(row.asn),
    velocity: row.velocity,
  }));
}
