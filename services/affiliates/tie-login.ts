import { and, eq, isNull } from "drizzle-orm";
import type { AffiliateId, PersonId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { affiliatePeople, affiliates } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";
import { takeTurn } from "../shared/take-turn.ts";

/** That a person is, or was, the login of an affiliate: since when, the last time, and until when. */
export type LoginRow = typeof affiliatePeople.$inferSelect;

/** What makes one person the login of affiliates of a workspace comes one after the other, until the transaction ends. */
export function lockApplicant(tx: Db, context: Context, personId: PersonId): Promise<void> {
  return takeTurn(tx, context, `applications ${personId}`);
}

/** Who a person is in the workspace, as the login of an affiliate; null where it is none. */
export async function findOwnAffiliate(
  tx: Db,
  { workspaceId }: Context,
  personId: PersonId,
): Promise<{ readonly id: AffiliateId; readonly status: "active" | "suspended" } | null> {
  const [row] = await tx
    .select({ id: affiliates.id, status: affiliates.status })
    .from(affiliatePeople)
    .innerJoin(
      affiliates,
      and(eq(affiliates.workspaceId, workspaceId), eq(affiliates.id, affiliatePeople.affiliateId)),
    )
    .where(
      and(
        ...[eq(affiliatePeople.workspaceId, workspaceId), eq(affiliatePeople.personId, personId)],
        isNull(affiliatePeople.removedAt),
      ),
    );
  return row ?? null;
}

/** Ties a person to an affiliate, from now on; one that was removed before is tied anew. */
export async function tieLogin(
  tx: Db,
  { workspaceId, actor, now }: Context,
  of: { readonly affiliateId: AffiliateId; readonly personId: PersonId },
): Promise<LoginRow> {
  const standing = { createdBy: actor, createdAt: now, removedAt: null, removedBy: null };
  const [row] = await tx
    .insert(affiliatePeople)
    .values({ ...of, ...standing, workspaceId })
    .onConflictDoUpdate({
      target: [affiliatePeople.workspaceId, affiliatePeople.affiliateId, affiliatePeople.personId],
      set: standing,
    })
    .returning();
  if (!row) throw new Error("a login was not written");
  return row;
}
