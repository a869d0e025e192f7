import { and, asc, eq, gte, lt, ne, sql } from "drizzle-orm";
import { type RefundedPart, refundedPart } from "../../core/commission/refund.ts";
import type { Currency } from "../../core/money/currency.ts";
import { type AffiliatePart, mergeParts } from "../../core/settlement/simulate.ts";
import { groupBy } from "../../core/shared/group-by.ts";
import type { AffiliateId, ConversionId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { conversions, type simulations, workspaces } from "../../db/schema/index.ts";
import { storedChange, storedSale } from "../changes/stored-sale.ts";
import type { ConversionRow } from "../conversions/accepted-conversion.ts";
import type { Context } from "../shared/context.ts";
import { loadChanges } from "./load-standing.ts";

/** A decided conversion and what it came to. */
export type PastRow = {
  readonly conversion: ConversionRow;
  /** `YYYY-MM` in the time zone of the workspace. */
  readonly month: string;
  readonly now: readonly AffiliatePart[];
  /** What of it was given back. */
  readonly refunded: RefundedPart;
};

type Period = Pick<typeof simulations.$inferSelect, "fromAt" | "untilAt" | "cursorAt" | "cursorId">;

/** Loads the next decided conversions of a period, oldest first, with what their newest decisions gave and what was given back, in three statements. */
export async function loadPast(
  tx: Db,
  context: Context,
  period: Period,
  max: number,
): Promise<readonly PastRow[]> {
  const rows = await loadConversionPage(tx, context, period, max);
  const ids = rows.map(({ conversion }) => conversion.id);
  const parts = await loadParts(tx, context, ids);
  const changes = groupBy(await loadChanges(tx, context, ids), ({ conversionId }) => conversionId);
  return rows.map(({ conversion, month }) => {
    const now = (parts.get(conversion.id) ?? []).map(({ currency, ...part }) => {
      return { ...part, currency: currency ?? conversion.currency };
    });
    const refunded = refundedPart(
      storedSale(conversion),
      (changes.get(conversion.id) ?? []).map(storedChange),
    );
    return { conversion, month, now: mergeParts(now), refunded };
  });
}

/** Loads the next decided conversions of a period, by when they happened. */
export function loadConversionPage(
  tx: Db,
  context: Context,
  { fromAt, untilAt, cursorAt, cursorId }: Period,
  max: number,
): Promise<readonly Pick<PastRow, "conversion" | "month">[]> {
  const after = cursorAt
    ? sql`(${conversions.occurredAt}, ${conversions.id}) > (${cursorAt.toISOString()}::timestamptz, ${cursorId})`
    : gte(conversions.occurredAt, fromAt);
  return tx
    .select({
      conversion: conversions,
      month: sql<string>`to_char(${conversions.occurredAt} at time zone ${workspaces.timeZone}, 'YYYY-MM')`,
    })
    .from(conversions)
    .innerJoin(workspaces, eq(workspaces.id, conversions.workspaceId))
    .where(
      and(
        eq(conversions.workspaceId, context.workspaceId),
        ne(conversions.status, "received"),
        after,
        lt(conversions.occurredAt, untilAt),
      ),
    )
    .orderBy(asc(conversions.occurredAt), asc(conversions.id))
    .limit(max);
}

type Part = Omit<AffiliatePart, "currency"> & { readonly currency: Currency | null };

async function loadParts(
  tx: Db,
  { workspaceId }: Context,
  ids: readonly ConversionId[],
): Promise<ReadonlyMap<ConversionId, readonly Part[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = (await tx.execute(sql`
    with newest as materialized (
      select distinct on (conversion_id) conversion_id, id from decisions
       where workspace_id = ${workspaceId} and conversion_id = any (${sql.param([...ids])}::text[])
       order by conversion_id, revision desc)
    select newest.conversion_id, credits.affiliate_id, credits.credit_ppm, null as currency, 0 as amount_minor
      from newest join credits on credits.workspace_id = ${workspaceId} and credits.decision_id = newest.id
    union all
    select newest.conversion_id, commissions.affiliate_id, 0, commissions.currency, commissions.amount_minor
      from newest
      join commissions on commissions.workspace_id = ${workspaceId} and commissions.decision_id = newest.id`)) as unknown as {
    rows: {
      conversion_id: ConversionId;
      affiliate_id: AffiliateId;
      credit_ppm: number;
      currency: Currency | null;
      amount_minor: string;
    }[];
  };
  const parts = rows.map((row) => ({
    conversionId: row.conversion_id,
    part: {
      ...{ affiliateId: row.affiliate_id, creditPpm: row.credit_ppm, currency: row.currency },
      commissionMinor: BigInt(row.amount_minor),
    },
  }));
  const groups = groupBy(parts, ({ conversionId }) => conversionId);
  return new Map([...groups].map(([id, group]) => [id, group.map(({ part }) => part)]));
}
