import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId, KeyId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";

/** Writes a payout method that is cancelled, a factor that counts for nothing, a limit of another currency and a notice. */
export async function insertRecipientRows(
  db: Db,
  {
    workspaceId,
    affiliateId,
    keyId,
  }: { readonly workspaceId: WorkspaceId; readonly affiliateId: AffiliateId; readonly keyId: KeyId },
): Promise<void> {
  const nowMs = Date.now();
  const hour = new Date(0);
  await db.insert(schema.payoutMethods).values({
    ...{ workspaceId, id: newId("pmt", nowMs), affiliateId, kind: "iban", hint: "DE…3000", sealed: "" },
    ...{ effectiveAt: new Date(nowMs), createdBy: "system:test" },
    // Cancelled, so that nothing is paid to it.
    ...{ cancelledAt: hour, cancelledBy: "system:test" },
  });
  await db
    .insert(schema.stepUpFactors)
    .values({ workspaceId, id: newId("suf", nowMs), principal: `key:${keyId}`, sealed: "" });
  await db
    .insert(schema.payoutApprovalLimits)
    .values({ workspaceId, currency: "USD" as Currency, stepUpOverMinor: 1n });
  await db
    .insert(schema.notices)
    .values({ workspaceId, id: newId("ntc", nowMs), kind: "side", cause: "side", sealed: "", dueAt: hour });
}
