import * as z from "zod/mini";
import type { PayoutOutlook } from "../../../services/payouts/outlook.ts";
import { showInstant, showMoney } from "./money.ts";
import { count, currency, idOf, instant, maybeInstant, money, several, text, view } from "./schema.ts";

/** What an affiliate is owed, what is payable when, and what waits and why. */
export const outlookView = view("PayoutOutlook", {
  object: z.literal("payout_outlook"),
  affiliate_id: idOf("aff"),
  as_of: instant,
  sums: several(z.strictObject({ currency, pending: money, payable: money, in_payouts: money })),
  payable_now: several(money),
  lines: several(
    z.strictObject({
      program_id: idOf("prg"),
      state: text,
      amount: money,
      commissions_count: count,
      pays_in: currency,
      payable_at: maybeInstant,
      prepared_at: maybeInstant,
      reasons: several(text),
    }),
  ),
  has_more: z.boolean(),
});

/** Shows what an affiliate is owed, what is payable when, and what waits and why. */
export function showPayoutOutlook(outlook: PayoutOutlook): z.output<typeof outlookView> {
  return {
    object: "payout_outlook",
    affiliate_id: outlook.affiliateId,
    as_of: showInstant(outlook.asOf),
    sums: outlook.sums.map(({ currency, pendingMinor, payableMinor, inPayoutsMinor }) => ({
      currency,
      pending: showMoney(pendingMinor, currency),
      payable: showMoney(payableMinor, currency),
      in_payouts: showMoney(inPayoutsMinor, currency),
    })),
    payable_now: outlook.payableNow.map(({ amountMinor, currency }) => showMoney(amountMinor, currency)),
    lines: outlook.lines.map((line) => ({
      program_id: line.programId,
      state: line.state,
      amount: showMoney(line.amountMinor, line.currency),
      commissions_count: line.commissions,
      pays_in: line.paysIn,
      payable_at: showInstant(line.payableAt),
      prepared_at: showInstant(line.preparedAt),
      reasons: line.reasons,
    })),
    has_more: outlook.hasMore,
  };
}
