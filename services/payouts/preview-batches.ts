import { sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import type { BatchSource } from "../../core/payout/batch-source.ts";
import type { PayoutProviderName } from "../../core/payout/payout-lifecycle.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { type Context, transact } from "../shared/context.ts";
import { sourceJson } from "./planning/decide-payouts.ts";
import { NO_WAITING, readWaiting, type Waiting } from "./planning/list-waiting.ts";
import { makePlan, type PlanChoice } from "./planning/make-plan.ts";
import { NAMED_MAX } from "./prepare-batches.ts";

/** A payout as it would be prepared. */
export type PreviewedPayout = {
  readonly affiliateId: AffiliateId;
  readonly amountMinor: bigint;
  /** What each currency would give to it. */
  readonly sources: readonly BatchSource[];
};

/** A batch as it would be prepared, with the first of its payouts by affiliate. */
export type PreviewedBatch = {
  readonly provider: PayoutProviderName;
  readonly currency: Currency;
  readonly totalMinor: bigint;
  readonly payoutsCount: number;
  readonly sources: readonly BatchSource[];
  readonly payouts: readonly PreviewedPayout[];
};

/** What preparing would do. */
export type BatchesPreview = Waiting & { readonly batches: readonly PreviewedBatch[] };

/**
 * What `preparePayoutBatches` would prepare at this moment, by the same statements; nothing is locked or written but
 * tables that end with the transaction.
 */
export function previewPayoutBatches(context: Context, choice: PlanChoice = {}): Promise<BatchesPreview> {
  return transact(context, async (tx) => {
    if (!(await makePlan(tx, context, { isLocked: false }, choice))) return { ...NO_WAITING, batches: [] };
    return { ...(await readWaiting(tx, NAMED_MAX)), batches: await readBatches(tx) };
  });
}

type PayoutRow = { affiliate_id: AffiliateId; amount_minor: string; sources: readonly BatchSource[] };
type Row = {
  provider: PayoutProviderName;
  currency: Currency;
  total_minor: string;
  payouts_count: number;
  sources: readonly BatchSource[];
  payouts: readonly PayoutRow[];
};

async function readBatches(tx: Db): Promise<readonly PreviewedBatch[]> {
  const { rows } = (await tx.execute(sql`
    with first_payouts as (
      select * from (
        select *, row_number() over (partition by provider, currency order by affiliate_id) as place
          from plan_payouts where reason is null) numbered where place <= ${NAMED_MAX}
    ), detailed as (
      select payout.provider, payout.currency, payout.affiliate_id, payout.amount_minor,
             jsonb_agg(${sourceJson(sql`source`)} order by source.currency) as sources
        from first_payouts payout join plan_sources source on source.payout_id = payout.id group by 1, 2, 3, 4
    )
    select batch.provider, batch.currency, batch.total_minor::text, batch.payouts_count, batch.sources,
           (select jsonb_agg(jsonb_build_object('affiliate_id', affiliate_id, 'amount_minor', amount_minor::text,
                     'sources', detailed.sources) order by affiliate_id)
              from detailed where detailed.provider = batch.provider and detailed.currency = batch.currency) as payouts
      from plan_batches batch order by batch.currency, batch.provider`)) as unknown as { rows: Row[] };
  return rows.map(({ total_minor, payouts_count, payouts, ...batch }) => ({
    ...{ ...batch, totalMinor: BigInt(total_minor), payoutsCount: payouts_count },
    payouts: payouts.map(({ affiliate_id, amount_minor, sources }) => ({
      ...{ affiliateId: affiliate_id, amountMinor: BigInt(amount_minor), sources },
    })),
  }));
}
