import * as z from "zod/mini";
import { changedItems } from "../../../contracts/change.ts";
import type { Currency } from "../../../core/money/currency.ts";
import type { ChangeView } from "../../../services/reading/changes.ts";
import { showInstant, showMoney } from "./money.ts";
import {
  currency,
  idOf,
  instant,
  maybe,
  maybeInstant,
  minor,
  money,
  oneOf,
  several,
  text,
  view,
} from "./schema.ts";

const moneyOfChange = maybe(z.strictObject({ amount_minor: minor, currency: maybe(currency) }));
/** What a change took of: a commission that waited, or the next payout. */
export const adjustmentKind = oneOf("unpaid", "carried");
/** A refund, a chargeback or the like of a conversion, with what it did to each commission. */
export const changeView = view("ConversionChange", {
  id: idOf("chg"),
  object: z.literal("change"),
  conversion_id: idOf("cnv"),
  external_id: text,
  kind: text,
  status: oneOf("parked", "applied", "refused"),
  problem: maybe(text),
  amount: moneyOfChange,
  items: maybe(changedItems),
  chargeback_external_id: maybe(text),
  reason: maybe(text),
  refunded_so_far: moneyOfChange,
  adjustments: several(
    z.strictObject({
      commission_id: idOf("com"),
      affiliate_id: idOf("aff"),
      kind: adjustmentKind,
      amount: money,
      payout_id: maybe(idOf("pay")),
    }),
  ),
  occurred_at: instant,
  received_at: instant,
  applied_at: maybeInstant,
});

/** Shows a change with what it did to each commission; its sums have no currency before its sale has come. */
export function showChange(change: ChangeView, currency: Currency | null): z.output<typeof changeView> {
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
    items: change.items as z.output<typeof changedItems> | null,
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
