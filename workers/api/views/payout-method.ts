import * as z from "zod/mini";
import type { PayoutMethod } from "../../../core/payout/method.ts";
import type { PayoutMethodView } from "../../../services/payout-methods/payout-methods.ts";
import { showInstant } from "./money.ts";
import { idOf, instant, maybe, maybeInstant, oneOf, text, view } from "./schema.ts";

const methodFields = {
  id: idOf("pmt"),
  object: z.literal("payout_method"),
  affiliate_id: idOf("aff"),
  kind: oneOf("iban", "stripe", "paypal", "wise"),
  country: maybe(text),
  hint: text,
  status: text,
  effective_at: instant,
  cancelled_at: maybeInstant,
  created_at: instant,
};
/** A payout method by its hint. */
export const methodView = view("PayoutMethod", methodFields);
/** What a payout method is itself: the fields of its kind. */
const openMethod = {
  holder: z.optional(text),
  iban: z.optional(text),
  bic: z.optional(maybe(text)),
  address: z.optional(maybe(z.strictObject({ town: text, country: text }))),
  account_id: z.optional(text),
  /** Null for who may not see what tells of persons. */
  email: z.optional(maybe(text)),
  recipient_id: z.optional(text),
};
/** A payout method as it was given. */
export const revealedMethod = view("RevealedPayoutMethod", { ...methodFields, ...openMethod });

/** Shows a payout method by its hint. */
export function showPayoutMethod(method: PayoutMethodView): z.output<typeof methodView> {
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
