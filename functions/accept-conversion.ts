import type { ConversionMessage } from "../contracts/conversion.ts";
import type { Currency } from "../core/money/currency.ts";
import type { ConversionId, KeyId } from "../core/shared/id.ts";
import type { AcceptedConversion } from "../services/conversions/accepted-conversion.ts";

/** Reads a message of the edge as the services know a conversion. */
export function acceptedConversion({ request, ...message }: ConversionMessage): AcceptedConversion {
  const named = [...(request.click_id ? [request.click_id] : []), ...(request.click_ids ?? [])];
  return {
    id: message.id as ConversionId,
    keyId: message.key_id as KeyId,
    fingerprint: message.fingerprint,
    receivedAt: new Date(message.received_at_ms),
    externalId: request.external_id,
    event: request.event,
    clickIds: [...new Set(named)],
    customerExternalId: request.customer?.external_id ?? null,
    customerEmailSha256: request.customer?.email_sha256 ?? null,
    couponCode: request.coupon_code ?? null,
    amountMinor: BigInt(request.amount_minor),
    currency: request.currency as Currency,
    shippingMinor: BigInt(request.shipping_minor ?? 0),
    taxMinor: BigInt(request.tax_minor ?? 0),
    discountMinor: BigInt(request.discount_minor ?? 0),
    country: request.country ?? null,
    items: request.items ?? null,
    metadata: request.metadata ?? null,
    occurredAt: new Date(request.occurred_at ?? message.received_at_ms),
  };
}
