import { and, desc, eq, lte } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { journals } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { lockLedger } from "./lock-ledger.ts";

/**
 * The last journal that had been written at an instant; 0 if none had. Waits for journals under way, and what is
 * written later is of a later instant: so the answer for an instant that has passed never changes.
 */
export function sequenceAt(context: Context, at: Date): Promise<bigint> {
  return transact(context, async (tx) => {
    await lockLedger(tx, context);
    return findSequence(tx, context, at);
  });
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
