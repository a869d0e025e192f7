import { and, desc, eq, lt, type SQL } from "drizzle-orm";
import type { CommissionId, ConversionId, PayoutId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { commissions, payoutItems } from "../../db/schema/index.ts";
import { sequenceAt } from "../ledger/as-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { CommissionFilter, CommissionView } from "./commission-view.ts";
import { loadCommissionPageAsOf } from "./commissions-as-of.ts";
import { cutPage, type Page, type PageRequest } from "./page.ts";

/** Commissions of the workspace, newest first: as they are, or as they stood at an instant that has passed. */
export async function listCommissions(
  context: Context,
  filter: CommissionFilter,
  page: PageRequest,
  at: Date | null = null,
): Promise<Page<CommissionView>> {
  if (at === null) return transact(context, (tx) => loadCommissionPage(tx, context, filter, page));
  const asOf = { at, through: await sequenceAt(context, at) };
  return transact(context, (tx) => loadCommissionPageAsOf(tx, context, filter, { page, asOf }));
}

/** As `listCommissions` of now, inside a transaction that is already open. */
export async function loadCommissionPage(
  tx: Db,
  context: Context,
  filter: CommissionFilter,
  { limit, after }: PageRequest,
): Promise<Page<CommissionView>> {
  const rows = await selectCommissions(
    tx,
    and(
      eq(commissions.workspaceId, context.workspaceId),
      filter.status ? eq(commissions.status, filter.status) : undefined,
      filter.affiliateId ? eq(commissions.affiliateId, filter.affiliateId) : undefined,
      filter.conversionId ? eq(commissions.conversionId, filter.conversionId) : undefined,
      filter.currency ? eq(commissions.currency, filter.currency) : undefined,
      after ? lt(commissions.id, after as CommissionId) : undefined,
    ),
  ).limit(limit + 1);
  return cutPage(rows.map(toView), limit, ({ id }) => id);
}

/** One commission of the workspace, or null. */
export async function findCommission(context: Context, id: CommissionId): Promise<CommissionView | null> {
  const rows = await transact(context, (tx) =>
    selectCommissions(
      tx,
      and(eq(commissions.workspaceId, context.workspaceId), eq(commissions.id, id)),
    ).limit(1),
  );
  return rows.map(toView)[0] ?? null;
}

/** All commissions of one conversion, in the order of their credits. */
export async function loadCommissionsOf(
  tx: Db,
  context: Context,
  conversionId: ConversionId,
): Promise<readonly CommissionView[]> {
  const rows = await selectCommissions(
    tx,
    and(eq(commissions.workspaceId, context.workspaceId), eq(commissions.conversionId, conversionId)),
  );
  return rows
    .map(toView)
    .sort((left, right) => left.creditPosition - right.creditPosition || left.level - right.level);
}

/** A commission is in at most one live payout, so the join adds no row. */
function selectCommissions(tx: Db, where: SQL | undefined) {
  return tx
    .select({ commission: commissions, payoutId: payoutItems.payoutId })
    .from(commissions)
    .leftJoin(
      payoutItems,
      and(
        eq(payoutItems.workspaceId, commissions.workspaceId),
        eq(payoutItems.commissionId, commissions.id),
        eq(payoutItems.isLive, true),
      ),
    )
    .where(where)
    .orderBy(desc(commissions.id));
}

function toView(row: {
  readonly commission: typeof commissions.$inferSelect;
  readonly payoutId: PayoutId | null;
}): CommissionView {
  return { ...row.commission, payoutId: row.payoutId };
}
