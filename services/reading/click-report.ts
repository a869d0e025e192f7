import { eq, sql } from "drizzle-orm";
import type { AffiliateId } from "../../core/shared/id.ts";
import { clicks } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { findNetVerdicts } from "./click-counts.ts";
import { type ClickView, isClickedIn, type Span } from "./clicks.ts";

/** Most affiliates a report names; the sums count all of them. */
const REPORT_AFFILIATES_MAX = 1_000;

/** Clicks of a span. Gross counts every accepted click, net those of `findNetVerdicts`. */
export type ClickReport = {
  readonly gross: number;
  readonly net: number;
  readonly byVerdict: readonly { readonly verdict: ClickView["verdict"]; readonly clicks: number }[];
  /** The most net clicks first. */
  readonly byAffiliate: readonly {
    readonly affiliateId: AffiliateId;
    readonly gross: number;
    readonly net: number;
  }[];
};

type Row = {
  verdict: ClickView["verdict"] | null;
  affiliate_id: AffiliateId | null;
  gross: string;
  net: string;
};

/** Counts the clicks of a span in one statement, so that all counts are of one moment. */
export async function reportClicks(context: Context, span: Span): Promise<ClickReport> {
  const { net, rows } = await transact(context, async (tx) => {
    const net = await findNetVerdicts(tx, context, span);
    const { rows } = (await tx.execute(sql`
      with counted as materialized (
        select ${clicks.verdict} as verdict, ${clicks.affiliateId} as affiliate_id, count(*) as clicks
          from ${clicks}
         where ${eq(clicks.workspaceId, context.workspaceId)} and ${isClickedIn(span)}
         group by 1, 2
      ), by_affiliate as (
        select affiliate_id, sum(clicks) as gross,
               coalesce(sum(clicks) filter (where verdict::text = any (${sql.param(net)}::text[])), 0) as net
          from counted group by affiliate_id
         order by net desc, gross desc, affiliate_id limit ${REPORT_AFFILIATES_MAX}
      )
      select verdict, null as affiliate_id, sum(clicks) as gross, 0 as net from counted group by verdict
       union all
      select null, affiliate_id, gross, net from by_affiliate`)) as unknown as { rows: Row[] };
    return { net, rows };
  });
  const byVerdict = rows.flatMap(({ verdict, gross }) =>
    verdict === null ? [] : [{ verdict, clicks: Number(gross) }],
  );
  const sumOf = (counts: typeof byVerdict) => counts.reduce((sum, each) => sum + each.clicks, 0);
  return {
    gross: sumOf(byVerdict),
    net: sumOf(byVerdict.filter(({ verdict }) => net.includes(verdict))),
    byVerdict: byVerdict.sort((left, right) => right.clicks - left.clicks),
    byAffiliate: rows
      .flatMap(({ affiliate_id, gross, net: counted }) =>
        affiliate_id === null
          ? []
          : [{ affiliateId: affiliate_id, gross: Number(gross), net: Number(counted) }],
      )
      .sort((left, right) => right.net - left.net || right.gross - left.gross),
  };
}
