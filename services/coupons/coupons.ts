import type { CouponId } from "../../core/shared/id.ts";
import type { Result } from "../../core/shared/result.ts";
import { affiliates, coupons, programs } from "../../db/schema/index.ts";
import { named, picked, times } from "../resources/columns.ts";
import type { Resource } from "../resources/resource.ts";
import { writeRow } from "../resources/write-rows.ts";
import type { Context } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";
import { claimVanityLinks, type VanityInput } from "./vanity-links.ts";

export type Coupon = typeof coupons.$inferSelect;

/**
 * Coupons: codes that name an affiliate in the shop's checkout. No two codes of a workspace differ by case alone. With
 * `vanity` a coupon gets a link whose slug is the code; the link is switched off and on with it. An archived coupon is
 * disabled.
 */
export const couponResource: Resource<Coupon> = {
  ...{ object: "coupon", prefix: "cpn", table: coupons },
  columns: {
    code: { ...named("code"), isCaseless: true },
    program_id: picked("programId"),
    affiliate_id: picked("affiliateId"),
    link_id: picked("linkId"),
    status: picked("status"),
    ...times,
    created_at: { ...times.created_at, isSorted: true },
  },
  references: { programId: programs, affiliateId: affiliates },
  unique: [["code"]],
  onArchive: { status: "disabled" },
  claim: claimVanityLinks,
};

/** A new coupon; `vanity` makes a link whose slug is the code. */
export type CouponInput = Pick<Coupon, "code" | "programId" | "affiliateId"> & {
  readonly vanity?: VanityInput | undefined;
};

/** Creates a coupon, and its link in the same transaction. */
export function createCoupon(context: Context, fields: CouponInput): Promise<Result<Coupon, Problem>> {
  return writeRow(context, couponResource, { kind: "create", fields });
}

/** Changes whether a coupon is in force, and its link with it. */
export function updateCoupon(
  context: Context,
  id: CouponId,
  fields: Partial<Pick<Coupon, "status">>,
): Promise<Result<Coupon, Problem>> {
  return writeRow(context, couponResource, { kind: "update", id, fields });
}
