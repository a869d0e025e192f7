import type { BatchId } from "../../core/shared/id.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { type Context, transact } from "../shared/context.ts";
import { NO_WAITING, readWaiting, type Waiting } from "./planning/list-waiting.ts";
import { makePlan, type PlanChoice } from "./planning/make-plan.ts";
import { writePayouts } from "./planning/write-payouts.ts";

/** What a run prepared, and what waits and why. */
export type PreparedBatches = Waiting & { readonly batches: readonly BatchId[] };

/** How many payouts of a batch, and how many of those that wait, an answer names; counts and totals are of all. */
export const NAMED_MAX = 100;

/**
 * Turns what is due into one batch for each provider and currency, less what is carried, in one transaction and a
 * constant number of statements: the database claims, judges, converts, nets and writes.
 *
 * Safe to repeat (what is batched is no longer approved) and safe to run twice at once: the
 * commissions are locked in the order of their ids, so the second run waits and then finds none.
 */
export function preparePayoutBatches(context: Context, choice: PlanChoice = {}): Promise<PreparedBatches> {
  return transact(context, async (tx) => {
    await lockLedger(tx, context);
    if (!(await makePlan(tx, context, { isLocked: true }, choice))) return { ...NO_WAITING, batches: [] };
    const waiting = await readWaiting(tx, NAMED_MAX);
    return { ...waiting, batches: await writePayouts(tx, context) };
  });
}
