import { type SQL, sql } from "drizzle-orm";
import { auditChain, type StoredAct } from "../../core/audit/chain.ts";
import {
  CHAIN_START,
  type ChainFault,
  type ChainPlace,
  diagnose,
  faultOfHead,
  fitOf,
} from "../../core/shared/hash-chain.ts";
import type { Db } from "../../db/client.ts";
import { sha256Hex } from "../../platform/sha256.ts";

/** Acts read at a time. */
const PAGE_ACTS = 2_000;
const CHAIN = auditChain(sha256Hex);

/** A log of acts that are chained by their hashes, and where its rows and its head are. */
export type ChainedLog = {
  readonly rows: SQL;
  readonly heads: SQL;
  /** The column that tells logs of these tables apart, and what it holds of this one. */
  readonly key: SQL;
  readonly id: string;
  /** What messages call its head. */
  readonly head: string;
};

/** What a run of verification found. */
export type AuditVerification = {
  /** Where it began, and how far it came without a fault. */
  readonly after: bigint;
  readonly verified: ChainPlace;
  readonly acts: number;
  /** The end of the log was reached, and compared with the head. */
  readonly isComplete: boolean;
  readonly fault: ChainFault | null;
};

/** Which stretch of a log is verified: `after` an act whose hash an earlier run has verified; 0 for the first. */
export type Stretch = { readonly after: bigint; readonly actsMax: number };

/**
 * Recomputes the chain of a log from its rows, in the snapshot of the transaction, and names the first bad one. The head
 * is compared where the run reaches the end.
 */
export async function verifyLog(
  tx: Db,
  log: ChainedLog,
  { after, actsMax }: Stretch,
): Promise<AuditVerification> {
  let place = await placeAt(tx, log, after);
  let acts = 0;
  const found = (fault: ChainFault | null, isComplete = false): AuditVerification => ({
    ...{ after, verified: place, acts, isComplete, fault },
  });
  while (acts < actsMax) {
    const page = await loadActs(tx, log, place.sequence, Math.min(PAGE_ACTS, actsMax - acts));
    for (const act of page) {
      const fault = await faultOf(tx, log, { act, before: place });
      if (fault) return found(fault);
      place = act;
      acts += 1;
    }
    if (page.length === 0) return found(await faultAtEnd(tx, log, place), true);
  }
  return found(null);
}

/** True of a number that no act of the log has, and none had by the head: a verification cannot begin after it. */
export async function isBeyondLog(tx: Db, log: ChainedLog, sequence: bigint): Promise<boolean> {
  const head = await loadHead(tx, log);
  if (sequence <= head.sequence) return false;
  return !(await hasRow(tx, log, sql`sequence >= ${String(sequence)}::bigint`));
}

async function faultOf(
  tx: Db,
  log: ChainedLog,
  { act, before }: { readonly act: StoredAct; readonly before: ChainPlace },
): Promise<ChainFault | null> {
  const fit = fitOf(act, before, CHAIN);
  if (fit === "intact") return null;
  const isPredecessorThere = await hasRow(tx, log, sql`hash = ${act.previousHash}`);
  return diagnose(act, { before, fit, isPredecessorThere }, CHAIN);
}

async function hasRow(tx: Db, { rows: table, key, id }: ChainedLog, condition: SQL): Promise<boolean> {
  const { rows } = (await tx.execute(
    sql`select 1 from ${table} where ${key} = ${id} and ${condition} limit 1`,
  )) as unknown as { rows: unknown[] };
  return rows.length > 0;
}

/** The head knows how many acts there were. */
async function faultAtEnd(tx: Db, log: ChainedLog, place: ChainPlace): Promise<ChainFault | null> {
  return faultOfHead(place, { ...(await loadHead(tx, log)), name: log.head }, CHAIN);
}

async function loadHead(tx: Db, { heads, key, id }: ChainedLog): Promise<ChainPlace> {
  const { rows } = (await tx.execute(
    sql`select last_sequence, last_hash from ${heads} where ${key} = ${id}`,
  )) as unknown as { rows: { last_sequence: string; last_hash: string }[] };
  const [row] = rows;
  return row ? { sequence: BigInt(row.last_sequence), hash: row.last_hash } : CHAIN_START;
}

/** The place of an act; where none is, one that the next does not fit. */
async function placeAt(tx: Db, { rows: table, key, id }: ChainedLog, sequence: bigint): Promise<ChainPlace> {
  if (sequence === 0n) return CHAIN_START;
  const { rows } = (await tx.execute(
    sql`select hash from ${table} where ${key} = ${id} and sequence = ${String(sequence)}::bigint`,
  )) as unknown as { rows: { hash: string }[] };
  return { sequence, hash: rows[0]?.hash ?? "" };
}

type Row = Omit<StoredAct, "sequence"> & { readonly sequence: string };

async function loadActs(
  tx: Db,
  { rows: table, key, id }: ChainedLog,
  after: bigint,
  max: number,
): Promise<readonly StoredAct[]> {
  const { rows } = (await tx.execute(sql`
    select id::text, ${key} as "workspaceId", sequence::text, previous_hash as "previousHash", hash, actor, action,
           subject_id as "subjectId", request_id as "requestId", change,
           to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt"
      from ${table} as log where ${key} = ${id} and sequence > ${String(after)}::bigint
     order by log.sequence limit ${max}`)) as unknown as { rows: Row[] };
  return rows.map((row) => ({ ...row, sequence: BigInt(row.sequence) }));
}
