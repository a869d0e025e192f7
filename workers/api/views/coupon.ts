import * as z from "zod/mini";
import type { Coupon } from "../../../services/coupons/coupons.ts";
import { showInstant } from "./money.ts";
import { idOf, instant, maybe, oneOf, text, view } from "./schema.ts";

/** A coupon. */
export const couponView = view("Coupon", {
  id: idOf("cpn"),
  object: z.literal("coupon"),
  code: text,
  program_id: idOf("prg"),
  affiliate_id: idOf("aff"),
  link_id: maybe(idOf("lnk")),
  status: oneOf("active", "disabled"),
  created_at: instant,
  updated_at: instant,
});

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
}: Coupon): z.output<typeof couponView> {
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
