import { sql } from "drizzle-orm";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";
import type { Invalid, NotFound } from "../shared/problems.ts";

/**
 * Says why an affiliate cannot have this sponsor, or null: it is nobody of the workspace, or it is below the
 * affiliate. Takes the lock of the trigger that says the same, so that what is judged still holds when written.
 */
export async function judgeSponsor(
  tx: Db,
  { workspaceId }: Context,
  {
    affiliateId,
    sponsorId,
  }: { readonly affiliateId: AffiliateId; readonly sponsorId: AffiliateId | null | undefined },
): Promise<NotFound | Invalid | null> {
  if (sponsorId === undefined || sponsorId === null) return null;
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`tributary.sponsors.${workspaceId}`}, 0))`,
  );
  const { rows } = (await tx.execute(sql`
    with recursive above as (
      select id, sponsor_id from affiliates where workspace_id = ${workspaceId} and id = ${sponsorId}
      union
      select affiliates.id, affiliates.sponsor_id from above
        join affiliates on affiliates.workspace_id = ${workspaceId} and affiliates.id = above.sponsor_id)
    select id from above`)) as unknown as { rows: readonly { readonly id: AffiliateId }[] };
  if (rows.length === 0) return { code: "not_found", param: "sponsor_id" };
  if (!rows.some(({ id }) => id === affiliateId)) return null;
  return { code: "invalid", param: "sponsor_id", message: "must not be the affiliate or below it" };
}
