import type { BatchStatus } from "../../core/payout/lifecycle.ts";
import type { BatchId, PayoutId } from "../../core/shared/id.ts";
import { ok, type Result } from "../../core/shared/result.ts";
import { type Context, transact } from "../shared/context.ts";
import { throwTogether } from "../shared/each-apart.ts";
import {
  type BeginProblem,
  beginSubmission,
  type Submission,
  type SubmissionMeans,
} from "./begin-submission.ts";
import { lockBatch } from "./load-batch.ts";
import { type LoadedOrder, loadOrder } from "./load-order.ts";
import { KEY_FORGOTTEN, type OrderReport, type PayoutProvider, type PayoutReport } from "./provider.ts";
import { recordReport } from "./record-report.ts";

/** Why a batch was not executed. */
export type ExecuteBatchProblem = BeginProblem;

/**
 * Executes an approved batch: writes down the calls, moves the money payable -> clearing and commits; then calls
 * the provider; then books what it says of each payout. Gives where the batch then stands.
 *
 * Safe to repeat and to run at once. After a crash between any two steps, or a lost answer, the next call asks the
 * provider what became of each payout before it submits any again under the same key. A throw means that the
 * outcome of some is not known yet: call again.
 */
export async function executeBatch(
  context: Context,
  batchId: BatchId,
  provider: PayoutProvider,
  means: SubmissionMeans = { account: null, methodKeys: null },
): Promise<Result<BatchStatus | "unchanged", ExecuteBatchProblem>> {
  const { payoutsPerOrderMax } = provider.capabilities;
  const begun = await transact(context, (tx) =>
    beginSubmission(tx, context, batchId, payoutsPerOrderMax, means),
  );
  if (!begun.ok) return begun;
  if (begun.value.length === 0) return ok("unchanged");
  const lost: unknown[] = [];
  for (const submission of begun.value) {
    const loaded = await transact(context, (tx) => loadOrder(tx, context, submission, means.methodKeys));
    let report: OrderReport | null = null;
    try {
      report = await askProvider(provider, submission, loaded, context.now);
    } catch (error) {
      lost.push(error);
    }
    const asked = loaded.order.payouts.map(({ id }) => id);
    await transact(context, (tx) => recordReport(tx, context, submission, { asked, report }));
  }
  throwTogether(lost);
  const batch = await transact(context, (tx) => lockBatch(tx, context, batchId));
  return ok(batch?.status ?? "unchanged");
}

/** Looks up what may have reached the provider, then submits what did not. */
async function askProvider(
  provider: PayoutProvider,
  { providerKey, isResumed, reference }: Submission,
  { order, unsure }: LoadedOrder,
  now: Date,
): Promise<OrderReport> {
  // All of it has ended since the call was written down.
  if (order.payouts.length === 0) return { reference, payouts: new Map() };
  const found = isResumed ? await provider.lookUp(providerKey, order, reference) : null;
  const known = new Map<PayoutId, PayoutReport>(found?.payouts);
  const open = unsure.filter(({ id }) => !known.has(id));
  const isFile = found?.isFile ?? false;
  const earlier = { reference: found?.reference ?? reference, isFile, payouts: known };
  if (open.length === 0) return earlier;
  const { looksUpByKey, keyLivesMs } = provider.capabilities;
  if (isResumed && !looksUpByKey) {
    if (keyLivesMs !== null && now.getTime() - order.orderedAt.getTime() > keyLivesMs) {
      for (const { id } of open) known.set(id, KEY_FORGOTTEN);
      return earlier;
    }
    // The order is there, and tells of these later.
    if (reference !== null) return earlier;
  }
  const made = await provider.submit(providerKey, { ...order, payouts: open }, isResumed);
  return {
    ...{ reference: made.reference ?? earlier.reference, isFile: made.isFile ?? false },
    payouts: new Map([...known, ...made.payouts]),
  };
}
