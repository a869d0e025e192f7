import * as z from "zod/mini";
import { capSpan } from "../../../core/link/caps.ts";
import type { Cap } from "../../../services/caps/caps.ts";
import { showInstant } from "./money.ts";
import { count, idOf, instant, maybe, maybeInstant, oneOf, text, view } from "./schema.ts";

/** A cap with what it has counted. */
export const capView = view("Cap", {
  id: idOf("cap"),
  object: z.literal("cap"),
  link_id: maybe(idOf("lnk")),
  affiliate_id: maybe(idOf("aff")),
  program_id: maybe(idOf("prg")),
  metric: oneOf("clicks", "conversions"),
  period: oneOf("day", "month", "total"),
  max: count,
  overflow_url: maybe(text),
  status: oneOf("active", "disabled"),
  count: maybe(count),
  resets_at: maybeInstant,
  created_at: instant,
  updated_at: instant,
});

/** Shows a cap with what it has counted in the span of now; a count of null is not known. */
export function showCap(cap: Cap, count: number | null, now: Date): z.output<typeof capView> {
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
