import type { Currency } from "../money/currency.ts";
import type { ConversionId } from "../shared/id.ts";

/** A merchant's report, as far as deciding it needs to know. */
export type ReportedConversion = {
  readonly id: ConversionId;
  readonly event: string;
  /** As the merchant sent them, unverified. */
  readonly clickIds: readonly string[];
  readonly customerExternalId: string | null;
  readonly customerEmailSha256: string | null;
  readonly couponCode: string | null;
  /** Minor units of `currency`, not negative. */
  readonly amountMinor: bigint;
  readonly currency: Currency;
  /** What of the amount is shipping and tax, and what the discount took off the items; nothing if it was not said. */
  readonly shippingMinor?: bigint;
  readonly taxMinor?: bigint;
  readonly discountMinor?: bigint;
  /** Of the buyer, ISO 3166-1 alpha-2. */
  readonly country?: string | null;
  readonly items: unknown;
  readonly metadata: unknown;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  /** When it was first looked at, where that was before. */
  readonly firstLookAt?: Date;
};

/** The keys under which a customer is known, by the merchant's id and by the hash of the address. */
export function customerKeys(
  conversion: Pick<ReportedConversion, "customerExternalId" | "customerEmailSha256">,
): readonly string[] {
  return [
    ...(conversion.customerExternalId ? [`external:${conversion.customerExternalId}`] : []),
    ...(conversion.customerEmailSha256 ? [`email_sha256:${conversion.customerEmailSha256}`] : []),
  ];
}
