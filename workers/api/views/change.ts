import type { Currency } from "../../../core/money/currency.ts";
import type { ChangeView } from "../../../services/reading/changes.ts";
import { showInstant, showMoney } from "./money.ts";

/** Shows a change with what it did to each commission; its sums have no currency before its sale has come. */
export function showChange(change: ChangeView, currency: Currency | null) {
  const money = (amountMinor: bigint | null) =>
    amountMinor === null
      ? null
      : currency
        ? showMoney(amountMinor, currency)
        : { amount_minor: String(amountMinor), currency };
  return {
    id: change.id,
    object: "change",
    conversion_id: change.conversionId,
    external_id: change.externalId,
    kind: change.kind,
    status: change.status,
    problem: change.problem,
    amount: money(change.amountMinor),
    items: change.items,
    chargeback_external_id: change.chargebackExternalId,
    reason: change.reason,
    refunded_so_far: money(change.refundedMinor),
    adjustments: change.adjustments.map((adjustment) => ({
      commission_id: adjustment.commissionId,
      affiliate_id: adjustment.affiliateId,
      kind: adjustment.kind,
      amount: showMoney(adjustment.amountMinor, adjustment.currency),
      payout_id: adjustment.payoutId,
    })),
    occurred_at: showInstant(change.occurredAt),
    received_at: showInstant(change.receivedAt),
    applied_at: showInstant(change.appliedAt),
  };
}
