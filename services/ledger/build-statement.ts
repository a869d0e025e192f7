import { and, asc, eq, gt, lte, sql } from "drizzle-orm";
import { MerkleAccumulator } from "../../core/ledger/merkle.ts";
import { leafText, leavesOf, type RootDocument } from "../../core/ledger/root-document.ts";
import type { ProvenEntry, StatementBalance, StatementFile } from "../../core/ledger/statement-file.ts";
import { InvariantError } from "../../core/shared/assert.ts";
import { encodeHex } from "../../core/shared/encoding.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import { affiliates, ledgerRoots } from "../../db/schema/index.ts";
import { sha256Bytes } from "../../platform/sha256.ts";
import { type Context, transact } from "../shared/context.ts";
import { sequenceAt } from "./as-of.ts";
import { loadChain } from "./load-chain.ts";
import { type RootStore, rootKey } from "./root-store.ts";

/** Entries of one statement; an affiliate with more asks for a shorter span. */
export const STATEMENT_ENTRIES_MAX = 10_000;
/** Entries of all affiliates on the days of one statement that are proved: ten seconds of reading, or so. */
export const STATEMENT_READS_MAX = 1_000_000;
const PAGE_JOURNALS = 2_000;

type Range = { readonly after: bigint; readonly through: bigint };
type Entry = ProvenEntry["entry"];

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
  const days = await findDays(context, { entries, range });
  if (days.reduce((sum, { entriesCount }) => sum + entriesCount, 0) > readsMax) return "too_many_reads";
  const proofs = await proveEntries(context, store, days);
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
): Promise<readonly Entry[]> {
  const { workspaceId } = context;
  const { rows } = await transact(
    context,
    (tx) =>
      tx.execute(sql`
        select j.workspace_id as "workspaceId", j.sequence::text, j.id as "journalId", j.key, j.kind,
               to_char(j.booked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "bookedAt",
               to_char(j.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt",
               j.adjusts_period as "adjustsPeriod", e.line, e.account::text, e.affiliate_id as "affiliateId",
               e.currency::text, e.amount_minor::text as "amountMinor"
          from ledger_entries e join journals j on j.workspace_id = e.workspace_id and j.id = e.journal_id
         where e.workspace_id = ${workspaceId} and j.workspace_id = ${workspaceId} and e.affiliate_id = ${affiliateId}
           and j.sequence > ${String(after)}::bigint and j.sequence <= ${String(through)}::bigint
         order by j.sequence, e.line limit ${STATEMENT_ENTRIES_MAX + 1}`) as unknown as Promise<{
        rows: Entry[];
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

/** A published day, and the entries of the statement that are in its tree. */
type ProvenDay = typeof ledgerRoots.$inferSelect & { readonly wanted: readonly Entry[] };

/** The published days that entries fall under, the oldest first. */
async function findDays(
  context: Context,
  { entries, range }: { readonly entries: readonly Entry[]; readonly range: Range },
): Promise<readonly ProvenDay[]> {
  const published = await transact(context, (tx) =>
    tx
      .select()
      .from(ledgerRoots)
      .where(
        and(
          eq(ledgerRoots.workspaceId, context.workspaceId),
          gt(ledgerRoots.lastSequence, range.after),
          lte(ledgerRoots.firstSequence, range.through),
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
async function proveEntries(context: Context, store: RootStore, days: readonly ProvenDay[]) {
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
  return { roots, proofOf: (entry: Entry) => proofs.get(placeOf(entry)) ?? null };
}

const placeOf = ({ journalId, line }: { readonly journalId: string; readonly line: number }) =>
  `${journalId} ${line}`;

type Place = { readonly leafIndex: number; readonly path: Uint8Array[] };

/** Where some entries are in the tree of a day. Reads the day page by page and keeps none of it but their paths. */
async function pathsOf(
  context: Context,
  { after, through }: Range,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>();
  const tree = new MerkleAccumulator(sha256Bytes);
  const encoder = new TextEncoder();
  for (let place = after; place < through; ) {
    const page = await transact(context, (tx) =>
      loadChain(tx, context, { after: place, through, max: PAGE_JOURNALS }),
    );
    for (const leaf of page.flatMap(leavesOf)) {
      const name = placeOf(leaf);
      const path: Uint8Array[] | null = wanted.has(name) ? [] : null;
      if (path) places.set(name, { leafIndex: tree.leavesCount, path });
      tree.add(encoder.encode(leafText(leaf)), path);
    }
    place = page.at(-1)?.sequence ?? through;
  }
  tree.root();
  return places;
}
