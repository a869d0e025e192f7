import { sql } from "drizzle-orm";
import { assert } from "../../core/shared/assert.ts";
import { GENESIS_HASH } from "../../core/shared/hash-chain.ts";
import type { Db } from "../../db/client.ts";
import { ledgerHeads } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** Where a workspace's ledger ends. */
export type LedgerHead = {
  /** 0 before the first journal. */
  readonly sequence: bigint;
  readonly hash: string;
  /**
   * The time of what the transaction writes: the clock, but never before what is written already. Text in UTC with
   * microseconds, as hashes have it.
   */
  readonly nowText: string;
  /** The first instant that no closed period has. */
  readonly closedBefore: Date | null;
};

type HeadRow = {
  last_sequence: string;
  last_hash: string;
  now_text: string;
  closed_before: Date | string | null;
};

/**
 * Locks the ledger of the workspace until the transaction ends, so that journals are written one after the
 * other. Whatever moves money locks it before anything else: then no two of them wait for each other.
 */
export async function lockLedger(tx: Db, context: Context): Promise<LedgerHead> {
  const locked = await selectHead(tx, context);
  if (locked) return locked;
  const start = { lastSequence: 0n, lastHash: GENESIS_HASH, lastCreatedAt: new Date(0) };
  await tx
    .insert(ledgerHeads)
    .values({ workspaceId: context.workspaceId, ...start })
    .onConflictDoNothing();
  const made = await selectHead(tx, context);
  assert(made !== null, "a ledger has a head once it was made");
  return made;
}

/**
 * The clock is read above the lock, and so after the wait for it; once in a transaction, so that all it writes is of one
 * instant. `ledger_instant()` gives that to the rows that journals explain.
 */
async function selectHead(tx: Db, { workspaceId }: Context): Promise<LedgerHead | null> {
  const { rows } = (await tx.execute(sql`
    with locked as materialized (
      select last_sequence, last_hash, last_created_at, closed_before from ledger_heads
       where workspace_id = ${workspaceId} for update)
    select last_sequence, last_hash, closed_before, set_config('app.ledger_instant',
           to_char(greatest(date_trunc('milliseconds', ledger_instant()), last_created_at) at time zone 'UTC',
                   'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), true) as now_text from locked`)) as unknown as {
    rows: HeadRow[];
  };
  const [row] = rows;
  if (!row) return null;
  return {
    sequence: BigInt(row.last_sequence),
    hash: row.last_hash,
    nowText: row.now_text,
    closedBefore: row.closed_before === null ? null : new Date(row.closed_before),
  };
}
