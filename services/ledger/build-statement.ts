import { and, eq, sql } from "drizzle-orm";
import type { StatementBalance, StatementFile } from "../../core/ledger/statement-file.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { affiliates } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { sequenceAt } from "./as-of.ts";
import { ENTRY_COLUMNS, type EntryOfLedger, proveEntries } from "./prove-entries.ts";
import type { RootStore } from "./root-store.ts";

/** Entries of one statement; an affiliate with more asks for a shorter span. */
export const STATEMENT_ENTRIES_MAX = 10_000;
/** Entries of all affiliates on the days of one statement that are proved: ten seconds of reading, or so. */
export const STATEMENT_READS_MAX = 1_000_000;

type Range = { readonly after: bigint; readonly through: bigint };

/**
 * Builds the statement of an affiliate over journals written from one instant on and before another, with a
 * proof for each entry whose day is published. Null if there is no such affiliate, `too_many` if it has more
 * entries than one statement holds, `too_many_reads` if its days have more entries in all than `readsMax`.
 */
export async function buildStatement(
  context: Context,
  store: RootStore,
  {
    affiliateId,
    from,
    to,
    readsMax = STATEMENT_READS_MAX,
  }: {
    readonly affiliateId: AffiliateId;
    readonly from: Date;
    readonly to: Date;
    readonly readsMax?: number;
  },
): Promise<StatementFile | "too_many" | "too_many_reads" | null> {
  const { workspaceId } = context;
  const [known] = await transact(context, (tx) =>
    tx
      .select({ id: affiliates.id })
      .from(affiliates)
      .where(and(eq(affiliates.workspaceId, workspaceId), eq(affiliates.id, affiliateId))),
  );
  if (!known) return null;
  const range = { after: await sequenceBefore(context, from), through: await sequenceBefore(context, to) };
  const entries = await loadEntries(context, affiliateId, range);
  if (entries.length > STATEMENT_ENTRIES_MAX) return "too_many";
  const proofs = await proveEntries(context, store, { entries, readsMax });
  if (proofs === "too_many_reads") return proofs;
  return {
    ...{ format: "tributary.statement.v1", workspace_id: workspaceId, affiliate_id: affiliateId },
    ...{ from: from.toISOString(), to: to.toISOString() },
    balances: await loadBalances(context, affiliateId, range),
    entries: entries.map((entry) => ({ entry, proof: proofs.proofOf(entry) })),
    roots: proofs.roots,
  };
}

const sequenceBefore = (context: Context, at: Date): Promise<bigint> =>
  sequenceAt(context, new Date(at.getTime() - 1));

async function loadEntries(
  context: Context,
  affiliateId: AffiliateId,
  { after, through }: Range,
): Promise<readonly EntryOfLedger[]> {
  const { workspaceId } = context;
  const { rows } = await transact(
    context,
    (tx) =>
      tx.execute(sql`
        select ${ENTRY_COLUMNS}
          from ledger_entries e join journals j on j.workspace_id = e.workspace_id and j.id = e.journal_id
         where e.workspace_id = ${workspaceId} and j.workspace_id = ${workspaceId} and e.affiliate_id = ${affiliateId}
           and j.sequence > ${String(after)}::bigint and j.sequence <= ${String(through)}::bigint
         order by j.sequence, e.line limit ${STATEMENT_ENTRIES_MAX + 1}`) as unknown as Promise<{
        rows: EntryOfLedger[];
      }>,
  );
  return rows;
}

async function loadBalances(
  context: Context,
  affiliateId: AffiliateId,
  { after, through }: Range,
): Promise<readonly StatementBalance[]> {
  const { workspaceId } = context;
  const { rows } = await transact(
    context,
    (tx) =>
      tx.execute(sql`
        select account::text, currency::text, sum(amount_minor)::text as closing_minor,
               coalesce(sum(amount_minor) filter (where sequence <= ${String(after)}::bigint), 0)::text as opening_minor
          from ledger_entries e join journals j on j.workspace_id = e.workspace_id and j.id = e.journal_id
         where e.workspace_id = ${workspaceId} and j.workspace_id = ${workspaceId} and e.affiliate_id = ${affiliateId}
           and j.sequence <= ${String(through)}::bigint
         group by account, currency order by account::text, currency`) as unknown as Promise<{
        rows: StatementBalance[];
      }>,
  );
  return rows;
}
