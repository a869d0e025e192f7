import { capSpan } from "../../../core/link/caps.ts";
import type { Cap } from "../../../services/caps/caps.ts";
import { showInstant } from "./money.ts";

/** Shows a cap with what it has counted in the span of now; a count of null is not known. */
export function showCap(cap: Cap, count: number | null, now: Date) {
  const { endsAtMs } = capSpan(cap.period, now.getTime());
  return {
    id: cap.id,
    object: "cap",
    link_id: cap.linkId,
    affiliate_id: cap.affiliateId,
    program_id: cap.programId,
    metric: cap.metric,
    period: cap.period,
    max: cap.max,
    overflow_url: cap.overflowUrl,
    status: cap.status,
    count,
    resets_at: showInstant(endsAtMs === null ? null : new Date(endsAtMs)),
    created_at: showInstant(cap.createdAt),
    updated_at: showInstant(cap.updatedAt),
  };
}
