import { type SQL, sql } from "drizzle-orm";
import type { Currency } from "../../../core/money/currency.ts";
import type { WaitingPayout, WaitingReason } from "../../../core/payout/plan-payouts.ts";
import type { AffiliateId } from "../../../core/shared/id.ts";
import type { Db } from "../../../db/client.ts";
import type { PageRequest } from "../../reading/page.ts";

/** How much waits for one reason in one currency, and of how many affiliates. */
export type WaitingTotal = {
  readonly reason: WaitingReason;
  readonly currency: Currency;
  readonly affiliates: number;
  /** Negative where affiliates owe more than they are owed. */
  readonly amountMinor: bigint;
};

/** What waits: the first of it by affiliate, and the totals of all. */
export type Waiting = {
  readonly waiting: readonly WaitingPayout[];
  readonly hasMoreWaiting: boolean;
  readonly waitingTotals: readonly WaitingTotal[];
};

/** Nothing waits. */
export const NO_WAITING: Waiting = { waiting: [], hasMoreWaiting: false, waitingTotals: [] };

/**
 * All that a plan lets wait: what is not due or not allowed, or has no rate, in the currency it is owed in; payouts, and
 * parts that a payout leaves out since its minimum is theirs, in the currency they would be paid in.
 */
const WAITING: SQL = sql`
  select affiliate_id, currency, reason, sum(amount_minor)::bigint as amount_minor from (
    select affiliate_id, currency, reason, amount_minor from plan_parts where reason is not null
     union all
    select affiliate_id, currency, reason, whole_minor from plan_payouts where reason is not null
     union all
    select part.affiliate_id, part.pays_in, 'below_minimum', part.converted_minor
      from plan_payouts payout
      join plan_parts part on part.affiliate_id = payout.affiliate_id and part.pays_in = payout.currency
     where payout.reason is null and part.reason is null and part.place > payout.last_place) each
   group by 1, 2, 3`;

type Row = { affiliate_id: AffiliateId; currency: Currency; reason: WaitingReason; amount_minor: string };
type TotalRow = Omit<Row, "affiliate_id"> & { affiliates: number };

/** Reads what the plan of the transaction lets wait. */
export async function readWaiting(tx: Db, limit: number): Promise<Waiting> {
  const totals = (await tx.execute(sql`
    select reason, currency, count(*)::int as affiliates, sum(amount_minor)::text as amount_minor
      from (${WAITING}) waiting group by 1, 2 order by 1, 2`)) as unknown as { rows: TotalRow[] };
  const rows = await readWaitingRows(tx, { limit: limit + 1, after: null });
  return {
    waiting: rows.slice(0, limit),
    hasMoreWaiting: rows.length > limit,
    waitingTotals: totals.rows.map(({ amount_minor, ...total }) => ({
      ...total,
      amountMinor: BigInt(amount_minor),
    })),
  };
}

/** What waits of the plan of the transaction, in the order of affiliate, currency and reason, from after such a key on. */
export async function readWaitingRows(
  tx: Db,
  { limit, after }: PageRequest,
): Promise<readonly WaitingPayout[]> {
  const { rows } = (await tx.execute(sql`
    select affiliate_id, currency, reason, amount_minor::text from (${WAITING}) waiting
     ${after === null ? sql`` : sql`where concat_ws(' ', affiliate_id, currency, reason) > ${after}`}
     order by affiliate_id, currency, reason limit ${limit}`)) as unknown as { rows: Row[] };
  return rows.map(({ affiliate_id, amount_minor, ...row }) => ({
    ...{ affiliateId: affiliate_id, ...row, amountMinor: BigInt(amount_minor) },
  }));
}
