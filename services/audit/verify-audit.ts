import { sql } from "drizzle-orm";
import { auditChain, type StoredAct } from "../../core/audit/chain.ts";
import {
  CHAIN_START,
  type ChainFault,
  type ChainPlace,
  diagnose,
  faultOfHead,
  fitOf,
} from "../../core/shared/hash-chain.ts";
import { type Db, inSnapshot } from "../../db/client.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { type Context, transact } from "../shared/context.ts";

/** Acts read at a time. */
const PAGE_ACTS = 2_000;
const CHAIN = auditChain(sha256Hex);

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

/**
 * Recomputes the chain of the workspace's audit log from its rows and names the first bad one. The head is
 * compared where the run reaches the end. All of it is read from one snapshot, so that acts written meanwhile
 * are no fault.
 *
 * @param after the act after which to begin, whose hash an earlier run has verified; 0 for the first
 */
export function verifyAudit(
  context: Context,
  { after, actsMax }: { readonly after: bigint; readonly actsMax: number },
): Promise<AuditVerification> {
  return inSnapshot(context.db, context.workspaceId, async (tx) => {
    let place = await placeAt(tx, context, after);
    let acts = 0;
    const found = (fault: ChainFault | null, isComplete = false): AuditVerification => ({
      ...{ after, verified: place, acts, isComplete, fault },
    });
    while (acts < actsMax) {
      const page = await loadActs(tx, context, place.sequence, Math.min(PAGE_ACTS, actsMax - acts));
      for (const act of page) {
        const fault = await faultOf(tx, context, { act, before: place });
        if (fault) return found(fault);
        place = act;
        acts += 1;
      }
      if (page.length === 0) return found(await faultAtEnd(tx, context, place), true);
    }
    return found(null);
  });
}

/** True of a number that no act has, and none had by the head: a verification cannot begin after it. */
export function isBeyondAudit(context: Context, sequence: bigint): Promise<boolean> {
  return transact(context, async (tx) => {
    const head = await loadHead(tx, context);
    if (sequence <= head.sequence) return false;
    const { rows } = (await tx.execute(sql`
      select 1 from audit_log where workspace_id = ${context.workspaceId} and sequence >= ${String(sequence)}::bigint limit 1`)) as unknown as {
      rows: unknown[];
    };
    return rows.length === 0;
  });
}

async function faultOf(
  tx: Db,
  { workspaceId }: Context,
  { act, before }: { readonly act: StoredAct; readonly before: ChainPlace },
): Promise<ChainFault | null> {
  const fit = fitOf(act, before, CHAIN);
  if (fit === "intact") return null;
  const { rows } = (await tx.execute(sql`
    select 1 from audit_log where workspace_id = ${workspaceId} and hash = ${act.previousHash} limit 1`)) as unknown as {
    rows: unknown[];
  };
  return diagnose(act, { before, fit, isPredecessorThere: rows.length > 0 }, CHAIN);
}

/** The head knows how many acts there were. */
async function faultAtEnd(tx: Db, context: Context, place: ChainPlace): Promise<ChainFault | null> {
  const head = { ...(await loadHead(tx, context)), name: "the head of the audit log" };
  return faultOfHead(place, head, CHAIN);
}

async function loadHead(tx: Db, { workspaceId }: Context): Promise<ChainPlace> {
  const { rows } = (await tx.execute(sql`
    select last_sequence, last_hash from audit_heads where workspace_id = ${workspaceId}`)) as unknown as {
    rows: { last_sequence: string; last_hash: string }[];
  };
  const [row] = rows;
  return row ? { sequence: BigInt(row.last_sequence), hash: row.last_hash } : CHAIN_START;
}

/** The place of an act; where none is, one that the next does not fit. */
async function placeAt(tx: Db, { workspaceId }: Context, sequence: bigint): Promise<ChainPlace> {
  if (sequence === 0n) return CHAIN_START;
  const { rows } = (await tx.execute(sql`
    select hash from audit_log where workspace_id = ${workspaceId} and sequence = ${String(sequence)}::bigint`)) as unknown as {
    rows: { hash: string }[];
  };
  return { sequence, hash: rows[0]?.hash ?? "" };
}

type Row = Omit<StoredAct, "sequence"> & { readonly sequence: string };

async function loadActs(
  tx: Db,
  { workspaceId }: Context,
  after: bigint,
  max: number,
): Promise<readonly StoredAct[]> {
  const { rows } = (await tx.execute(sql`
    select id::text, workspace_id as "workspaceId", sequence::text, previous_hash as "previousHash", hash, actor, action,
           subject_id as "subjectId", request_id as "requestId", change,
           to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt"
      from audit_log where workspace_id = ${workspaceId} and sequence > ${String(after)}::bigint
     order by audit_log.sequence limit ${max}`)) as unknown as { rows: Row[] };
  return rows.map((row) => ({ ...row, sequence: BigInt(row.sequence) }));
}
