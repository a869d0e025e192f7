import { sql } from "drizzle-orm";
import type { PayoutProviderName } from "../../core/payout/payout-lifecycle.ts";
import type { BatchId } from "../../core/shared/id.ts";
import { type Context, transact } from "../shared/context.ts";

/** A batch that was handed over and has not ended. */
export type OpenBatch = {
  readonly id: BatchId;
  readonly provider: PayoutProviderName;
  /** The account it is paid from, null where the provider has none. */
  readonly accountIdentity: string | null;
};

/** A call that began less long ago may still be under way. */
const CALL_SECONDS = 120;
/** However old a batch is, its provider is asked once in this time. */
const PAUSE_SECONDS_MAX = 3_600;

/**
 * Batches whose provider is to be asked again, oldest first: the pause after a call is a quarter of the time since the
 * batch was handed over, from two minutes to an hour.
 */
export async function listOpenBatches(context: Context): Promise<readonly OpenBatch[]> {
  const now = sql`${context.now.toISOString()}::timestamptz`;
  const { rows } = (await transact(context, (tx) =>
    tx.execute(sql`
      select batch.id, batch.provider, batch.account_identity as "accountIdentity" from payout_batches as batch
       where batch.workspace_id = ${context.workspaceId} and batch.status in ('submitting', 'unknown', 'submitted')
         and not exists (
           select 1 from payout_attempts as attempt
            where attempt.workspace_id = batch.workspace_id and attempt.batch_id = batch.id
              and attempt.started_at > ${now} - make_interval(secs => least(${PAUSE_SECONDS_MAX}, greatest(
                    ${CALL_SECONDS}, extract(epoch from ${now} - batch.submitted_at) / 4))))
       order by batch.id`),
  )) as unknown as { rows: OpenBatch[] };
  return rows;
}
