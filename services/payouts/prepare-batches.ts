import type { Currency } from "../../core/money/currency.ts";
import type { PayoutProviderName } from "../../core/payout/payout-lifecycle.ts";
import type { BatchId } from "../../core/shared/id.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { type Context, transact } from "../shared/context.ts";
import { claimOwed } from "./planning/claim-owed.ts";
import { decidePayouts } from "./planning/decide-payouts.ts";
import { readWaiting, type Waiting } from "./planning/list-waiting.ts";
import { writePayouts } from "./planning/write-payouts.ts";

/** What is chosen for a run. */
export type PrepareChoice = {
  /** Only payouts in this currency; all when absent. */
  readonly currency?: Currency;
  /** Who pays an affiliate that has no payout method. */
  readonly provider?: PayoutProviderName;
};

/** What a run prepared, and what waits and why. */
export type PreparedBatches = Waiting & { readonly batches: readonly BatchId[] };

/** How many payouts, and how many of those that wait, an answer names; counts and totals are of all. */
export const NAMED_MAX = 100;

/**
 * Turns approved commissions into one batch for each provider and currency, less what is carried, in one transaction and
 * a constant number of statements: the database claims, nets, converts, decides and writes.
 *
 * Safe to repeat (what is batched is no longer approved) and safe to run twice at once: the
 * commissions are locked in the order of their ids, so the second run waits and then finds none.
 */
export function preparePayoutBatches(
  context: Context,
  { currency, provider = "csv" }: PrepareChoice = {},
): Promise<PreparedBatches> {
  return transact(context, async (tx) => {
    await lockLedger(tx, context);
    await claimOwed(tx, context, { isLocked: true, currency });
    await decidePayouts(tx, context, { provider });
    const waiting = await readWaiting(tx, NAMED_MAX);
    return { ...waiting, batches: await writePayouts(tx, context) };
  });
}
