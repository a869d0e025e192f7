import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { AffiliateId, CouponId, ProgramId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { coupons } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact, transactOrRefuse } from "../shared/context.ts";
import { findMissing } from "../shared/find-missing.ts";
import type { NotFound } from "../shared/problems.ts";
import { type CouponRefusal, insertVanityLink, switchVanityLink, type VanityInput } from "./vanity-link.ts";

export type Coupon = typeof coupons.$inferSelect;

/** A new coupon; `vanity` makes a link whose slug is the code. */
export type CouponInput = {
  readonly code: string;
  readonly programId: ProgramId;
  readonly affiliateId: AffiliateId;
  readonly vanity?: VanityInput | undefined;
};

/** Creates a coupon, and its link in the same transaction. No two codes of a workspace differ by case alone. */
export function createCoupon(context: Context, input: CouponInput): Promise<Result<Coupon, CouponRefusal>> {
  const { code, programId, affiliateId, vanity } = input;
  return transactOrRefuse(context, async (tx) => {
    const missing = await findMissing(tx, context, input);
    if (missing) return fail({ code: "not_found", param: missing });
    const id = newId("cpn", context.now.getTime());
    const [coupon] = await tx
      .insert(coupons)
      .values({ workspaceId: context.workspaceId, id, code, programId, affiliateId })
      .onConflictDoNothing()
      .returning();
    if (!coupon) return fail({ code: "taken", param: "code" });
    const change = { code, programId, affiliateId };
    await audit(tx, context, [{ action: "coupon.created", subjectId: id, change }]);
    if (!vanity) return ok(coupon);
    const link = await insertVanityLink(tx, context, { code, programId, affiliateId, ...vanity });
    if (!link.ok) return link;
    const isCoupon = and(eq(coupons.workspaceId, context.workspaceId), eq(coupons.id, id));
    const [linked] = await tx.update(coupons).set({ linkId: link.value.id }).where(isCoupon).returning();
    if (!linked) throw new Error("a new coupon was not written");
    return ok(linked);
  });
}

/** Changes whether a coupon is in force, and its link with it; what changes nothing writes nothing. */
export function updateCoupon(
  context: Context,
  couponId: CouponId,
  { status }: { readonly status?: Coupon["status"] },
): Promise<Result<Coupon, NotFound>> {
  const isCoupon = and(eq(coupons.workspaceId, context.workspaceId), eq(coupons.id, couponId));
  return transact(context, async (tx) => {
    const [before] = await tx.select().from(coupons).where(isCoupon).for("update");
    if (!before) return fail({ code: "not_found", param: null });
    if (status === undefined || status === before.status) return ok(before);
    const [after] = await tx
      .update(coupons)
      .set({ status, updatedAt: context.now })
      .where(isCoupon)
      .returning();
    if (!after) throw new Error("a locked coupon was not written");
    const change = { status: { from: before.status, to: status } };
    await audit(tx, context, [{ action: "coupon.updated", subjectId: couponId, change }]);
    if (after.linkId !== null) await switchVanityLink(tx, context, after.linkId, status);
    return ok(after);
  });
}

/** Coupons of the workspace, oldest first; of one code in any case, or of one affiliate. */
export function listCoupons(
  context: Context,
  { limit, after }: PageRequest,
  filter: { readonly code?: string | undefined; readonly affiliateId?: AffiliateId | undefined } = {},
): Promise<Page<Coupon>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(coupons)
      .where(
        and(
          eq(coupons.workspaceId, context.workspaceId),
          filter.code === undefined ? undefined : eq(sql`lower(${coupons.code})`, filter.code.toLowerCase()),
          filter.affiliateId ? eq(coupons.affiliateId, filter.affiliateId) : undefined,
          after ? gt(coupons.id, after as CouponId) : undefined,
        ),
      )
      .orderBy(asc(coupons.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One coupon of the workspace, or null. */
export async function getCoupon(context: Context, couponId: CouponId): Promise<Coupon | null> {
  const [row] = await transact(context, (tx) =>
    tx
      .select()
      .from(coupons)
      .where(and(eq(coupons.workspaceId, context.workspaceId), eq(coupons.id, couponId))),
  );
  return row ?? null;
}
