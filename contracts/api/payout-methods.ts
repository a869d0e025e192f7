import * as z from "zod/mini";
import { country } from "../country.ts";
import { line, minorUnits } from "../text.ts";

/** As people write it too: with spaces, in small letters. What is wrong with it is said by `methodProblem`. */
const compact = (max: number) =>
  z.pipe(
    line(max),
    z.transform((text) => text.replaceAll(" ", "").toUpperCase()),
  );
/** Of the account, where the method itself does not tell it. */
const countryOrNull = z._default(z.nullable(country), null);

/** `POST /v1/affiliates/{id}/payout-methods`. */
export const addPayoutMethodRequest = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({
      ...{ kind: z.literal("iban"), holder: line(70), iban: compact(64) },
      bic: z._default(z.nullable(compact(32)), null),
      address: z._default(z.nullable(z.strictObject({ town: line(35), country })), null),
    }),
    z.strictObject({ kind: z.literal("stripe"), account_id: line(128), country: countryOrNull }),
    z.strictObject({ kind: z.literal("paypal"), email: line(254), country: countryOrNull }),
    z.strictObject({ kind: z.literal("wise"), recipient_id: line(32), country: countryOrNull }),
  ],
  { error: "must be one of iban, stripe, paypal, wise" },
);

/** `PUT /v1/payout-approval-limits/{currency}`; null takes the limit away. */
export const setApprovalLimitRequest = z.strictObject({ step_up_over_minor: z.nullable(minorUnits) });
