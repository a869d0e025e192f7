import { sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import { type Context, transact } from "../shared/context.ts";

/** What payouts turned of one currency into another, and are not undone. */
export type FxPosition = {
  readonly from: Currency;
  readonly to: Currency;
  /** What was owed in `from`, and what is paid for it in `to`, in minor units. */
  readonly soldMinor: bigint;
  readonly boughtMinor: bigint;
  readonly payoutsCount: number;
};

/** The balance of the fx account in a currency: a credit, which is negative, is of what was sold. */
export type FxBalance = { readonly currency: Currency; readonly balanceMinor: bigint };

/** Where the fx account stands, and which conversions made it so. */
export type FxPositions = {
  readonly balances: readonly FxBalance[];
  readonly positions: readonly FxPosition[];
};

type PositionRow = { from: Currency; to: Currency; sold: string; bought: string; payouts: number };

/**
 * The fx account of the workspace by currency, and the conversions of payouts that were handed over and have not failed
 * or come back, by pair. The balances are the positions summed by currency, and beyond them only what was
 * booked on the account otherwise.
 */
export function loadFxPositions(context: Context): Promise<FxPositions> {
  const { workspaceId } = context;
  return transact(context, async (tx) => {
    const balances = (await tx.execute(sql`
      select trim(currency) as currency, balance_minor::text as balance from ledger_balances
       where workspace_id = ${workspaceId} and account = 'fx' and balance_minor <> 0 order by 1`)) as unknown as {
      rows: { currency: Currency; balance: string }[];
    };
    const positions = (await tx.execute(sql`
      select trim(source.currency) as "from", trim(payout.currency) as "to", sum(source.amount_minor)::text as sold,
             sum(source.converted_minor)::text as bought, count(*)::int as payouts
        from payout_sources source
        join payouts payout on payout.workspace_id = ${workspaceId} and payout.id = source.payout_id
       where source.workspace_id = ${workspaceId} and source.fx is not null
         and payout.status not in ('prepared', 'cancelled', 'failed', 'returned')
       group by 1, 2 order by 1, 2`)) as unknown as { rows: PositionRow[] };
    return {
      balances: balances.rows.map(({ currency, balance }) => ({ currency, balanceMinor: BigInt(balance) })),
      positions: positions.rows.map(({ from, to, sold, bought, payouts }) => ({
        ...{ from, to, soldMinor: BigInt(sold), boughtMinor: BigInt(bought), payoutsCount: payouts },
      })),
    };
  });
}
