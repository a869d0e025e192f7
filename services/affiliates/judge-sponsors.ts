import { inArray, sql } from "drizzle-orm";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { affiliates } from "../../db/schema/index.ts";
import type { Operation, RowChange } from "../resources/resource.ts";
import type { Context } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";
import { takeTurns } from "../shared/take-turn.ts";

type Affiliate = typeof affiliates.$inferSelect;

/**
 * Has one call after the other give sponsors in a workspace, by the lock of the trigger that refuses rings. A sponsor's row is locked when it
 * is named, so two calls that name each other's affiliates would else wait for each other.
 */
export async function holdSponsors(
  tx: Db,
  { workspaceId }: Context,
  operations: readonly Operation[],
): Promise<void> {
  const isGiven = operations.some((operation) => "fields" in operation && operation.fields.sponsorId);
  if (isGiven) await takeTurns(tx, [`tributary.sponsors.${workspaceId}`]);
}

/**
 * Says of each change why the affiliate cannot have its sponsor, or null: that is nobody of the workspace, or below the
 * affiliate. What is judged still holds when written (`holdSponsors`).
 */
export async function judgeSponsors(
  tx: Db,
  { workspaceId }: Context,
  changes: readonly RowChange<Affiliate>[],
): Promise<readonly (Problem | null)[]> {
  const given = changes.flatMap(({ before, after: { sponsorId } }) =>
    sponsorId && sponsorId !== before?.sponsorId ? [sponsorId] : [],
  );
  if (given.length === 0) return changes.map(() => null);
  const { rows } = (await tx.execute(sql`
    with recursive above as (
      select id, sponsor_id from affiliates where workspace_id = ${workspaceId} and ${inArray(affiliates.id, given)}
      union
      select affiliates.id, affiliates.sponsor_id from above
        join affiliates on affiliates.workspace_id = ${workspaceId} and affiliates.id = above.sponsor_id)
    select id, sponsor_id as "sponsorId" from above`)) as unknown as {
    rows: readonly { readonly id: AffiliateId; readonly sponsorId: AffiliateId | null }[];
  };
  const sponsors = new Map(rows.map(({ id, sponsorId }) => [id, sponsorId]));
  return changes.map(({ before, after: { id, sponsorId } }) => {
    if (!sponsorId || sponsorId === before?.sponsorId) return null;
    if (!sponsors.has(sponsorId)) return { code: "not_found", param: "sponsor_id" };
    if (isAbove(sponsors, sponsorId, id)) return BELOW;
    // What is given by an earlier change holds for a later one.
    sponsors.set(id, sponsorId);
    return null;
  });
}

const BELOW: Problem = {
  code: "invalid",
  param: "sponsor_id",
  message: "must not be the affiliate or below it",
};

/** Whether the chain of sponsors that begins at one holds another. */
function isAbove(
  sponsors: ReadonlyMap<AffiliateId, AffiliateId | null>,
  first: AffiliateId,
  other: AffiliateId,
): boolean {
  for (let each: AffiliateId | null = first; each !== null; each = sponsors.get(each) ?? null) {
    if (each === other) return true;
  }
  return false;
}
