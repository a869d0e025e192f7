import type { Coupon } from "../../../services/coupons/coupons.ts";
import { showInstant } from "./money.ts";

/** Shows a coupon; its link, if it has one, is shown with the links. */
export function showCoupon({
  id,
  code,
  programId,
  affiliateId,
  linkId,
  status,
  createdAt,
  updatedAt,
}: Coupon) {
  return {
    id,
    object: "coupon",
    code,
    program_id: programId,
    affiliate_id: affiliateId,
    link_id: linkId,
    status,
    created_at: showInstant(createdAt),
    updated_at: showInstant(updatedAt),
  };
}
