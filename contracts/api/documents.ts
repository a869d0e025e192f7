import * as z from "zod/mini";
import { country } from "../country.ts";
import { calendarDate, line } from "../text.ts";

/** `PUT /v1/affiliates/{id}/tax-forms/{kind}`. What is absent stays as it was. */
export const putTaxFormRequest = z.strictObject({
  status: z.enum(["requested", "received", "verified", "rejected"], {
    error: "must be one of requested, received, verified, rejected",
  }),
  country: z.optional(country),
  vat_id: z.optional(line(32)),
  number_last4: z.optional(
    z
      .string()
      .check(z.regex(/^[A-Za-z0-9]{2,4}$/, "must be the last 2 to 4 letters or digits of the number")),
  ),
  signed_on: z.optional(calendarDate),
  reason: z.optional(line(200)),
});

const orNull = <Value extends z.ZodMiniType>(value: Value) => z._default(z.nullable(value), null);

/** `PUT /v1/legal-details` and `PUT /v1/affiliates/{id}/legal-details`: all of it, what is absent is null. */
export const putLegalDetailsRequest = z.strictObject({
  ...{ name: line(200), address_line1: line(200), address_line2: orNull(line(200)) },
  ...{ postal_code: orNull(line(20)), city: line(100), region: orNull(line(100)), country },
  ...{ company_number: orNull(line(64)), vat_id: orNull(line(32)) },
  vat_rate_bps: orNull(
    z
      .int("must be a whole number of basis points")
      .check(z.minimum(1, "must be at least 1"), z.maximum(9_999, "must be at most 9999")),
  ),
});

/** `POST /v1/affiliates/{id}/self-billing`. */
export const agreeToSelfBillingRequest = z.strictObject({ terms: line(200) });

/** `PUT /v1/document-series/{kind}`. */
export const setSeriesRequest = z.strictObject({
  prefix: z
    .string()
    .check(
      z.regex(
        /^[A-Z0-9][A-Z0-9/-]{0,14}[A-Z/-]$/,
        "must be 2 to 16 capitals, digits, hyphens and slashes, and end in no digit",
      ),
    ),
});
