import { and, desc, eq, isNull } from "drizzle-orm";
import type { AffiliateId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { selfBillingAgreements } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { hasAffiliate, lockAffiliate } from "../affiliates/find-affiliate.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, NotFound } from "../shared/problems.ts";

export type SelfBillingAgreement = typeof selfBillingAgreements.$inferSelect;

/**
 * Notes that an affiliate agreed to be billed by the merchant, from now on; agreeing to the same again is a
 * harmless repeat, and to other terms is for after the end of the first.
 */
export function agreeToSelfBilling(
  context: Context,
  affiliateId: AffiliateId,
  terms: string,
): Promise<Result<SelfBillingAgreement, NotFound | Conflict>> {
  return transact(context, async (tx) => {
    if (!(await lockAffiliate(tx, context, affiliateId))) return fail({ code: "not_found", param: null });
    const [standing] = await loadAgreements(tx, context, affiliateId);
    if (standing && standing.endedAt === null) {
      if (standing.terms === terms) return ok(standing);
      return fail({ code: "conflict", param: "terms", message: "cannot replace an agreement that stands" });
    }
    const { workspaceId, now, actor } = context;
    const [row] = await tx
      .insert(selfBillingAgreements)
      .values({
        ...{ workspaceId, id: newId("sba", now.getTime()), affiliateId, terms },
        ...{ agreedAt: now, createdBy: actor },
      })
      .returning();
    if (!row) throw new Error("an agreement was not written");
    await audit(tx, context, [
      { action: "self_billing.agreed", subjectId: affiliateId, change: { agreement: row.id, terms } },
    ]);
    return ok(row);
  });
}

/**
 * Ends the agreement that stands: payouts that are paid from now on get no invoice. Ending it again is a harmless
 * repeat; null where there never was one.
 */
export function endSelfBilling(
  context: Context,
  affiliateId: AffiliateId,
): Promise<SelfBillingAgreement | null> {
  return transact(context, async (tx) => {
    const { workspaceId, now } = context;
    const [row] = await tx
      .update(selfBillingAgreements)
      .set({ endedAt: now })
      .where(
        and(
          ...[eq(selfBillingAgreements.workspaceId, workspaceId), isNull(selfBillingAgreements.endedAt)],
          eq(selfBillingAgreements.affiliateId, affiliateId),
        ),
      )
      .returning();
    if (!row) return (await loadAgreements(tx, context, affiliateId))[0] ?? null;
    const change = { agreement: row.id, from: "agreed", to: "ended" };
    await audit(tx, context, [{ action: "self_billing.ended", subjectId: affiliateId, change }]);
    return row;
  });
}

/** The agreements of an affiliate, the last first; null where there is no such affiliate. */
export function listSelfBilling(
  context: Context,
  affiliateId: AffiliateId,
): Promise<readonly SelfBillingAgreement[] | null> {
  return transact(context, async (tx) => {
    return (await hasAffiliate(tx, context, affiliateId)) ? loadAgreements(tx, context, affiliateId) : null;
  });
}

function loadAgreements(
  tx: Db,
  { workspaceId }: Context,
  affiliateId: AffiliateId,
): Promise<SelfBillingAgreement[]> {
  return tx
    .select()
    .from(selfBillingAgreements)
    .where(
      and(
        eq(selfBillingAgreements.workspaceId, workspaceId),
        eq(selfBillingAgreements.affiliateId, affiliateId),
      ),
    )
    .orderBy(desc(selfBillingAgreements.id));
}
