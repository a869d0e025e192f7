import { and, eq } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import { assert } from "../../core/shared/assert.ts";
import type { ConversionId, KeyId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { conversions } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

export type ConversionRow = typeof conversions.$inferSelect;

/** A conversion as the edge accepted it. */
export type AcceptedConversion = {
  readonly id: ConversionId;
  readonly keyId: KeyId;
  /** SHA-256 of the canonical request, hex. */
  readonly fingerprint: string;
  readonly receivedAt: Date;
  readonly externalId: string;
  readonly event: string;
  readonly clickIds: readonly string[];
  readonly customerExternalId: string | null;
  readonly customerEmailSha256: string | null;
  readonly couponCode: string | null;
  /** Minor units of `currency`, not negative. */
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly items: unknown;
  readonly metadata: unknown;
  /** When it happened by the merchant's clock; the time of receipt where it gave none. */
  readonly occurredAt: Date;
};

/**
 * Writes a conversion once and locks its row until the transaction ends.
 *
 * @returns the row, or `conflict` when the external id was used before with another request
 */
export async function recordConversion(
  tx: Db,
  context: Context,
  accepted: AcceptedConversion,
): Promise<ConversionRow | "conflict"> {
  await tx
    .insert(conversions)
    .values({
      ...accepted,
      workspaceId: context.workspaceId,
      clickIds: [...accepted.clickIds],
      retryAt: context.now,
    })
    .onConflictDoNothing();
  const row = await lockConversion(tx, context, accepted.id);
  assert(row !== null, "a conversion that was just written must be there");
  return row.fingerprint === accepted.fingerprint ? row : "conflict";
}

/** Loads a conversion of the context's workspace and locks it until the transaction ends, or null. */
export async function lockConversion(
  tx: Db,
  context: Context,
  conversionId: ConversionId,
): Promise<ConversionRow | null> {
  const [row] = await tx
    .select()
    .from(conversions)
    .where(and(eq(conversions.workspaceId, context.workspaceId), eq(conversions.id, conversionId)))
    .for("update");
  return row ?? null;
}
