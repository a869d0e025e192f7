import { sql } from "drizzle-orm";
import type { Case } from "../../core/settlement/decide.ts";
import type { Coupon } from "../../core/settlement/journey.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

/** The coupons whose codes the conversions use, by the code in lower case. */
export async function findCoupons(
  tx: Db,
  { workspaceId }: Context,
  cases: readonly Case[],
): Promise<ReadonlyMap<string, Coupon>> {
  const codes = new Set(cases.flatMap(({ conversion }) => conversion.couponCode?.toLowerCase() ?? []));
  if (codes.size === 0) return new Map();
  const { rows } = (await tx.execute(sql`
    select coupons.code, coupons.status, coupons.link_id as "linkId", coupons.affiliate_id as "affiliateId",
           coupons.program_id as "programId", affiliates.status as "affiliateStatus",
           affiliates.class as "affiliateClass", programs.status as "programStatus"
      from coupons
      join affiliates on affiliates.workspace_id = coupons.workspace_id and affiliates.id = coupons.affiliate_id
      join programs on programs.workspace_id = coupons.workspace_id and programs.id = coupons.program_id
     where coupons.workspace_id = ${workspaceId}
       and lower(coupons.code) = any (${sql.param([...codes])}::text[])`)) as unknown as { rows: Coupon[] };
  return new Map(rows.map((row) => [row.code.toLowerCase(), row]));
}
