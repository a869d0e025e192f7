import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { ReasonCode } from "../../core/attribution/reasons.ts";
import type { ConversionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { conversionStatus, conversions } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { cutPage, type Page, type PageRequest } from "./page.ts";

/** A conversion with the ids of the commissions it earned, oldest first. */
export type ConversionView = typeof conversions.$inferSelect & { readonly commissionIds: readonly string[] };

/** Every status of a conversion. */
export const CONVERSION_STATUSES = conversionStatus.enumValues;

/** What a list of conversions is narrowed to. */
export type ConversionFilter = {
  readonly status?: ConversionView["status"] | undefined;
  readonly reason?: ReasonCode | undefined;
  readonly externalId?: string | undefined;
};

/** How a caller names a conversion: by our id, or by the merchant's own. */
export type ConversionRef = { readonly id: ConversionId } | { readonly externalId: string };

/** Conversions of the workspace, the last received first. */
export function listConversions(
  context: Context,
  filter: ConversionFilter,
  { limit, after }: PageRequest,
): Promise<Page<ConversionView>> {
  // The cursor's place is looked up in the database, where times are finer than a `Date`.
  const isAfter = after
    ? sql`(${conversions.receivedAt}, ${conversions.id}) < (
        select received_at, id from conversions as seen
         where seen.workspace_id = ${context.workspaceId} and seen.id = ${after})`
    : undefined;
  return transact(context, async (tx) => {
    const rows = await selectConversions(
      tx,
      and(
        eq(conversions.workspaceId, context.workspaceId),
        filter.status ? eq(conversions.status, filter.status) : undefined,
        filter.reason ? eq(conversions.reason, filter.reason) : undefined,
        filter.externalId === undefined ? undefined : eq(conversions.externalId, filter.externalId),
        isAfter,
      ),
      limit + 1,
    );
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** One conversion of the workspace, or null. */
export function findConversion(context: Context, ref: ConversionRef): Promise<ConversionView | null> {
  return transact(context, (tx) => loadConversion(tx, context, ref));
}

/** As `findConversion`, inside a transaction that is already open. */
export async function loadConversion(
  tx: Db,
  context: Context,
  ref: ConversionRef,
): Promise<ConversionView | null> {
  const isNamed = "id" in ref ? eq(conversions.id, ref.id) : eq(conversions.externalId, ref.externalId);
  const [row] = await selectConversions(
    tx,
    and(eq(conversions.workspaceId, context.workspaceId), isNamed),
    1,
  );
  return row ?? null;
}

async function selectConversions(
  tx: Db,
  where: SQL | undefined,
  limit: number,
): Promise<readonly ConversionView[]> {
  const rows = await tx
    .select({
      conversion: conversions,
      // Plain names: drizzle strips the table from a column in the selection of a single table.
      commissionIds: sql<string[]>`array(
        select earned.id from commissions as earned
         where earned.workspace_id = conversions.workspace_id and earned.conversion_id = conversions.id
         order by earned.id)`,
    })
    .from(conversions)
    .where(where)
    .orderBy(desc(conversions.receivedAt), desc(conversions.id))
    .limit(limit);
  return rows.map(({ conversion, commissionIds }) => ({ ...conversion, commissionIds }));
}
