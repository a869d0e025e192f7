import type { Affiliate } from "../../../services/affiliates/affiliates.ts";
import type { OwnPayout } from "../../../services/portal/payouts.ts";
import type { CommissionView } from "../../../services/reading/commission-view.ts";
import { showCommission } from "./commission.ts";
import { showInstant, showMoney } from "./money.ts";

/** Shows an affiliate to itself: not the names under which plans and policies rank it. */
export function showMe({ id, name, email, status, country, currency, createdAt }: Affiliate) {
  return {
    ...{ id, object: "affiliate", name, email, status, country, currency },
    created_at: showInstant(createdAt),
  };
}

/** Shows an affiliate its commission: how it was worked out, not the plan's own ids of it. */
export function showOwnCommission(commission: CommissionView) {
  const { affiliate_id: _affiliateId, plan: _plan, ...shown } = showCommission(commission);
  return shown;
}

/** Shows an affiliate a payout of its own. */
export function showOwnPayout(payout: OwnPayout["payout"]) {
  return {
    id: payout.id,
    object: "payout",
    amount: showMoney(payout.amountMinor, payout.currency),
    recipient: payout.recipient,
    status: payout.status,
    reason: payout.reason,
    reference: payout.reference,
    submitted_at: showInstant(payout.submittedAt),
    paid_at: showInstant(payout.paidAt),
    ended_at: showInstant(payout.endedAt),
    created_at: showInstant(payout.createdAt),
  };
}

/** As `showOwnPayout`, with what it pays and what it netted. */
export function showOwnPayoutWhole({ payout, items, netted }: OwnPayout) {
  return {
    ...showOwnPayout(payout),
    pays: items.map(({ commissionId, amountMinor, isLive }) => ({
      ...{ commission_id: commissionId, amount_minor: String(amountMinor), is_live: isLive },
    })),
    netted: netted.map(({ commissionId, amountMinor, currency }) => ({
      ...{ commission_id: commissionId, amount: showMoney(amountMinor, currency) },
    })),
  };
}
