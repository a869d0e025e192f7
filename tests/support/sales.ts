import type { Currency } from "../../core/money/currency.ts";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import type { AcceptedConversion } from "../../services/conversions/accepted-conversion.ts";
import type { ToSettle } from "../../services/conversions/settle-conversions.ts";
import type { Sample } from "./sample.ts";

/** The keys of the tests' click ids. */
export const TEST_HMACS = parseClickIdKeys(encodeBase64url(new Uint8Array(32).fill(1)));

/** A sale of 100.00 euros as the edge accepts it, with what the test says of it. */
export function saleOf(
  { workspaceId, keyId }: Pick<Sample, "workspaceId" | "keyId">,
  change: Partial<AcceptedConversion> & { readonly externalId: string },
): ToSettle {
  const now = new Date();
  const accepted: AcceptedConversion = {
    ...{ id: conversionId(workspaceId, change.externalId), keyId, fingerprint: "f".repeat(64) },
    ...{ event: "sale", clickIds: [], customerExternalId: null, customerEmailSha256: null, couponCode: null },
    ...{ amountMinor: 10_000n, currency: "EUR" as Currency, items: null, metadata: null },
    ...{ receivedAt: now, occurredAt: now },
    ...change,
  };
  return { accepted, requestId: `req_${change.externalId}` };
}
