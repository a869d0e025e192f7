import { sql } from "drizzle-orm";
import { type ExchangeEffect, exchangeJournal } from "../../core/ledger/payout-postings.ts";
import { type Currency, isCurrency } from "../../core/money/currency.ts";
import { parseDecimal } from "../../core/money/parse-decimal.ts";
import type { PayoutId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import type { payouts } from "../../db/schema/index.ts";
import { postJournals } from "../ledger/post-journals.ts";
import { audit } from "../shared/audit.ts";
import type { Context } from "../shared/context.ts";
import type { PayoutReport, ToldSum } from "./provider.ts";

type PayoutRow = typeof payouts.$inferSelect;

/** What was debited for a payout, in another currency than its own. */
export type Debit = { readonly currency: Currency; readonly amountMinor: bigint };

/** Reads what was debited for a payout. Null where that is its own currency, or no sum: then there is nothing to book. */
function debitOf(payout: Pick<PayoutRow, "currency">, told: ToldSum | undefined): Debit | null {
  if (told === undefined || !isCurrency(told.currency) || told.currency === payout.currency) return null;
  const amountMinor = parseDecimal(told.amount, told.currency);
  return typeof amountMinor === "bigint" && amountMinor > 0n
    ? { currency: told.currency, amountMinor }
    : null;
}

/**
 * Notes what was debited for payouts, as a report or an event says it, inside the transaction that holds the ledger and
 * before they move. It is told once: another figure later changes nothing, and is in the audit log. What was paid
 * already is booked at once, what is on its way when it arrives.
 */
export async function noteDebits(
  tx: Db,
  context: Context,
  told: readonly { readonly payout: PayoutRow; readonly said: PayoutReport }[],
): Promise<void> {
  const debits = told.flatMap(({ payout, said }) => {
    const debit = debitOf(payout, "debited" in said ? said.debited : undefined);
    return debit ? [{ payout, debit }] : [];
  });
  const differing = debits.filter(({ payout, debit }) => isOther(payout, debit));
  await audit(
    tx,
    context,
    differing.map(({ payout, debit }) => ({
      ...{ action: "payout.debit_differs", subjectId: payout.id },
      change: { is: String(payout.debitedMinor), said: String(debit.amountMinor), currency: debit.currency },
    })),
  );
  const fresh = debits.filter(({ payout }) => payout.debitedMinor === null);
  if (fresh.length === 0) return;
  const rows = fresh.map(({ payout, debit }) => ({
    ...{ id: payout.id, currency: debit.currency, amount: String(debit.amountMinor) },
  }));
  await tx.execute(sql`
    update payouts set debited_minor = told.amount, debited_currency = told.currency
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as told(id text, currency text, amount bigint)
     where payouts.workspace_id = ${context.workspaceId} and payouts.id = told.id and payouts.debited_minor is null`);
  const paid = fresh.filter(({ payout }) => payout.status === "paid").map(({ payout }) => payout.id);
  await bookExchanges(tx, context, "exchanged", paid);
}

function isOther({ debitedMinor, debitedCurrency }: PayoutRow, debit: Debit): boolean {
  if (debitedMinor === null) return false;
  return debitedMinor !== debit.amountMinor || debitedCurrency !== debit.currency;
}

type ExchangedRow = {
  id: PayoutId;
  currency: Currency;
  amount_minor: string;
  debited_currency: Currency;
  debited_minor: string;
};

/** Books what payouts really cost, of those of which that was told: once for each, by its key. */
export async function bookExchanges(
  tx: Db,
  context: Context,
  effect: ExchangeEffect,
  payoutIds: readonly PayoutId[],
): Promise<void> {
  if (payoutIds.length === 0) return;
  const { rows } = (await tx.execute(sql`
    select id, trim(currency) as currency, amount_minor::text, trim(debited_currency) as debited_currency,
           debited_minor::text
      from payouts
     where workspace_id = ${context.workspaceId} and debited_minor is not null
       and id in (select jsonb_array_elements_text(${JSON.stringify(payoutIds)}::jsonb))
     order by id`)) as unknown as { rows: readonly ExchangedRow[] };
  await postJournals(
    tx,
    context,
    rows.map((row) =>
      exchangeJournal(effect, {
        ...{ payoutId: row.id, currency: row.currency, amountMinor: BigInt(row.amount_minor) },
        debited: { currency: row.debited_currency, amountMinor: BigInt(row.debited_minor) },
      }),
    ),
  );
}
