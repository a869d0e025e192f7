import { REASONS, type ReasonCode } from "../../../core/attribution/reasons.ts";
import type { ConversionView } from "../../../services/reading/conversions.ts";
import { showInstant, showMoney } from "./money.ts";

/** Shows a reason code with the sentence that says it to a person. */
export function showReason(code: ReasonCode) {
  return { code, sentence: REASONS[code] };
}

/** Shows a conversion as it stands. */
export function showConversion(conversion: ConversionView) {
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
export function showConversionAsReceived(conversion: ConversionView) {
  return {
    ...showConversion(conversion),
    click_ids: conversion.clickIds,
    customer: {
      external_id: conversion.customerExternalId,
      email_sha256: conversion.customerEmailSha256,
    },
    coupon_code: conversion.couponCode,
    items: conversion.items,
    metadata: conversion.metadata,
    key_id: conversion.keyId,
  };
}
