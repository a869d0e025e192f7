import { and, asc, eq, gte, isNotNull, lt, sql } from "drizzle-orm";
import { type RefundedPart, refundedPart } from "../../core/commission/refund.ts";
import type { Currency } from "../../core/money/currency.ts";
import { type AffiliatePart, mergeParts } from "../../core/settlement/simulate.ts";
import { groupBy, groupValues } from "../../core/shared/group-by.ts";
import type { AffiliateId, ConversionId, DecisionId } from "../../core/shared/id.ts";
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
        // Whoever is bound by row-level security has no statistics of what a status is not.
        isNotNull(conversions.reason),
        after,
        lt(conversions.occurredAt, untilAt),
      ),
    )
    .orderBy(asc(conversions.occurredAt), asc(conversions.id))
    .limit(max);
}

type Part = Omit<AffiliatePart, "currency"> & { readonly currency: Currency | null };

type PartRow = {
  readonly decision_id: DecisionId;
  /** Of the rows that say whose decision it is; null of those that say what it gave. */
  readonly conversion_id: ConversionId | null;
  readonly affiliate_id: AffiliateId;
  readonly credit_ppm: number;
  readonly currency: Currency | null;
  readonly amount_minor: string;
};

/** What is given is not joined with the decisions: of a list Postgres does not know how long it is, and it compares each with each. */
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
    select id as decision_id, conversion_id, null as affiliate_id, 0 as credit_ppm, null as currency, 0 as amount_minor
      from newest
    union all
    select decision_id, null, affiliate_id, credit_ppm, null, 0 from credits
     where workspace_id = ${workspaceId} and decision_id = any (array(select id from newest))
    union all
    select decision_id, null, affiliate_id, 0, currency, amount_minor from commissions
     where workspace_id = ${workspaceId} and decision_id = any (array(select id from newest))`)) as unknown as {
    rows: PartRow[];
  };
  const given = rows.filter(({ conversion_id }) => conversion_id === null);
  const parts = groupValues(given, { keyOf: ({ decision_id }) => decision_id, keep: partOf });
  return new Map(
    rows.flatMap(({ conversion_id, decision_id }) =>
      conversion_id === null ? [] : [[conversion_id, parts.get(decision_id) ?? []] as const],
    ),
  );
}

function partOf({ affiliate_id, credit_ppm, currency, amount_minor }: PartRow): Part {
  return {
    ...{ affiliateId: affiliate_id, creditPpm: credit_ppm, currency },
    commissionMinor: BigInt(amount_minor),
  };
}
