import { and, asc, eq, gte, lte, sql } from "drizzle-orm";
import { MerkleAccumulator } from "../../core/ledger/merkle.ts";
import type { RootDocument } from "../../core/ledger/root-document.ts";
import type { ProvenEntry } from "../../core/ledger/statement-file.ts";
import { InvariantError } from "../../core/shared/assert.ts";
import { decodeBase64url, encodeHex } from "../../core/shared/encoding.ts";
import { ledgerRoots } from "../../db/schema/index.ts";
import { sha256Bytes } from "../../platform/sha256.ts";
import { type Context, transact } from "../shared/context.ts";
import { type RootStore, rootKey } from "./root-store.ts";

const PAGE_JOURNALS = 2_000;

type Range = { readonly after: bigint; readonly through: bigint };

/** An entry as statements and proofs have it. */
export type EntryOfLedger = ProvenEntry["entry"];

/** The columns of an `EntryOfLedger`, of entries `e` and their journals `j`. */
export const ENTRY_COLUMNS = sql`
  j.workspace_id as "workspaceId", j.sequence::text, j.id as "journalId", j.key, j.kind,
  to_char(j.booked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "bookedAt",
  to_char(j.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt",
  j.adjusts_period as "adjustsPeriod", e.line, e.account::text, e.affiliate_id as "affiliateId",
  e.currency::text, e.amount_minor::text as "amountMinor"`;

/** Where entries are in the published trees, and the documents of those. */
export type Proofs = {
  /** Null while the entry's day is not published. */
  readonly proofOf: (entry: EntryOfLedger) => ProvenEntry["proof"];
  readonly roots: readonly RootDocument[];
};

/**
 * Proves entries, given in the order of the ledger, by the published roots of their days. `too_many_reads` if those days
 * have more entries in all than `readsMax`.
 */
export async function proveEntries(
  context: Context,
  store: RootStore,
  { entries, readsMax }: { readonly entries: readonly EntryOfLedger[]; readonly readsMax: number },
): Promise<Proofs | "too_many_reads"> {
  const days = await findDays(context, entries);
  if (days.reduce((sum, { entriesCount }) => sum + entriesCount, 0) > readsMax) return "too_many_reads";
  return proveDays(context, store, days);
}

/** A published day, and the entries to be proved that are in its tree. */
type ProvenDay = typeof ledgerRoots.$inferSelect & { readonly wanted: readonly EntryOfLedger[] };

/** The published days that entries fall under, the oldest first. */
async function findDays(context: Context, entries: readonly EntryOfLedger[]): Promise<readonly ProvenDay[]> {
  const [first] = entries;
  const last = entries.at(-1);
  if (!first || !last) return [];
  const published = await transact(context, (tx) =>
    tx
      .select()
      .from(ledgerRoots)
      .where(
        and(
          eq(ledgerRoots.workspaceId, context.workspaceId),
          gte(ledgerRoots.lastSequence, BigInt(first.sequence)),
          lte(ledgerRoots.firstSequence, BigInt(last.sequence)),
        ),
      )
      .orderBy(asc(ledgerRoots.lastSequence)),
  );
  return published
    .map((root) => ({
      ...root,
      wanted: entries.filter(
        ({ sequence }) => BigInt(sequence) >= root.firstSequence && BigInt(sequence) <= root.lastSequence,
      ),
    }))
    .filter(({ wanted }) => wanted.length > 0);
}

/** The roots of the days as they are published, and where the entries are in their trees. */
async function proveDays(context: Context, store: RootStore, days: readonly ProvenDay[]): Promise<Proofs> {
  const roots: RootDocument[] = [];
  const proofs = new Map<string, ProvenEntry["proof"]>();
  for (const { day, firstSequence, lastSequence, wanted } of days) {
    const text = await store.get(rootKey(context.workspaceId, day));
    if (text === null) throw new InvariantError(`the root of ${day} was published and is gone`);
    roots.push(JSON.parse(text) as RootDocument);
    const range = { after: firstSequence - 1n, through: lastSequence };
    const places = await pathsOf(context, range, new Set(wanted.map(placeOf)));
    for (const entry of wanted) {
      const found = places.get(placeOf(entry));
      if (found === undefined) throw new InvariantError(`${placeOf(entry)} is not in the tree of ${day}`);
      proofs.set(placeOf(entry), { day, leaf_index: found.leafIndex, path: found.path.map(encodeHex) });
    }
  }
  return { roots, proofOf: (entry: EntryOfLedger) => proofs.get(placeOf(entry)) ?? null };
}

const placeOf = ({ journalId, line }: { readonly journalId: string; readonly line: number }) =>
  `${journalId} ${line}`;

type Place = { readonly leafIndex: number; readonly path: Uint8Array[] };

/**
 * Where some entries are in the tree of a day. Reads the day page by page and keeps none of it but their paths. The whole day
 * is read for agents too, who see what it says of their own affiliates alone: as hashes.
 */
async function pathsOf(
  context: Context,
  { after, through }: Range,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>();
  const tree = new MerkleAccumulator(sha256Bytes);
  for (let place = after; place < through; ) {
    const leaves = await loadLeaves(context, { after: place, through });
    for (const { hash, ...leaf } of leaves) {
      const name = placeOf(leaf);
      const path: Uint8Array[] | null = wanted.has(name) ? [] : null;
      if (path) places.set(name, { leafIndex: tree.leavesCount, path });
      tree.addHash(decodeBase64url(hash) as Uint8Array, path);
    }
    const last = leaves.at(-1);
    place = last ? BigInt(last.sequence) : through;
  }
  tree.root();
  return places;
}

type Leaf = {
  readonly sequence: string;
  readonly journalId: string;
  readonly line: number;
  readonly hash: string;
};

/** The leaves of the next journals of a range, in the order of the tree. */
async function loadLeaves(context: Context, { after, through }: Range): Promise<readonly Leaf[]> {
  const { rows } = await transact(
    context,
    (tx) =>
      tx.execute(sql`
        select sequence::text, journal_id as "journalId", line, hash
          from ledger_leaf_hashes(${context.workspaceId}, ${String(after)}::bigint, ${String(through)}::bigint, ${PAGE_JOURNALS})`) as unknown as Promise<{
        rows: Leaf[];
      }>,
  );
  return rows;
}
