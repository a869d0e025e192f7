import * as z from "zod/mini";
import type { Affiliate } from "../../../services/affiliates/affiliates.ts";
import type { OwnPayout } from "../../../services/portal/payouts.ts";
import type { CommissionView } from "../../../services/reading/commission-view.ts";
import { commissionView, showCommission } from "./commission.ts";
import { showInstant, showMoney } from "./money.ts";
import { recipientView, showRecipient } from "./payout-batch.ts";
import { idOf, instant, maybe, maybeInstant, minor, money, oneOf, several, text, view } from "./schema.ts";

/** An affiliate as it sees itself. */
export const meView = view("OwnAffiliate", {
  id: idOf("aff"),
  object: z.literal("affiliate"),
  name: text,
  email: maybe(text),
  status: oneOf("active", "suspended"),
  country: maybe(text),
  currency: maybe(text),
  created_at: instant,
});
const { affiliate_id: _affiliateId, plan: _plan, ...ownCommissionFields } = commissionView.shape;
/** A commission as its affiliate sees it. */
export const ownCommissionView = view("OwnCommission", ownCommissionFields);
const ownPayoutFields = {
  id: idOf("pay"),
  object: z.literal("payout"),
  amount: money,
  recipient: recipientView,
  status: text,
  reason: maybe(text),
  reference: maybe(text),
  submitted_at: maybeInstant,
  paid_at: maybeInstant,
  ended_at: maybeInstant,
  created_at: instant,
};
/** A payout as its affiliate sees it. */
export const ownPayoutView = view("OwnPayout", ownPayoutFields);
/** As `ownPayoutView`, with what it pays and what it netted. */
export const wholeOwnPayout = view("OwnPayoutWithItems", {
  ...ownPayoutFields,
  pays: several(z.strictObject({ commission_id: idOf("com"), amount_minor: minor, is_live: z.boolean() })),
  netted: several(z.strictObject({ commission_id: idOf("com"), amount: money })),
});

/** Shows an affiliate to itself: not the names under which plans and policies rank it. */
export function showMe({
  id,
  name,
  email,
  status,
  country,
  currency,
  createdAt,
}: Affiliate): z.output<typeof meView> {
  return {
    ...{ id, object: "affiliate", name, email, status, country, currency },
    created_at: showInstant(createdAt),
  };
}

/** Shows an affiliate its commission: how it was worked out, not the plan's own ids of it. */
export function showOwnCommission(commission: CommissionView): z.output<typeof ownCommissionView> {
  const { affiliate_id: _affiliateId, plan: _plan, ...shown } = showCommission(commission);
  return shown;
}

/** Shows an affiliate a payout of its own. */
export function showOwnPayout(payout: OwnPayout["payout"]): z.output<typeof ownPayoutView> {
  return {
    id: payout.id,
    object: "payout",
    amount: showMoney(payout.amountMinor, payout.currency),
    recipient: showRecipient(payout.recipient),
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
export function showOwnPayoutWhole({ payout, items, netted }: OwnPayout): z.output<typeof wholeOwnPayout> {
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
