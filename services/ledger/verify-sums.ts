import { sql } from "drizzle-orm";
import type { LedgerFault } from "../../core/ledger/verify.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

type Row = { name: string; kept: string | null; summed: string | null };

/** Compares the kept sums of accounts with those of all entries, each of which has to be of a journal. Null if they agree. */
export async function faultOfSums(tx: Db, context: Context, sequence: bigint): Promise<LedgerFault | null> {
  const detail = (await strayEntry(tx, context)) ?? (await unequalSum(tx, context));
  return detail === null ? null : { kind: "changed", sequence, journalId: null, detail };
}

async function strayEntry(tx: Db, { workspaceId }: Context): Promise<string | null> {
  const { rows } = (await tx.execute(sql`
    select journal_id, line from ledger_entries as entry
     where workspace_id = ${workspaceId} and not exists (
      select from journals where journals.workspace_id = ${workspaceId} and journals.id = entry.journal_id)
     order by journal_id, line limit 1`)) as unknown as { rows: { journal_id: string; line: number }[] };
  const [row] = rows;
  return row ? `line ${row.line} of ${row.journal_id} is an entry of no journal` : null;
}

async function unequalSum(tx: Db, { workspaceId }: Context): Promise<string | null> {
  const { rows } = (await tx.execute(sql`
    with summed as (
      select account, coalesce(affiliate_id, '') as affiliate_id, currency, sum(amount_minor) as total
        from ledger_entries where workspace_id = ${workspaceId} group by 1, 2, 3
    ), kept as (
      select account, affiliate_id, currency, balance_minor from ledger_balances where workspace_id = ${workspaceId})
    select concat_ws(' ', account, nullif(affiliate_id, ''), currency) as name, balance_minor::text as kept, total::text as summed
      from summed full join kept using (account, affiliate_id, currency)
     where coalesce(balance_minor, 0) <> coalesce(total, 0) order by 1 limit 1`)) as unknown as {
    rows: Row[];
  };
  const [row] = rows;
  if (!row) return null;
  return `the kept balance of ${row.name} is ${row.kept ?? "missing"}, its entries sum to ${row.summed ?? 0}`;
}
