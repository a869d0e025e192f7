import { sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import type { Db } from "../../db/client.ts";
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

/**
 * What payouts in one currency really cost in another, of those that were paid and of which it was told: `gainMinor` is
 * what was owed less what was debited, of those that were owed in the currency that was debited and no other.
 */
export type FxExchange = {
  /** The currency that was debited, and that of the payouts. */
  readonly from: Currency;
  readonly to: Currency;
  readonly debitedMinor: bigint;
  readonly paidMinor: bigint;
  /** In `from`: negative for a loss. */
  readonly gainMinor: bigint;
  readonly payoutsCount: number;
};

/** The balance of the fx account in a currency: a credit, which is negative, is of what was sold. */
export type FxBalance = { readonly currency: Currency; readonly balanceMinor: bigint };

/** Where the fx account stands, and which conversions made it so. */
export type FxPositions = {
  readonly balances: readonly FxBalance[];
  readonly positions: readonly FxPosition[];
  readonly exchanges: readonly FxExchange[];
};

type ExchangeRow = {
  from: Currency;
  to: Currency;
  debited: string;
  paid: string;
  gain: string;
  payouts: number;
};
type PositionRow = { from: Currency; to: Currency; sold: string; bought: string; payouts: number };

/**
 * The fx account of the workspace by currency, and the conversions of payouts that were handed over and have not failed
 * or come back, by pair. The balances are the positions and the exchanges summed by currency.
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
      exchanges: await loadExchanges(tx, context),
    };
  });
}

async function loadExchanges(tx: Db, { workspaceId }: Context): Promise<readonly FxExchange[]> {
  const { rows } = (await tx.execute(sql`
    with exchanged as (
      select payout.id, payout.currency, payout.amount_minor, payout.debited_currency, payout.debited_minor,
             sum(source.amount_minor) filter (where source.currency = payout.debited_currency) as owed_minor,
             bool_and(source.currency = payout.debited_currency) as is_alike
        from payouts payout
        join payout_sources source on source.workspace_id = payout.workspace_id and source.payout_id = payout.id
       where payout.workspace_id = ${workspaceId} and payout.status = 'paid' and payout.debited_minor is not null
       group by 1, 2, 3, 4, 5
    )
    select trim(debited_currency) as "from", trim(currency) as "to", sum(debited_minor)::text as debited,
           sum(amount_minor)::text as paid, count(*)::int as payouts,
           coalesce(sum(owed_minor - debited_minor) filter (where is_alike), 0)::text as gain
      from exchanged group by 1, 2 order by 1, 2`)) as unknown as { rows: readonly ExchangeRow[] };
  return rows.map(({ from, to, debited, paid, gain, payouts }) => ({
    ...{ from, to, debitedMinor: BigInt(debited), paidMinor: BigInt(paid) },
    ...{ gainMinor: BigInt(gain), payoutsCount: payouts },
  }));
}
