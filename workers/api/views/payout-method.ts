import type { PayoutMethod } from "../../../core/payout/method.ts";
import type { PayoutMethodView } from "../../../services/payout-methods/payout-methods.ts";
import { showInstant } from "./money.ts";

/** Shows a payout method by its hint. */
export function showPayoutMethod(method: PayoutMethodView) {
  return {
    id: method.id,
    object: "payout_method",
    affiliate_id: method.affiliateId,
    kind: method.kind,
    country: method.country,
    hint: method.hint,
    status: method.status,
    effective_at: showInstant(method.effectiveAt),
    cancelled_at: showInstant(method.cancelledAt),
    created_at: showInstant(method.createdAt),
  };
}

/** Shows what a payout method is itself, as it was given: for whoever may see it, and nowhere else. */
export function showOpenMethod(method: PayoutMethod) {
  switch (method.kind) {
    case "iban": {
      const { holder, iban, bic, address } = method;
      return { holder, iban, bic, address };
    }
    case "stripe":
      return { account_id: method.accountId };
    case "paypal":
      return { email: method.email };
    case "wise":
      return { recipient_id: method.recipientId };
  }
}
