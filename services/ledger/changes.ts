import { sql } from "drizzle-orm";
import type { Account } from "../../core/ledger/accounts.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { type Context, transact } from "../shared/context.ts";
import { sequenceAt } from "./as-of.ts";

/** The number whose changes are asked for: a balance, or the sum of those that what is given leaves open. */
export type ChangedNumber = {
  readonly account: Account;
  readonly affiliateId?: AffiliateId | undefined;
  readonly currency?: Currency | undefined;
};

/** A journal that changed a number in a currency, and by how many minor units; a debit is positive. */
export type LedgerChange = {
  readonly sequence: bigint;
  readonly journalId: string;
  readonly key: string;
  readonly kind: string;
  readonly writtenAt: Date;
  readonly adjustsPeriod: string | null;
  readonly currency: Currency;
  readonly deltaMinor: bigint;
};

type Row = {
  sequence: string;
  id: string;
  key: string;
  kind: string;
  created_at: Date | string;
  adjusts_period: string | null;
  currency: Currency;
  delta_minor: string;
};

/** The journals written after one instant and up to another that changed a number, oldest first. */
export async function listChanges(
  context: Context,
  { number, from, to }: { readonly number: ChangedNumber; readonly from: Date; readonly to: Date },
  { limit, after }: PageRequest,
): Promise<Page<LedgerChange>> {
  const [start, end] = [await sequenceAt(context, from), await sequenceAt(context, to)];
  const [sequence = "0", currency = ""] = (after ?? "0 ").split(" ");
  return transact(context, async (tx) => {
    const { rows } = (await tx.execute(sql`
      select sequence, journals.id, key, kind, journals.created_at, adjusts_period, currency, sum(amount_minor)::text as delta_minor
        from journals join ledger_entries
          on ledger_entries.workspace_id = journals.workspace_id and ledger_entries.journal_id = journals.id
       where journals.workspace_id = ${context.workspaceId} and ledger_entries.workspace_id = ${context.workspaceId}
         and sequence > ${String(start)}::bigint and sequence <= ${String(end)}::bigint
         and (sequence, currency::text collate "C") > (${sequence}::bigint, ${currency})
         and account = ${number.account}::ledger_account
         and (${number.affiliateId ?? null}::text is null or affiliate_id = ${number.affiliateId ?? null})
         and (${number.currency ?? null}::text is null or currency = ${number.currency ?? null})
       group by sequence, journals.id, key, kind, journals.created_at, adjusts_period, currency
      having sum(amount_minor) <> 0
       order by sequence, currency::text collate "C" limit ${limit + 1}`)) as unknown as { rows: Row[] };
    return cutPage(rows.map(changeOf), limit, (change) => `${change.sequence} ${change.currency}`);
  });
}

function changeOf(row: Row): LedgerChange {
  return {
    ...{ sequence: BigInt(row.sequence), journalId: row.id, key: row.key, kind: row.kind },
    ...{ writtenAt: new Date(row.created_at), adjustsPeriod: row.adjusts_period },
    ...{ currency: row.currency, deltaMinor: BigInt(row.delta_minor) },
  };
}
