import { and, desc, eq, lte, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { journals } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { lockLedger } from "./lock-ledger.ts";

/** The most by which the clock of who asks is expected to be before Postgres', which journals have theirs from. */
const AHEAD_SECONDS_MAX = 1;

/**
 * The last journal that had been written at an instant; 0 if none had. Waits for journals under way, and what is
 * written later is of a later instant: so the answer for an instant that has passed never changes, also where it
 * has passed by the clock of who asks and not yet by Postgres', if they are a second apart at most.
 */
export function sequenceAt(context: Context, at: Date): Promise<bigint> {
  return transact(context, async (tx) => {
    if (at.getTime() > context.now.getTime() - AHEAD_SECONDS_MAX * 1_000) await outwait(tx, at);
    await lockLedger(tx, context);
    return findSequence(tx, context, at);
  });
}

/** Waits until journals are of a later instant, which have the milliseconds that are over. */
async function outwait(tx: Db, at: Date): Promise<void> {
  const over = sql`${new Date(at.getTime() + 1).toISOString()}::timestamptz`;
  await tx.execute(sql`
    select pg_sleep(least(extract(epoch from ${over} - clock_timestamp()), ${AHEAD_SECONDS_MAX}))
     where clock_timestamp() < ${over}`);
}

async function findSequence(tx: Db, { workspaceId }: Context, at: Date): Promise<bigint> {
  const [last] = await tx
    .select({ sequence: journals.sequence })
    .from(journals)
    .where(and(eq(journals.workspaceId, workspaceId), lte(journals.createdAt, at)))
    .orderBy(desc(journals.createdAt), desc(journals.sequence))
    .limit(1);
  return last?.sequence ?? 0n;
}
