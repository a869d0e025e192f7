import { sql } from "drizzle-orm";
import type { ChainedEntry } from "../../core/ledger/chain.ts";
import type { StoredJournal } from "../../core/ledger/verify.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";

type Row = {
  sequence: string;
  previous_hash: string;
  hash: string;
  id: string;
  key: string;
  kind: string;
  fingerprint: string;
  booked_at: string;
  created_at: string;
  adjusts_period: string | null;
  refs: string;
  entries_count: number;
  entries: string;
};
type EntryRow = [line: number, account: string, affiliateId: string | null, currency: string, minor: string];

/** Journals of a stretch of the chain, in its order, as they are stored: open at `after`, closed at `through`. */
export async function loadChain(
  tx: Db,
  { workspaceId }: Context,
  { after, through, max }: { readonly after: bigint; readonly through: bigint; readonly max: number },
): Promise<readonly StoredJournal[]> {
  const { rows } = (await tx.execute(sql`
    select sequence, previous_hash, hash, id, key, kind, fingerprint, adjusts_period, entries_count, refs::text,
           to_char(booked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as booked_at,
           to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
           (select json_agg(json_build_array(line, account, affiliate_id, currency, amount_minor::text) order by line)::text
              from ledger_entries
             where ledger_entries.workspace_id = journals.workspace_id and journal_id = journals.id) as entries
      from journals
     where workspace_id = ${workspaceId} and sequence > ${String(after)}::bigint
       and sequence <= ${String(through)}::bigint
     order by sequence limit ${max}`)) as unknown as { rows: Row[] };
  return rows.map((row) => ({
    workspaceId,
    ...{ sequence: BigInt(row.sequence), previousHash: row.previous_hash, hash: row.hash },
    ...{ id: row.id, key: row.key, kind: row.kind, fingerprint: row.fingerprint },
    ...{ bookedAt: row.booked_at, createdAt: row.created_at, adjustsPeriod: row.adjusts_period },
    refs: JSON.parse(row.refs) as Record<string, unknown>,
    entriesCount: row.entries_count,
    entries: (JSON.parse(row.entries ?? "[]") as EntryRow[]).map(entryOf),
  }));
}

function entryOf([line, account, affiliateId, currency, amountMinor]: EntryRow): ChainedEntry {
  return { line, account, affiliateId, currency, amountMinor };
}
