import type * as z from "zod/mini";
import type { addPayoutMethodRequest } from "../../contracts/api/payout-methods.ts";
import type { GivenMethod } from "../../services/payout-methods/payout-methods.ts";

/** A payout method as its contract read it, in the form of the services. */
export function givenMethod(given: z.output<typeof addPayoutMethodRequest>): GivenMethod {
  switch (given.kind) {
    case "iban": {
      const { kind, holder, iban, bic, address } = given;
      return { method: { kind, holder, iban, bic, address }, country: null };
    }
    case "stripe":
      return { method: { kind: given.kind, accountId: given.account_id }, country: given.country };
    case "paypal":
      return { method: { kind: given.kind, email: given.email }, country: given.country };
    case "wise":
      return { method: { kind: given.kind, recipientId: given.recipient_id }, country: given.country };
  }
}
