import type { Currency } from "../../core/money/currency.ts";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { changeId } from "../../platform/change-id.ts";
import type { Sample } from "./sample.ts";

/** Writes a refund of a sale with what it took of a commission, as an affiliate owes it, and a rate. */
export async function insertChangeRows(
  db: Db,
  { workspaceId, keyId }: Sample,
  commission: Pick<typeof schema.commissions.$inferSelect, "id" | "conversionId" | "affiliateId">,
): Promise<void> {
  const at = new Date();
  const id = changeId(commission.conversionId, "refund-1");
  await db.insert(schema.conversionChanges).values({
    ...{ workspaceId, id, conversionId: commission.conversionId, externalId: "refund-1", fingerprint: "f" },
    ...{ kind: "refund", status: "applied", amountMinor: 10n, keyId },
    ...{ occurredAt: at, receivedAt: at, appliedAt: at },
  });
  await db.insert(schema.commissionAdjustments).values({
    ...{ workspaceId, changeId: id, commissionId: commission.id, affiliateId: commission.affiliateId },
    ...{ kind: "carried", currency: "EUR" as Currency, amountMinor: -1n },
  });
  await db
    .insert(schema.fxRates)
    .values({ source: "ecb", day: "2020-08-11", currency: "USD" as Currency, rate: "1.1783" })
    .onConflictDoNothing();
}
