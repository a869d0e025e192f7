import { and, desc, eq } from "drizzle-orm";
import type { StoredJournal } from "../../core/ledger/verify.ts";
import {
  diagnose,
  faultOfAnchor,
  faultOfDamage,
  faultOfHead,
  fitOf,
  type LedgerFault,
} from "../../core/ledger/verify.ts";
import { type Anchor, CHAIN_START, type ChainPlace, type Fit } from "../../core/shared/hash-chain.ts";
import { type Db, inSnapshot } from "../../db/client.ts";
import { journals, ledgerHeads } from "../../db/schema/index.ts";
import { nextTurn } from "../../platform/next-turn.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { type Context, transact } from "../shared/context.ts";
import { loadChain } from "./load-chain.ts";
import { faultOfSums } from "./verify-sums.ts";

/** Journals read at a time. */
const PAGE_JOURNALS = 2_000;

/** What a run of verification found. */
export type Verification = {
  /** Where it began, and how far it came without a fault. */
  readonly after: bigint;
  readonly verified: ChainPlace;
  readonly journals: number;
  readonly entries: number;
  /** The end of the ledger was reached, and compared with the head and the sums. */
  readonly isComplete: boolean;
  /** Roots that this stretch of the ledger was compared with. */
  readonly roots: number;
  readonly fault: LedgerFault | null;
};

/** Which part of the ledger is verified, and what is known of it from elsewhere. */
export type VerifyRequest = {
  /** The journal after which to begin; 0 for the first. */
  readonly after: bigint;
  readonly journalsMax: number;
  /** What was published of the ledger, oldest first. */
  readonly roots: readonly Anchor[];
  /** Names of what was published and cannot be read any more. */
  readonly damagedRoots?: readonly string[];
};

/**
 * Recomputes the chain of the workspace from its rows and names the first bad one. The head and the sums of
 * accounts are compared where the run reaches the end. All of it is read from one snapshot, so that journals written meanwhile are no fault.
 */
export function verifyLedger(context: Context, request: VerifyRequest): Promise<Verification> {
  return inSnapshot(context.db, context.workspaceId, (tx) => run(tx, context, request));
}

/** True of a number that no journal has, and none had by the head: a verification cannot begin after it. */
export function isBeyondLedger(context: Context, sequence: bigint): Promise<boolean> {
  return transact(context, async (tx) => {
    const { last, head } = await loadEnd(tx, context);
    return sequence > last && sequence > head.sequence;
  });
}

async function run(
  tx: Db,
  context: Context,
  { after, journalsMax, roots, damagedRoots = [] }: VerifyRequest,
): Promise<Verification> {
  const end = await loadEnd(tx, context);
  const counts = { journals: 0, entries: 0, roots: 0 };
  let place = await placeAt(tx, context, after);
  const done = (fault: LedgerFault | null, isComplete: boolean): Verification => ({
    ...{ after, verified: place, ...counts, isComplete, fault },
  });
  const anchors = roots.filter(({ sequence }) => sequence > place.sequence);
  for await (const page of pagesOf(tx, context, { after, through: end.last, journalsMax })) {
    for (const journal of page) {
      const fit = fitOf(journal, place, sha256Hex);
      if (fit !== "intact") return done(await faultOf(tx, context, { journal, before: place, fit }), false);
      place = { sequence: journal.sequence, hash: journal.hash };
      counts.journals += 1;
      counts.entries += journal.entries.length;
      const anchor = anchors[counts.roots];
      if (anchor?.sequence !== place.sequence) continue;
      const differs = faultOfAnchor(place, anchor);
      if (differs) return done(differs, false);
      counts.roots += 1;
    }
  }
  if (place.sequence < end.last) return done(null, false);
  const cut = anchors.slice(counts.roots).map((anchor) => faultOfAnchor(place, anchor));
  const atEnd = cut.find((fault) => fault !== null) ?? faultOfHead(place, end.head);
  const fault = atEnd ?? (await faultOfSums(tx, context, place.sequence));
  return done(fault ?? faultOfDamage(place, damagedRoots), true);
}

/** Reads journals a page at a time; while one is checked, the database makes the next ready. */
async function* pagesOf(
  tx: Db,
  context: Context,
  {
    after,
    through,
    journalsMax,
  }: { readonly after: bigint; readonly through: bigint; readonly journalsMax: number },
): AsyncGenerator<readonly StoredJournal[]> {
  let left = journalsMax;
  const load = (from: bigint) =>
    loadChain(tx, context, { after: from, through, max: Math.min(PAGE_JOURNALS, left) });
  let coming = load(after);
  for (;;) {
    const page = await coming;
    const last = page.at(-1);
    if (!last) return;
    left -= page.length;
    const isEnd = left <= 0 || last.sequence >= through;
    if (!isEnd) {
      coming = load(last.sequence);
      // Whoever stops here does not wait for it; a failure then is nobody's.
      coming.catch(() => undefined);
      // Else it is asked for when the page is checked, and not before.
      await nextTurn();
    }
    yield page;
    if (isEnd) return;
  }
}

/** The last journal there is, and the last that the head knows. */
async function loadEnd(tx: Db, { workspaceId }: Context) {
  const [head] = await tx.select().from(ledgerHeads).where(eq(ledgerHeads.workspaceId, workspaceId));
  const [last] = await tx
    .select({ sequence: journals.sequence })
    .from(journals)
    .where(eq(journals.workspaceId, workspaceId))
    .orderBy(desc(journals.sequence))
    .limit(1);
  const known = head ? { sequence: head.lastSequence, hash: head.lastHash } : CHAIN_START;
  return { last: last?.sequence ?? 0n, head: { ...known, name: "the head of the ledger" } };
}

/** The place of a journal, whose hash a run that began earlier has verified. */
async function placeAt(tx: Db, { workspaceId }: Context, sequence: bigint): Promise<ChainPlace> {
  if (sequence === 0n) return CHAIN_START;
  const [found] = await tx
    .select({ hash: journals.hash })
    .from(journals)
    .where(and(eq(journals.workspaceId, workspaceId), eq(journals.sequence, sequence)));
  return { sequence, hash: found?.hash ?? "" };
}

async function faultOf(
  tx: Db,
  { workspaceId }: Context,
  {
    journal,
    before,
    fit,
  }: {
    readonly journal: StoredJournal;
    readonly before: ChainPlace;
    readonly fit: Exclude<Fit, "intact">;
  },
): Promise<LedgerFault> {
  const [predecessor] = await tx
    .select({ id: journals.id })
    .from(journals)
    .where(and(eq(journals.workspaceId, workspaceId), eq(journals.hash, journal.previousHash)))
    .limit(1);
  return diagnose(journal, { before, fit, isPredecessorThere: predecessor !== undefined }, sha256Hex);
}
