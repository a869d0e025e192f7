import { and, eq, sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { affiliates } from "../../db/schema/index.ts";
import { sequenceAt } from "../ledger/as-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { CommissionView } from "./commission-view.ts";
import { loadCommissionPage } from "./commissions.ts";
import { type AsOf, loadCommissionPageAsOf, standings } from "./commissions-as-of.ts";
import type { Page, PageRequest } from "./page.ts";

/** What an affiliate earned in one currency and where it stands, in minor units; each sum is counted once. */
export type StatementTotals = {
  readonly currency: Currency;
  /** Waits for its hold to pass. */
  readonly pendingMinor: bigint;
  /** Waits for a fraud review. */
  readonly heldMinor: bigint;
  /** Approved and owed; in a batch or not, but not submitted yet. */
  readonly payableMinor: bigint;
  /** Submitted to a provider that has not answered yet. */
  readonly clearingMinor: bigint;
  readonly paidMinor: bigint;
};

/** An affiliate's account: the totals per currency, and the commissions behind them. */
export type Statement = {
  readonly affiliate: { readonly id: AffiliateId; readonly name: string };
  readonly totals: readonly StatementTotals[];
  readonly commissions: Page<CommissionView>;
};

/**
 * The statement of an affiliate of the workspace, or null if there is none: of now, or as it stood at an instant
 * that has passed.
 */
export async function findStatement(
  context: Context,
  affiliateId: AffiliateId,
  page: PageRequest,
  at: Date | null = null,
): Promise<Statement | null> {
  const asOf = at === null ? null : { at, through: await sequenceAt(context, at) };
  return transact(context, async (tx) => {
    const [affiliate] = await tx
      .select({ id: affiliates.id, name: affiliates.name })
      .from(affiliates)
      .where(and(eq(affiliates.workspaceId, context.workspaceId), eq(affiliates.id, affiliateId)));
    if (!affiliate) return null;
    return {
      affiliate,
      totals: await loadTotals(tx, context, affiliateId, asOf),
      commissions: asOf
        ? await loadCommissionPageAsOf(tx, context, { affiliateId }, { page, asOf })
        : await loadCommissionPage(tx, context, { affiliateId }, page),
    };
  });
}

type TotalsRow = {
  currency: Currency;
  pending_minor: string;
  held_minor: string;
  payable_minor: string;
  clearing_minor: string;
  paid_minor: string;
};

/**
 * Sums come from the ledger, where a credit is what we owe; only the part of the pending that is held
 * is known by the status of its commissions. One statement, so that all sums are of one moment.
 */
async function loadTotals(
  tx: Db,
  context: Context,
  affiliateId: AffiliateId,
  asOf: AsOf | null,
): Promise<readonly StatementTotals[]> {
  const { workspaceId } = context;
  const isByThen = asOf
    ? sql`and exists (select 1 from journals j where j.workspace_id = ${workspaceId}
            and j.id = ledger_entries.journal_id and j.sequence <= ${String(asOf.through)}::bigint)`
    : sql``;
  const all = asOf
    ? sql`(${standings(context, { affiliateId }, asOf)}) standings where true`
    : sql`commissions where workspace_id = ${workspaceId} and affiliate_id = ${affiliateId}`;
  const { rows } = (await tx.execute(sql`
    with booked as (
      select currency, account, -sum(amount_minor) as minor from ledger_entries
       where workspace_id = ${workspaceId} and affiliate_id = ${affiliateId}
         and account in ('affiliate_pending', 'affiliate_payable', 'payout_clearing', 'paid_out') ${isByThen}
       group by currency, account
    ), held as (
      select currency, sum(amount_minor - reduced_minor) as minor from ${all} and status = 'held'
       group by currency
    )
    select booked.currency,
           coalesce(sum(booked.minor) filter (where account = 'affiliate_pending'), 0)
             - coalesce(max(held.minor), 0) as pending_minor,
           coalesce(max(held.minor), 0) as held_minor,
           coalesce(sum(booked.minor) filter (where account = 'affiliate_payable'), 0) as payable_minor,
           coalesce(sum(booked.minor) filter (where account = 'payout_clearing'), 0) as clearing_minor,
           coalesce(sum(booked.minor) filter (where account = 'paid_out'), 0) as paid_minor
      from booked left join held on held.currency = booked.currency
     group by booked.currency order by booked.currency`)) as unknown as { rows: TotalsRow[] };
  return rows.map((row) => ({
    currency: row.currency,
    pendingMinor: BigInt(row.pending_minor),
    heldMinor: BigInt(row.held_minor),
    payableMinor: BigInt(row.payable_minor),
    clearingMinor: BigInt(row.clearing_minor),
    paidMinor: BigInt(row.paid_minor),
  }));
}
