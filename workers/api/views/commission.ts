import * as z from "zod/mini";
import { COMMISSION_STATUSES } from "../../../core/commission/lifecycle.ts";
import type { CommissionView } from "../../../services/reading/commission-view.ts";
import { showInstant, showMoney } from "./money.ts";
import {
  count,
  currency,
  idOf,
  instant,
  maybe,
  maybeInstant,
  minor,
  money,
  oneOf,
  quotedRate,
  text,
  view,
} from "./schema.ts";

/** A commission with how it was worked out. */
export const commissionView = view("Commission", {
  id: idOf("com"),
  object: z.literal("commission"),
  conversion_id: maybe(idOf("cnv")),
  decision_id: maybe(idOf("dec")),
  kind: oneOf("sale", "override", "bonus"),
  level: count,
  affiliate_id: idOf("aff"),
  program_id: idOf("prg"),
  plan: z.strictObject({ id: idOf("pln"), version: count, rule_id: maybe(text) }),
  base: money,
  amount: money,
  reduced: money,
  fx: maybe(
    z.strictObject({ amount_minor: minor, currency, from: maybe(quotedRate), to: maybe(quotedRate) }),
  ),
  arithmetic: text,
  status: z.enum(COMMISSION_STATUSES),
  superseded_by: maybe(idOf("dec")),
  hold_until: maybeInstant,
  approved_at: maybeInstant,
  payable_at: maybeInstant,
  payout_id: maybe(idOf("pay")),
  created_at: instant,
});

/** Shows a commission with how it was worked out. */
export function showCommission(commission: CommissionView): z.output<typeof commissionView> {
  return {
    id: commission.id,
    object: "commission",
    conversion_id: commission.conversionId,
    decision_id: commission.decisionId,
    kind: commission.kind,
    level: commission.level,
    affiliate_id: commission.affiliateId,
    program_id: commission.programId,
    plan: { id: commission.planId, version: commission.planVersion, rule_id: commission.ruleId },
    base: showMoney(commission.baseMinor, commission.baseCurrency),
    amount: showMoney(commission.amountMinor, commission.currency),
    // What changes of the sale took of it while it was unpaid; it pays the rest.
    reduced: showMoney(commission.reducedMinor, commission.currency),
    fx: commission.fx,
    arithmetic: commission.arithmetic,
    status: commission.status,
    // The newer decision of the sale that took its place.
    superseded_by: commission.supersededBy,
    hold_until: showInstant(commission.holdUntil),
    approved_at: showInstant(commission.approvedAt),
    // From when on it may be paid: its approval, unless NET terms say later.
    payable_at: showInstant(commission.payableAt ?? commission.approvedAt),
    payout_id: commission.payoutId,
    created_at: showInstant(commission.createdAt),
  };
}
