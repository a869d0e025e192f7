import * as z from "zod/mini";
import { reportedItems, reportedMetadata } from "../../../contracts/conversion.ts";
import { REASONS, type ReasonCode } from "../../../core/attribution/reasons.ts";
import { CONVERSION_STATUSES, type ConversionView } from "../../../services/reading/conversions.ts";
import { showInstant, showMoney } from "./money.ts";
import { idOf, instant, maybe, maybeInstant, money, several, text, view } from "./schema.ts";

const REASON_CODES = Object.keys(REASONS) as ReasonCode[];
/** A reason code with the sentence that says it. */
export const reasonView = view("Reason", { code: z.enum(REASON_CODES), sentence: text });
const conversionFields = {
  id: idOf("cnv"),
  object: z.literal("conversion"),
  external_id: text,
  event: text,
  status: z.enum(CONVERSION_STATUSES),
  reason: maybe(reasonView),
  amount: money,
  refunded: money,
  occurred_at: instant,
  received_at: instant,
  decided_at: maybeInstant,
  commission_ids: several(idOf("com")),
};
/** A conversion as it stands. */
export const conversionView = view("Conversion", conversionFields);
/** A conversion with all that the merchant sent. */
export const conversionAsReceived = view("ConversionAsReceived", {
  ...conversionFields,
  click_ids: several(text),
  customer: z.strictObject({ external_id: maybe(text), email_sha256: maybe(text) }),
  coupon_code: maybe(text),
  country: maybe(text),
  discount: money,
  shipping: money,
  tax: money,
  items: maybe(reportedItems),
  metadata: maybe(reportedMetadata),
  key_id: maybe(idOf("key")),
});

/** Shows a reason code with the sentence that says it to a person. */
export function showReason(code: ReasonCode): z.output<typeof reasonView> {
  return { code, sentence: REASONS[code] };
}

/** Shows a conversion as it stands. */
export function showConversion(conversion: ConversionView): z.output<typeof conversionView> {
  return {
    id: conversion.id,
    object: "conversion",
    external_id: conversion.externalId,
    event: conversion.event,
    status: conversion.status,
    reason: conversion.reason && showReason(conversion.reason),
    amount: showMoney(conversion.amountMinor, conversion.currency),
    refunded: showMoney(conversion.refundedMinor, conversion.currency),
    occurred_at: showInstant(conversion.occurredAt),
    received_at: showInstant(conversion.receivedAt),
    decided_at: showInstant(conversion.decidedAt),
    commission_ids: conversion.commissionIds,
  };
}

/** Shows a conversion with all that the merchant sent. */
export function showConversionAsReceived(conversion: ConversionView): z.output<typeof conversionAsReceived> {
  return {
    ...showConversion(conversion),
    click_ids: conversion.clickIds,
    customer: {
      external_id: conversion.customerExternalId,
      email_sha256: conversion.customerEmailSha256,
    },
    coupon_code: conversion.couponCode,
    country: conversion.country,
    discount: showMoney(conversion.discountMinor, conversion.currency),
    shipping: showMoney(conversion.shippingMinor, conversion.currency),
    tax: showMoney(conversion.taxMinor, conversion.currency),
    // As the contract of reports read them.
    items: conversion.items as z.output<typeof reportedItems> | null,
    metadata: conversion.metadata as z.output<typeof reportedMetadata> | null,
    key_id: conversion.keyId,
  };
}
