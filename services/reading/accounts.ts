import { sql } from "drizzle-orm";
import type { Account } from "../../core/ledger/accounts.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { sequenceAt } from "../ledger/as-of.ts";
import { type Context, transact } from "../shared/context.ts";
import { cutPage, type Page, type PageRequest } from "./page.ts";

/** The sum of an account's entries for one affiliate and currency. A debit is positive. */
export type AccountBalance = {
  readonly account: Account;
  readonly affiliateId: AffiliateId | null;
  readonly currency: Currency;
  readonly balanceMinor: bigint;
};

/** The sum of all entries in a currency: zero, or the ledger is broken. */
export type TrialBalance = { readonly currency: Currency; readonly balanceMinor: bigint };

/** Balances by account, affiliate and currency, and the trial balance of the whole ledger. */
export type Accounts = {
  readonly page: Page<AccountBalance>;
  readonly trialBalance: readonly TrialBalance[];
};

type Row = { account: Account; affiliate_id: AffiliateId | ""; currency: Currency; balance_minor: string };

/** What orders the list and names a place in it. The account's names sort by their text, not by the enum. */
const keyOf = ({ account, affiliateId, currency }: AccountBalance): string =>
  `${account} ${affiliateId ?? ""} ${currency}`;

/**
 * The balances of the workspace in the order of account, affiliate and currency: those of now, or of an instant
 * that has passed. They are the kept sums, less what was written since; the ledger itself is not summed.
 */
export async function listAccounts(
  context: Context,
  { limit, after }: PageRequest,
  asOf: Date | null = null,
): Promise<Accounts> {
  const [account = "", affiliateId = "", currency = ""] = (after ?? "").split(" ");
  const through = asOf === null ? null : await sequenceAt(context, asOf);
  const balances = balancesThrough(context, through);
  return transact(context, async (tx) => {
    const { rows } = (await tx.execute(sql`
      with balances as (${balances})
      select account, affiliate_id, currency, balance_minor from balances
       where (account collate "C", affiliate_id collate "C", currency collate "C") > (${account}, ${affiliateId}, ${currency})
       order by account collate "C", affiliate_id collate "C", currency collate "C"
       limit ${limit + 1}`)) as unknown as { rows: Row[] };
    const trial = (await tx.execute(sql`
      with balances as (${balances})
      select currency, sum(balance_minor) as balance_minor from balances group by currency order by currency`)) as unknown as {
      rows: { currency: Currency; balance_minor: string }[];
    };
    const read = rows.map((row) => ({
      account: row.account,
      affiliateId: row.affiliate_id === "" ? null : row.affiliate_id,
      currency: row.currency,
      balanceMinor: BigInt(row.balance_minor),
    }));
    return {
      page: cutPage(read, limit, keyOf),
      trialBalance: trial.rows.map((row) => ({
        currency: row.currency,
        balanceMinor: BigInt(row.balance_minor),
      })),
    };
  });
}

/** Balances after a journal, of accounts that had entries by then; those of now for null. */
function balancesThrough({ workspaceId }: Context, through: bigint | null) {
  const kept = sql`
    select account::text as account, affiliate_id, currency::text as currency, balance_minor from ledger_balances
     where workspace_id = ${workspaceId}`;
  if (through === null) return kept;
  const later = sql`
    select account::text as account, coalesce(affiliate_id, '') as affiliate_id, currency::text as currency,
           sum(amount_minor) as total
      from journals join ledger_entries
        on ledger_entries.workspace_id = journals.workspace_id and ledger_entries.journal_id = journals.id
     where journals.workspace_id = ${workspaceId} and ledger_entries.workspace_id = ${workspaceId}
       and sequence > ${String(through)}::bigint
     group by 1, 2, 3`;
  return sql`
    select kept.account, kept.affiliate_id, kept.currency, kept.balance_minor - coalesce(later.total, 0) as balance_minor
      from (${kept}) kept left join (${later}) later using (account, affiliate_id, currency)
     where later.total is null or kept.balance_minor <> later.total
        or exists (select 1 from ledger_entries e join journals j on j.workspace_id = e.workspace_id and j.id = e.journal_id
                    where e.workspace_id = ${workspaceId} and j.sequence <= ${String(through)}::bigint
                      and e.account::text = kept.account and coalesce(e.affiliate_id, '') = kept.affiliate_id
                      and e.currency::text = kept.currency)`;
}
