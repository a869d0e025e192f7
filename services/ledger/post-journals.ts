import { sql } from "drizzle-orm";
import { journalContent } from "../../core/ledger/chain.ts";
import { assertBalanced, type Journal, journalFingerprintInput } from "../../core/ledger/journal.ts";
import { bookingOf } from "../../core/ledger/period.ts";
import { InvariantError } from "../../core/shared/assert.ts";
import type { Db } from "../../db/client.ts";
import { insertAll, rowsOf } from "../../db/insert-all.ts";
import { ofAnySize } from "../../db/of-any-size.ts";
import { journals, ledgerEntries } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import type { Context } from "../shared/context.ts";
import { type LedgerHead, lockLedger } from "./lock-ledger.ts";

type Prepared = Journal & { readonly fingerprint: string };

/** What became of a journal: a repeat is no fault, the same key with other entries reaches a person. */
export type Booking = "new" | "exists" | "exists_with_different_entries";

/**
 * Books journals inside the transaction that changes the rows they explain, at the end of the workspace's
 * chain, in a constant number of statements. A journal whose natural key is already booked with the same
 * entries is left as it is. The ledger stays locked until the transaction ends.
 *
 * Throws `InvariantError` when a journal is out of balance, or when its key was booked with other
 * entries: the transaction rolls back and a person must look.
 *
 * @param locked the end of the ledger, where the transaction has locked it and booked nothing since
 * @returns of each journal whether it is new
 */
export async function postJournals(
  tx: Db,
  context: Context,
  booked: readonly Journal[],
  locked?: LedgerHead,
): Promise<readonly Exclude<Booking, "exists_with_different_entries">[]> {
  const bookings = await offerJournals(tx, context, booked, locked);
  return bookings.map((booking, index) => {
    if (booking !== "exists_with_different_entries") return booking;
    throw new InvariantError(`journal ${booked[index]?.key} is already booked with other entries`);
  });
}

/**
 * As `postJournals`, for who decides what a key booked with other entries means: that is answered, and then none
 * of the journals is written.
 */
export async function offerJournals(
  tx: Db,
  context: Context,
  offered: readonly Journal[],
  locked?: LedgerHead,
): Promise<readonly Booking[]> {
  if (offered.length === 0) return [];
  const prepared = offered.map((journal) => {
    assertBalanced(journal);
    return { ...journal, fingerprint: sha256Hex(journalFingerprintInput(journal)) };
  });
  const head = locked ?? (await lockLedger(tx, context));
  const bookings = compare(prepared, await loadFingerprints(tx, context, prepared));
  const fresh = prepared.filter((_, index) => bookings[index] === "new");
  if (fresh.length === 0 || bookings.includes("exists_with_different_entries")) return bookings;
  const rows = chain(context, head, fresh);
  await insertJournals(tx, rows);
  await moveHead(tx, context, rows);
  return bookings;
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
     where workspace_id = ${ofAnySize(workspaceId)} and key = any (array(select jsonb_array_elements_text(${keys}::jsonb)))`)) as unknown as {
    rows: { key: string; fingerprint: string }[];
  };
  return new Map(rows.map(({ key, fingerprint }) => [key, fingerprint]));
}

/** What each is to those that were booked, and to those named before it. */
function compare(prepared: readonly Prepared[], earlier: ReadonlyMap<string, string>): readonly Booking[] {
  const known = new Map(earlier);
  return prepared.map(({ key, fingerprint }) => {
    const before = known.get(key);
    known.set(key, before ?? fingerprint);
    if (before === undefined) return "new";
    return before === fingerprint ? "exists" : "exists_with_different_entries";
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

/** One statement: what is whole at its end is looked at then. Instants go as text, since a `Date` has no microseconds. */
function insertJournals(tx: Db, rows: readonly ChainedRow[]): Promise<void> {
  const lines = rows.flatMap(({ workspaceId, id: journalId, entries }) =>
    entries.map(({ line, account, affiliateId, currency, amountMinor }) => ({
      ...{ workspaceId, journalId, line, account, affiliateId, currency, amountMinor },
    })),
  );
  const heads = rows.map(({ entries, ...row }) => ({ ...row, entriesCount: entries.length }));
  return insertAll(tx, [{ table: journals, rows: heads }, rowsOf(ledgerEntries, lines)]);
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
