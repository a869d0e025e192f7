import type { Affiliate } from "../../../services/affiliates/affiliates.ts";
import { showInstant } from "./money.ts";

/** Shows an affiliate. */
export function showAffiliate(affiliate: Affiliate) {
  return {
    id: affiliate.id,
    object: "affiliate",
    name: affiliate.name,
    email: affiliate.email,
    status: affiliate.status,
    class: affiliate.class,
    group: affiliate.group,
    tier: affiliate.tier,
    country: affiliate.country,
    tags: affiliate.tags,
    sponsor_id: affiliate.sponsorId,
    currency: affiliate.currency,
    created_at: showInstant(affiliate.createdAt),
    updated_at: showInstant(affiliate.updatedAt),
  };
}
