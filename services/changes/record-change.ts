import { and, eq } from "drizzle-orm";
import type { RefundedItem } from "../../core/commission/refund.ts";
import { assert } from "../../core/shared/assert.ts";
import type { ChangeId, ConversionId, KeyId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { conversionChanges } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

export type ChangeRow = typeof conversionChanges.$inferSelect;

/** A change as the edge accepted it. */
export type AcceptedChange = Pick<
  ChangeRow,
  "externalId" | "kind" | "amountMinor" | "chargebackExternalId" | "reason" | "occurredAt" | "receivedAt"
> & {
  readonly id: ChangeId;
  readonly conversionId: ConversionId;
  readonly keyId: KeyId;
  /** SHA-256 of the canonical request, hex. */
  readonly fingerprint: string;
  readonly items: readonly RefundedItem[] | null;
};

/**
 * Writes a change once, parked until it is applied.
 *
 * @returns false when the merchant's id was used before, of the same conversion, for another change
 */
export async function recordChange(tx: Db, context: Context, accepted: AcceptedChange): Promise<boolean> {
  const { items, ...rest } = accepted;
  await tx
    .insert(conversionChanges)
    .values({ ...rest, items: items && writeItems(items), workspaceId: context.workspaceId })
    .onConflictDoNothing();
  const [row] = await tx
    .select({ fingerprint: conversionChanges.fingerprint })
    .from(conversionChanges)
    .where(
      and(eq(conversionChanges.workspaceId, context.workspaceId), eq(conversionChanges.id, accepted.id)),
    );
  assert(row !== undefined, "a change that was just written must be there");
  return row.fingerprint === accepted.fingerprint;
}

function writeItems(items: readonly RefundedItem[]) {
  return items.map((item) =>
    "quantity" in item
      ? { sku: item.sku, quantity: item.quantity }
      : { sku: item.sku, amount_minor: String(item.amountMinor) },
  );
}
