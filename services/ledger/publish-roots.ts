import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import { MerkleAccumulator } from "../../core/ledger/merkle.ts";
import { leafText, leavesOf, type RootDocument, rootDocumentText } from "../../core/ledger/root-document.ts";
import { InvariantError } from "../../core/shared/assert.ts";
import { encodeHex } from "../../core/shared/encoding.ts";
import type { Db } from "../../db/client.ts";
import { journals, ledgerRoots } from "../../db/schema/index.ts";
import { sha256Bytes, sha256Hex } from "../../platform/sha256.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { loadChain } from "./load-chain.ts";
import { lockLedger } from "./lock-ledger.ts";
import { type RootStore, rootKey } from "./root-store.ts";

const PAGE_JOURNALS = 2_000;

/** A stretch of the chain that was written on one day, which has ended. */
type Stretch = {
  readonly day: string;
  readonly after: bigint;
  readonly through: bigint;
  readonly previousDocumentHash: string | null;
};

/**
 * Publishes the root of each day that has ended and has journals, the oldest first. What is published is
 * never written over: a day that is there with another root throws `InvariantError`, since then the
 * ledger is not what it was.
 *
 * @returns how many roots were published
 */
export async function publishRoots(context: Context, store: RootStore, rootsMax: number): Promise<number> {
  for (let published = 0; published < rootsMax; published += 1) {
    const stretch = await findStretch(context);
    if (!stretch) return published;
    await publish(context, store, stretch);
  }
  return rootsMax;
}

/** The lock waits for journals under way, and none that is written later can be of a day that has ended. */
function findStretch(context: Context): Promise<Stretch | null> {
  return transact(context, async (tx) => {
    const { nowText } = await lockLedger(tx, context);
    const last = await lastRoot(tx, context);
    const after = last?.lastSequence ?? 0n;
    const isLater = and(eq(journals.workspaceId, context.workspaceId), gt(journals.sequence, after));
    const [next] = await tx
      .select({ createdAt: journals.createdAt })
      .from(journals)
      .where(isLater)
      .orderBy(asc(journals.sequence))
      .limit(1);
    const day = next?.createdAt.toISOString().slice(0, 10);
    if (day === undefined || day >= nowText.slice(0, 10)) return null;
    const [end] = await tx
      .select({ through: sql<string>`max(${journals.sequence})` })
      .from(journals)
      .where(and(isLater, sql`${journals.createdAt} < (${day}::date + 1)::timestamp at time zone 'UTC'`));
    const through = BigInt(end?.through ?? after);
    return { day, after, through, previousDocumentHash: last?.documentHash ?? null };
  });
}

async function lastRoot(tx: Db, { workspaceId }: Context) {
  const [last] = await tx
    .select()
    .from(ledgerRoots)
    .where(eq(ledgerRoots.workspaceId, workspaceId))
    .orderBy(desc(ledgerRoots.lastSequence))
    .limit(1);
  return last;
}

async function publish(context: Context, store: RootStore, stretch: Stretch): Promise<void> {
  const document = await buildDocument(context, stretch);
  const text = rootDocumentText(document);
  const key = rootKey(context.workspaceId, stretch.day);
  if (!(await store.putOnce(key, text)) && (await store.get(key)) !== text) {
    throw new InvariantError(`${key} is published with another root: the ledger is not what it was`);
  }
  await transact(context, async (tx) => {
    const written = await tx
      .insert(ledgerRoots)
      .values({
        ...{ workspaceId: context.workspaceId, day: document.day, lastHash: document.last_hash },
        ...{ firstSequence: stretch.after + 1n, lastSequence: stretch.through },
        ...{ entriesCount: document.entries_count, root: document.merkle_root },
        ...{ previousDocumentHash: document.previous_document_sha256, documentHash: sha256Hex(text) },
      })
      .onConflictDoNothing()
      .returning({ day: ledgerRoots.day });
    const change = { root: document.merkle_root, lastSequence: document.last_sequence };
    await audit(
      tx,
      context,
      written.map(({ day }) => ({ action: "ledger.root_published", subjectId: day, change })),
    );
  });
}

async function buildDocument(context: Context, stretch: Stretch): Promise<RootDocument> {
  const tree = new MerkleAccumulator(sha256Bytes);
  const encoder = new TextEncoder();
  let [place, lastHash] = [stretch.after, ""];
  while (place < stretch.through) {
    const range = { after: place, through: stretch.through, max: PAGE_JOURNALS };
    const page = await transact(context, (tx) => loadChain(tx, context, range));
    for (const journal of page) {
      for (const leaf of leavesOf(journal)) tree.add(encoder.encode(leafText(leaf)));
      [place, lastHash] = [journal.sequence, journal.hash];
    }
    if (page.length === 0) throw new InvariantError(`the ledger has no journals after ${place}`);
  }
  return {
    format: "tributary.root.v1",
    workspace_id: context.workspaceId,
    day: stretch.day,
    first_sequence: String(stretch.after + 1n),
    last_sequence: String(stretch.through),
    last_hash: lastHash,
    entries_count: tree.leavesCount,
    merkle_root: encodeHex(tree.root()),
    previous_document_sha256: stretch.previousDocumentHash,
  };
}
