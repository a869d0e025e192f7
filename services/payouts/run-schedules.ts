import { sql } from "drizzle-orm";
import type { PayoutSchedule } from "../../core/payout/terms.ts";
import type { Db } from "../../db/client.ts";
import { payoutRuns } from "../../db/schema/index.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { type Context, transact } from "../shared/context.ts";
import { makePlan } from "./planning/make-plan.ts";
import { writePayouts } from "./planning/write-payouts.ts";

/** A period of a schedule that is due: the day it is named by, and when that day began. */
type DuePeriod = { readonly schedule: PayoutSchedule; readonly period: string; readonly cutoffAt: Date };

/**
 * Prepares the batches of every schedule whose period has begun and was not prepared, in one transaction with the rows that
 * say so. What was payable when the period began is in them, so that a late run prepares the same; periods that were
 * missed are made up for by the last one. A second run at once waits for the first and finds nothing due.
 *
 * @returns how many batches were prepared
 */
export function runPayoutSchedules(context: Context): Promise<number> {
  return transact(context, async (tx) => {
    await lockLedger(tx, context);
    const due = await findDue(tx, context);
    if (due.length === 0) return 0;
    const isPlanned = await makePlan(tx, context, { isLocked: true }, { due });
    const batches = isPlanned ? await writePayouts(tx, context) : [];
    const { workspaceId, now } = context;
    const run = { workspaceId, preparedAt: now, batchesCount: batches.length };
    await tx.insert(payoutRuns).values(due.map((period) => ({ ...run, ...period })));
    return batches.length;
  });
}

/**
 * The last period of each schedule, where some scope had it when the period began: a schedule that was chosen since
 * begins with its next period. Where a workspace chose none it is `daily`.
 */
async function findDue(tx: Db, { workspaceId, now }: Context): Promise<readonly DuePeriod[]> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const { rows } = (await tx.execute(sql`
    with schedules as (
      select distinct schedule from payout_terms where workspace_id = ${workspaceId} and schedule is not null
       union select 'daily'
    ), periods as (
      select schedule, payout_period(schedule, ${at}, time_zone) as period, payout_cutoff(schedule, ${at}, time_zone) as cutoff
        from schedules join workspaces on workspaces.id = ${workspaceId}
    )
    select schedule, period::text, (extract(epoch from cutoff) * 1000)::bigint::text as cutoff_ms
      from periods
     where cutoff is not null
       and not exists (select 1 from payout_runs run
                        where run.workspace_id = ${workspaceId} and run.schedule = periods.schedule and run.period = periods.period)
       and exists (
         select 1 from (
           select distinct on (affiliate_id, program_id) affiliate_id, program_id, schedule from payout_terms
            where workspace_id = ${workspaceId} and effective_from <= cutoff
            order by affiliate_id, program_id, effective_from desc) as begun
          where begun.schedule = periods.schedule
         union all
         select 1 where periods.schedule = 'daily'
           and (select schedule from payout_terms_of(${workspaceId}, cutoff, array[null], array[null])) = 'daily')
     order by schedule`)) as unknown as {
    rows: readonly { schedule: PayoutSchedule; period: string; cutoff_ms: string }[];
  };
  return rows.map(({ schedule, period, cutoff_ms }) => {
    return { schedule, period, cutoffAt: new Date(Number(cutoff_ms)) };
  });
}
