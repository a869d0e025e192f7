import { sql } from "drizzle-orm";
import type { LedgerFault } from "../../core/ledger/verify.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

type Row = { name: string; kept: string | null; summed: string | null };

/** Compares the kept sums of accounts with those of all entries. Null if they agree. */
export async function faultOfSums(
  tx: Db,
  { workspaceId }: Context,
  sequence: bigint,
): Promise<LedgerFault | null> {
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
  const detail = `the kept balance of ${row.name} is ${row.kept ?? "missing"}, its entries sum to ${row.summed ?? 0}`;
  return { kind: "changed", sequence, journalId: null, detail };
}
