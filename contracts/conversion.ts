import * as z from "zod/mini";
import { countryCode, currencyCode, line, minorUnits, timestamp } from "./text.ts";

/** Click ids are taken as sent and judged later: a sale is never refused for a bad click id. */
const rawClickId = line(256);

/** What was bought. */
export const reportedItems = z
  .array(
    z.strictObject({
      sku: line(255),
      category: z.optional(line(255)),
      quantity: z.int().check(z.minimum(1), z.maximum(1_000_000)),
      amount_minor: minorUnits,
    }),
  )
  .check(z.maxLength(200));

/** What the merchant says of the sale in words of its own. */
export const reportedMetadata = z
  .record(line(64), line(500))
  .check(z.refine((value) => Object.keys(value).length <= 50, "must have at most 50 keys"));

/** The body of `POST /v1/conversions`. */
export const conversionRequest = z.strictObject({
  external_id: line(255),
  event: line(64),
  click_id: z.optional(rawClickId),
  click_ids: z.optional(z.array(rawClickId).check(z.maxLength(50))),
  customer: z.optional(
    z.strictObject({
      external_id: z.optional(line(255)),
      email_sha256: z.optional(
        z.string().check(z.regex(/^[0-9a-f]{64}$/, "must be 64 lowercase hexadecimal characters")),
      ),
    }),
  ),
  coupon_code: z.optional(line(64)),
  amount_minor: minorUnits,
  currency: currencyCode,
  /** What of the amount is shipping and tax, and what the discount took off the items. */
  shipping_minor: z.optional(minorUnits),
  tax_minor: z.optional(minorUnits),
  discount_minor: z.optional(minorUnits),
  /** Of the buyer. */
  country: z.optional(countryCode),
  items: z.optional(reportedItems),
  occurred_at: z.optional(timestamp),
  metadata: z.optional(reportedMetadata),
});
export type ConversionRequest = z.infer<typeof conversionRequest>;

/** A conversion the edge accepted, version 1: a message of the conversions queue, and its stored copy. */
export const conversionMessage = z.strictObject({
  v: z.literal(1),
  id: line(64),
  workspace_id: line(64),
  key_id: line(64),
  /** SHA-256 of the canonical request, hex. */
  fingerprint: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  received_at_ms: z.int().check(z.nonnegative()),
  request_id: line(64),
  request: z.strictObject({
    ...conversionRequest.shape,
    amount_minor: z.string().check(z.regex(/^(0|[1-9]\d{0,14})$/)),
    /** Milliseconds since 1970; absent where the merchant gave none. */
    occurred_at: z.optional(z.int()),
  }),
});
export type ConversionMessage = z.infer<typeof conversionMessage>;

/** The answer to an accepted conversion; a repeat is answered with the same bytes. */
export type ConversionAccepted = {
  readonly id: string;
  readonly object: "conversion";
  readonly status: "accepted";
  readonly external_id: string;
};
