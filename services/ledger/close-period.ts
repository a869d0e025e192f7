import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { ledgerHeads, ledgerPeriods } from "../../db/schema/index.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { lockLedger } from "./lock-ledger.ts";

/** A closed month. */
export type PeriodView = typeof ledgerPeriods.$inferSelect;

/** Balance of an account in a currency when its month was closed; minor units as text. */
export type ClosingBalance = {
  readonly account: string;
  readonly currency: Currency;
  readonly balanceMinor: string;
};

/** Why a month stays open: it has not ended, or months before it are open. */
export type CloseProblem =
  | { readonly code: "not_ended" }
  | { readonly code: "not_next"; readonly next: string };

/**
 * Closes a month (UTC) for good: no journal can be booked into it any more, and what would change it is booked as
 * an adjustment later. Months are closed in their order; the first may be any. A closed month is left as it is.
 */
export function closePeriod(
  context: Context,
  period: string,
): Promise<Result<{ readonly period: PeriodView; readonly isNew: boolean }, CloseProblem>> {
  return transact(context, async (tx) => {
    const head = await lockLedger(tx, context);
    const [closed] = await tx.select().from(ledgerPeriods).where(isPeriod(context, period));
    if (closed) return ok({ period: closed, isNew: false });
    const { startsAt, endsAt } = boundsOf(period);
    if (endsAt > context.now) return fail({ code: "not_ended" });
    const [last] = await tx
      .select()
      .from(ledgerPeriods)
      .where(eq(ledgerPeriods.workspaceId, context.workspaceId))
      .orderBy(desc(ledgerPeriods.period))
      .limit(1);
    if (last && last.endsAt.getTime() !== startsAt.getTime()) {
      return fail({ code: "not_next", next: last.endsAt.toISOString().slice(0, 7) });
    }
    const end = { lastSequence: head.sequence, lastHash: head.hash };
    const balances = await closingBalances(tx, context, endsAt);
    const [made] = await tx
      .insert(ledgerPeriods)
      .values({
        ...{ workspaceId: context.workspaceId, period, startsAt, endsAt, ...end },
        ...{ balances, closedBy: context.actor },
      })
      .returning();
    if (!made) throw new Error(`the month ${period} was not written`);
    await tx
      .update(ledgerHeads)
      .set({ closedBefore: endsAt })
      .where(eq(ledgerHeads.workspaceId, context.workspaceId));
    const change = { lastSequence: String(head.sequence), lastHash: head.hash };
    await audit(tx, context, [{ action: "ledger.period_closed", subjectId: period, change }]);
    return ok({ period: made, isNew: true });
  });
}

const isPeriod = ({ workspaceId }: Context, period: string) =>
  and(eq(ledgerPeriods.workspaceId, workspaceId), eq(ledgerPeriods.period, period));

/** First instant of a month, and of the next. */
function boundsOf(period: string): { readonly startsAt: Date; readonly endsAt: Date } {
  const startsAt = new Date(`${period}-01T00:00:00.000Z`);
  const endsAt = new Date(startsAt);
  endsAt.setUTCMonth(endsAt.getUTCMonth() + 1);
  return { startsAt, endsAt };
}

/** Sums of what is booked up to the end of the month, by account and currency. */
async function closingBalances(
  tx: Db,
  { workspaceId }: Context,
  endsAt: Date,
): Promise<readonly ClosingBalance[]> {
  const { rows } = (await tx.execute(sql`
    select account::text, currency, sum(amount_minor)::text as balance_minor
      from ledger_entries join journals on journals.workspace_id = ledger_entries.workspace_id and journals.id = journal_id
     where ledger_entries.workspace_id = ${workspaceId} and journals.workspace_id = ${workspaceId}
       and booked_at < ${endsAt.toISOString()}::timestamptz
     group by account, currency order by account::text, currency`)) as unknown as {
    rows: { account: string; currency: Currency; balance_minor: string }[];
  };
  return rows.map(({ account, currency, balance_minor: balanceMinor }) => ({
    account,
    currency,
    balanceMinor,
  }));
}

/** Closed months, oldest first. */
export function listPeriods(context: Context, { limit, after }: PageRequest): Promise<Page<PeriodView>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(ledgerPeriods)
      .where(
        and(
          eq(ledgerPeriods.workspaceId, context.workspaceId),
          after === null ? undefined : gt(ledgerPeriods.period, after),
        ),
      )
      .orderBy(asc(ledgerPeriods.period))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ period }) => period);
  });
}
