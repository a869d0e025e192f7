import { sql } from "drizzle-orm";
import { journalContent } from "../../core/ledger/chain.ts";
import { assertBalanced, type Journal, journalFingerprintInput } from "../../core/ledger/journal.ts";
import { bookingOf } from "../../core/ledger/period.ts";
import { InvariantError } from "../../core/shared/assert.ts";
import type { Db } from "../../db/client.ts";
import { newId } from "../../platform/random.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import type { Context } from "../shared/context.ts";
import { type LedgerHead, lockLedger } from "./lock-ledger.ts";

type Prepared = Journal & { readonly fingerprint: string };

/**
 * Books journals inside the transaction that changes the rows they explain, at the end of the workspace's
 * chain, in a constant number of statements. A journal whose natural key is already booked with the same
 * entries is left as it is. The ledger stays locked until the transaction ends.
 *
 * Throws `InvariantError` when a journal is out of balance, or when its key was booked with other
 * entries: the transaction rolls back and a person must look.
 *
 * @returns how many of them were new
 */
export async function postJournals(tx: Db, context: Context, booked: readonly Journal[]): Promise<number> {
  if (booked.length === 0) return 0;
  const prepared = booked.map((journal) => {
    assertBalanced(journal);
    return { ...journal, fingerprint: sha256Hex(journalFingerprintInput(journal)) };
  });
  const head = await lockLedger(tx, context);
  const fresh = withoutRepeats(prepared, await loadFingerprints(tx, context, prepared));
  if (fresh.length === 0) return 0;
  const rows = chain(context, head, fresh);
  await insertJournals(tx, rows);
  await moveHead(tx, context, rows);
  return rows.length;
}

/** What is booked under these keys. The lock makes this the last word; the unique index agrees. */
async function loadFingerprints(
  tx: Db,
  { workspaceId }: Context,
  prepared: readonly Prepared[],
): Promise<ReadonlyMap<string, string>> {
  const keys = JSON.stringify(prepared.map(({ key }) => key));
  const { rows } = (await tx.execute(sql`
    select key, fingerprint from journals
     where workspace_id = ${workspaceId} and key = any (array(select jsonb_array_elements_text(${keys}::jsonb)))`)) as unknown as {
    rows: { key: string; fingerprint: string }[];
  };
  return new Map(rows.map(({ key, fingerprint }) => [key, fingerprint]));
}

/** Those whose key is new, each once; throws for a key that stands for other entries. */
function withoutRepeats(
  prepared: readonly Prepared[],
  earlier: ReadonlyMap<string, string>,
): readonly Prepared[] {
  const known = new Map(earlier);
  return prepared.filter(({ key, fingerprint }) => {
    const before = known.get(key);
    if (before !== undefined && before !== fingerprint) {
      throw new InvariantError(`journal ${key} is already booked with other entries`);
    }
    known.set(key, fingerprint);
    return before === undefined;
  });
}

/** Gives each journal its place in the chain. */
function chain({ workspaceId, now }: Context, head: LedgerHead, fresh: readonly Prepared[]) {
  const open = { nowMs: now.getTime(), closedBeforeMs: head.closedBefore?.getTime() ?? null };
  let { sequence, hash } = head;
  return fresh.map((journal) => {
    const { atMs, adjustsPeriod } = bookingOf(journal.occurredAtMs ?? open.nowMs, open, isoText);
    const { key, kind, fingerprint, refs } = journal;
    sequence += 1n;
    const content = {
      ...{
        workspaceId,
        sequence,
        previousHash: hash,
        id: newId("jrn", now.getTime()),
        key,
        kind,
        fingerprint,
      },
      ...{ bookedAt: isoText(atMs).replace("Z", "000Z"), createdAt: head.nowText, adjustsPeriod, refs },
      entries: journal.entries.map((entry, line) => ({ line, ...entry })),
    };
    hash = sha256Hex(journalContent(content));
    return { ...content, hash };
  });
}

const isoText = (ms: number): string => new Date(ms).toISOString();

type ChainedRow = ReturnType<typeof chain>[number];

/** Two statements, with one parameter each, however many rows there are. */
async function insertJournals(tx: Db, rows: readonly ChainedRow[]): Promise<void> {
  const journals = rows.map(({ entries, sequence, ...row }) => ({
    ...{ ...row, sequence: String(sequence), entriesCount: entries.length },
  }));
  await tx.execute(sql`
    insert into journals (workspace_id, id, key, kind, fingerprint, refs, booked_at, created_at, sequence,
                          previous_hash, hash, entries_count, adjusts_period)
    select "workspaceId", id, key, kind, fingerprint, refs, "bookedAt", "createdAt", sequence, "previousHash", hash,
           "entriesCount", "adjustsPeriod"
      from jsonb_to_recordset(${JSON.stringify(journals)}::jsonb) as given(
        "workspaceId" text, id text, key text, kind text, fingerprint text, refs jsonb, "bookedAt" timestamptz,
        "createdAt" timestamptz, sequence bigint, "previousHash" text, hash text, "entriesCount" int,
        "adjustsPeriod" text)`);
  const entries = rows.flatMap(({ workspaceId, id, entries: lines }) =>
    lines.map((entry) => ({ ...entry, workspaceId, journalId: id, amountMinor: String(entry.amountMinor) })),
  );
  await tx.execute(sql`
    insert into ledger_entries (workspace_id, journal_id, line, account, affiliate_id, currency, amount_minor)
    select "workspaceId", "journalId", line, account::ledger_account, "affiliateId", currency, "amountMinor"
      from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as given(
        "workspaceId" text, "journalId" text, line int, account text, "affiliateId" text, currency text,
        "amountMinor" bigint)`);
}

async function moveHead(tx: Db, { workspaceId }: Context, rows: readonly ChainedRow[]): Promise<void> {
  const last = rows.at(-1);
  if (!last) return;
  await tx.execute(sql`
    update ledger_heads
       set last_sequence = ${String(last.sequence)}::bigint, last_hash = ${last.hash},
           last_created_at = ${last.createdAt}::timestamptz
     where workspace_id = ${workspaceId}`);
}
