import type { PayoutTerms, TermsInForce } from "../../../services/payouts/terms.ts";
import { showInstant } from "./money.ts";

/** Shows a version of payout terms; null is as the next wider scope says. */
export function showPayoutTerms({ id, effectiveFrom, createdAt, ...terms }: PayoutTerms) {
  return {
    id,
    object: "payout_terms",
    ...fieldsOf(terms),
    effective_from: showInstant(effectiveFrom),
    created_at: showInstant(createdAt),
  };
}

/** Shows what applies to a scope, from whichever scopes it comes. */
export function showTermsInForce(terms: TermsInForce) {
  return { object: "payout_terms_in_force", ...fieldsOf(terms) };
}

function fieldsOf(
  terms: Omit<PayoutTerms, "workspaceId" | "id" | "effectiveFrom" | "createdAt"> | TermsInForce,
) {
  return {
    affiliate_id: terms.affiliateId,
    program_id: terms.programId,
    hold_days: terms.holdDays,
    net: terms.net,
    schedule: terms.schedule,
    minimums: terms.minimums,
    requires_tax_form: terms.requiresTaxForm,
    requires_method: terms.requiresMethod,
    countries: terms.countries,
    method_kinds: terms.methodKinds,
    payout_currency: terms.payoutCurrency,
  };
}
