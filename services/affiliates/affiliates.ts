import { and, asc, eq, gt } from "drizzle-orm";
import { CONTACT_SETTLES_MS } from "../../core/payout/method-view.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { affiliates } from "../../db/schema/index.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { newId } from "../../platform/random.ts";
import { addNotices } from "../notices/add-notices.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { changesNothing, changesOf } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Invalid, NotFound } from "../shared/problems.ts";
import { contactNotice } from "./contact-notice.ts";
import { judgeSponsor } from "./judge-sponsor.ts";

export type Affiliate = typeof affiliates.$inferSelect;

/** What plans and policies ask about an affiliate. */
type Traits = Pick<Affiliate, "class" | "group" | "tier" | "country" | "tags" | "sponsorId" | "currency">;
type AffiliateInput = Pick<Affiliate, "name" | "email"> & Partial<Traits>;

/** Creates an affiliate. A sponsor must be of the workspace. */
export function createAffiliate(
  context: Context,
  input: AffiliateInput,
): Promise<Result<Affiliate, NotFound | Invalid>> {
  return transact(context, async (tx) => {
    const id = newId("aff", context.now.getTime());
    const problem = await judgeSponsor(tx, context, { affiliateId: id, sponsorId: input.sponsorId });
    if (problem) return fail(problem);
    const [row] = await tx
      .insert(affiliates)
      .values({ ...input, workspaceId: context.workspaceId, id })
      .returning();
    if (!row) throw new Error("a new affiliate was not written");
    await audit(tx, context, [{ action: "affiliate.created", subjectId: row.id }]);
    return ok(row);
  });
}

/**
 * Changes an affiliate; what is absent stays, and what changes nothing writes nothing. A suspended
 * affiliate earns nothing new and is not paid. Nobody becomes a sponsor of who is above. An address that is given up is
 * told so.
 */
export function updateAffiliate(
  context: Context,
  affiliateId: AffiliateId,
  change: Partial<AffiliateInput & Pick<Affiliate, "status">>,
  keys: EnvelopeKeys,
): Promise<Result<Affiliate, NotFound | Invalid>> {
  const isAffiliate = and(eq(affiliates.workspaceId, context.workspaceId), eq(affiliates.id, affiliateId));
  return transact(context, async (tx) => {
    const [before] = await tx.select().from(affiliates).where(isAffiliate).for("update");
    if (!before) return fail({ code: "not_found", param: null });
    if (changesNothing(before, change)) return ok(before);
    const { sponsorId } = change;
    const problem = await judgeSponsor(tx, context, { affiliateId, sponsorId });
    if (problem) return fail(problem);
    const [after] = await tx
      .update(affiliates)
      .set({ ...change, ...contactChange(before, change.email, context.now), updatedAt: context.now })
      .where(isAffiliate)
      .returning();
    if (!after) throw new Error("a locked affiliate was not written");
    if (after.email !== before.email) {
      await addNotices(tx, context, keys, [await contactNotice(tx, context, before)]);
    }
    await audit(tx, context, [
      { action: "affiliate.updated", subjectId: affiliateId, change: changesOf(before, after) },
    ]);
    return ok(after);
  });
}

/**
 * What is kept of a change of address: the one that stood before the first change of the last 30 days. Whoever takes an
 * account over changes the address first, and the one before is then told of a new payout method too.
 */
function contactChange(
  { email, emailChangedAt }: Affiliate,
  next: string | undefined,
  now: Date,
): Partial<Pick<Affiliate, "previousEmail" | "emailChangedAt">> {
  if (next === undefined || next === email) return {};
  const isSettled = !emailChangedAt || now.getTime() - emailChangedAt.getTime() >= CONTACT_SETTLES_MS;
  return { emailChangedAt: now, ...(isSettled ? { previousEmail: email } : {}) };
}

/** Affiliates of the workspace, oldest first. */
export function listAffiliates(context: Context, { limit, after }: PageRequest): Promise<Page<Affiliate>> {
  return transact(context, async (tx) => {
    const isLater = after ? gt(affiliates.id, after as AffiliateId) : undefined;
    const rows = await tx
      .select()
      .from(affiliates)
      .where(and(eq(affiliates.workspaceId, context.workspaceId), isLater))
      .orderBy(asc(affiliates.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One affiliate of the workspace, or null. */
export async function getAffiliate(context: Context, affiliateId: AffiliateId): Promise<Affiliate | null> {
  const [row] = await transact(context, (tx) =>
    tx
      .select()
      .from(affiliates)
      .where(and(eq(affiliates.workspaceId, context.workspaceId), eq(affiliates.id, affiliateId))),
  );
  return row ?? null;
}
