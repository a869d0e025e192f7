import { sql } from "drizzle-orm";
import { assert } from "../../core/shared/assert.ts";
import type { ConversionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { type RowsOfTable, rowsOf } from "../../db/insert-all.ts";
import { conversions } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";
import type { AcceptedConversion } from "./accepted-conversion.ts";

/** Where a conversion stands after a batch. */
export type Standing = {
  readonly id: ConversionId;
  readonly status: "received" | "attributed" | "unattributed";
  readonly reason: typeof conversions.$inferInsert.reason;
  readonly attempts: number;
  readonly retryAt: Date | null;
  readonly decidedAt: Date | null;
};

/** The rows of conversions that were not there before, as they stand after the batch. */
export function newConversionRows(
  { workspaceId, now }: Context,
  recorded: readonly { readonly accepted: AcceptedConversion; readonly standing: Standing }[],
): RowsOfTable {
  return rowsOf(
    conversions,
    recorded.map(({ accepted, standing }) => ({
      workspaceId,
      externalId: accepted.externalId,
      fingerprint: accepted.fingerprint,
      event: accepted.event,
      amountMinor: accepted.amountMinor,
      currency: accepted.currency,
      occurredAt: accepted.occurredAt,
      receivedAt: accepted.receivedAt,
      firstLookAt: now,
      clickIds: [...accepted.clickIds],
      customerExternalId: accepted.customerExternalId,
      customerEmailSha256: accepted.customerEmailSha256,
      couponCode: accepted.couponCode,
      shippingMinor: accepted.shippingMinor ?? 0n,
      taxMinor: accepted.taxMinor ?? 0n,
      discountMinor: accepted.discountMinor ?? 0n,
      country: accepted.country ?? null,
      items: accepted.items,
      metadata: accepted.metadata,
      keyId: accepted.keyId,
      ...standing,
    })),
  );
}

/** Moves conversions that waited. Their rows are locked, so each is still undecided. */
export async function moveConversions(
  tx: Db,
  { workspaceId }: Context,
  standings: readonly Standing[],
): Promise<void> {
  if (standings.length === 0) return;
  const moved = standings.map(({ id, status, reason, attempts, retryAt, decidedAt }) => ({
    ...{ id, status, reason, attempts, retry_at: retryAt, decided_at: decidedAt },
  }));
  const { rows } = (await tx.execute(sql`
    update conversions
       set status = moved.status, reason = moved.reason, attempts = moved.attempts, retry_at = moved.retry_at,
           decided_at = moved.decided_at
      from json_to_recordset(${JSON.stringify(moved)}::json) as moved(
        id text, status conversion_status, reason text, attempts int, retry_at timestamptz, decided_at timestamptz)
     where conversions.workspace_id = ${workspaceId} and conversions.id = moved.id
       and conversions.status = 'received'
    returning conversions.id`)) as unknown as { rows: unknown[] };
  assert(rows.length === standings.length, "a conversion that waited was decided by another");
}
