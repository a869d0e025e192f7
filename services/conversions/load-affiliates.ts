import { sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import type { OwnHold } from "../../core/payout/terms.ts";
import type { WorldAffiliate } from "../../core/settlement/decide.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

type Row = {
  readonly id: AffiliateId;
  readonly status: "active" | "suspended";
  readonly class: string;
  readonly affiliate_group: string | null;
  readonly tier: string | null;
  readonly country: string | null;
  readonly tags: readonly string[];
  readonly sponsor_id: AffiliateId | null;
  readonly currency: Currency | null;
  readonly holds: readonly OwnHold[] | null;
};

/** Loads affiliates and all who are above them, in one statement. */
export async function loadAffiliates(
  tx: Db,
  { workspaceId }: Context,
  ids: readonly AffiliateId[],
): Promise<ReadonlyMap<AffiliateId, WorldAffiliate>> {
  const { rows } = (await tx.execute(sql`
    with recursive above as (
      select id, sponsor_id from affiliates
       where workspace_id = ${workspaceId} and id = any (${sql.param([...ids])}::text[])
      union
      select affiliates.id, affiliates.sponsor_id from above
        join affiliates on affiliates.workspace_id = ${workspaceId} and affiliates.id = above.sponsor_id)
    select id, status, class, affiliate_group, tier, country, tags, sponsor_id, currency,
           (select json_agg(json_build_object('programId', program_id, 'days', hold_days,
                     'fromMs', (extract(epoch from effective_from) * 1000)::bigint) order by effective_from)
              from payout_terms
             where payout_terms.workspace_id = ${workspaceId} and payout_terms.affiliate_id = affiliates.id) as holds
      from affiliates
     where workspace_id = ${workspaceId} and id in (select id from above)`)) as unknown as { rows: Row[] };
  const known = new Map(rows.map((row) => [row.id, row]));
  return new Map(rows.map((row) => [row.id, affiliateOf(row, known)]));
}

/** A trigger keeps chains of sponsors free of cycles, so each ends. */
function affiliateOf(row: Row, known: ReadonlyMap<AffiliateId, Row>): WorldAffiliate {
  const sponsors: { affiliateId: AffiliateId; isActive: boolean }[] = [];
  for (
    let sponsor = known.get(row.sponsor_id ?? ("" as AffiliateId));
    sponsor;
    sponsor = known.get(sponsor.sponsor_id ?? ("" as AffiliateId))
  ) {
    sponsors.push({ affiliateId: sponsor.id, isActive: sponsor.status === "active" });
  }
  const { id: affiliateId, affiliate_group: group, tier, country, tags } = row;
  return {
    traits: { affiliateId, group, tier, class: row.class, country, tags },
    currency: row.currency,
    holds: row.holds ?? [],
    sponsors,
  };
}
