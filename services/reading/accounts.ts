import { sql } from "drizzle-orm";
import type { Account } from "../../core/ledger/accounts.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
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

type Row = { account: Account; affiliate_id: AffiliateId | null; currency: Currency; balance_minor: string };

/** What orders the list and names a place in it. The account's names sort by their text, not by the enum. */
const keyOf = ({ account, affiliateId, currency }: AccountBalance): string =>
  `${account} ${affiliateId ?? ""} ${currency}`;

/** The balances of the workspace in the order of account, affiliate and currency. */
export function listAccounts(context: Context, { limit, after }: PageRequest): Promise<Accounts> {
  const [account = "", affiliateId = "", currency = ""] = (after ?? "").split(" ");
  return transact(context, async (tx) => {
    const { rows } = (await tx.execute(sql`
      select account::text as account, affiliate_id, currency, sum(amount_minor) as balance_minor
        from ledger_entries
       where workspace_id = ${context.workspaceId}
         and (account::text collate "C", coalesce(affiliate_id, '') collate "C", currency::text collate "C")
             > (${account}, ${affiliateId}, ${currency})
       group by account, affiliate_id, currency
       order by account::text collate "C", coalesce(affiliate_id, '') collate "C", currency::text collate "C"
       limit ${limit + 1}`)) as unknown as { rows: Row[] };
    const trial = (await tx.execute(sql`
      select currency, sum(amount_minor) as balance_minor from ledger_entries
       where workspace_id = ${context.workspaceId} group by currency order by currency`)) as unknown as {
      rows: { currency: Currency; balance_minor: string }[];
    };
    const balances = rows.map((row) => ({
      account: row.account,
      affiliateId: row.affiliate_id,
      currency: row.currency,
      balanceMinor: BigInt(row.balance_minor),
    }));
    return {
      page: cutPage(balances, limit, keyOf),
      trialBalance: trial.rows.map((row) => ({
        currency: row.currency,
        balanceMinor: BigInt(row.balance_minor),
      })),
    };
  });
}
