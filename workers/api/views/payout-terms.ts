import * as z from "zod/mini";
import type { PayoutTerms, TermsInForce } from "../../../services/payouts/terms.ts";
import { showInstant } from "./money.ts";
import { count, idOf, instant, maybe, minor, several, text, view } from "./schema.ts";

const termsFields = {
  affiliate_id: maybe(idOf("aff")),
  program_id: maybe(idOf("prg")),
  hold_days: maybe(count),
  net: maybe(text),
  schedule: maybe(text),
  minimums: z.record(text, minor),
  requires_tax_form: maybe(z.boolean()),
  requires_method: maybe(z.boolean()),
  countries: maybe(several(text)),
  method_kinds: maybe(several(text)),
  payout_currency: maybe(text),
};
/** A version of payout terms; null is as the next wider scope says. */
export const payoutTermsView = view("PayoutTerms", {
  id: idOf("trm"),
  object: z.literal("payout_terms"),
  ...termsFields,
  effective_from: instant,
  created_at: instant,
});
/** What applies to a scope, from whichever scopes it comes. */
export const termsInForceView = view("PayoutTermsInForce", {
  object: z.literal("payout_terms_in_force"),
  ...termsFields,
});

/** Shows a version of payout terms; null is as the next wider scope says. */
export function showPayoutTerms({
  id,
  effectiveFrom,
  createdAt,
  ...terms
}: PayoutTerms): z.output<typeof payoutTermsView> {
  return {
    id,
    object: "payout_terms",
    ...fieldsOf(terms),
    effective_from: showInstant(effectiveFrom),
    created_at: showInstant(createdAt),
  };
}

/** Shows what applies to a scope, from whichever scopes it comes. */
export function showTermsInForce(terms: TermsInForce): z.output<typeof termsInForceView> {
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
