import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Currency } from "../../core/money/currency.ts";
import type { WaitingReason } from "../../core/payout/plan-payouts.ts";
import { nextDueMs, type PayoutSchedule } from "../../core/payout/terms.ts";
import type { AffiliateId, ProgramId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { affiliates, workspaces } from "../../db/schema/index.ts";
import { type Context, transact } from "../shared/context.ts";
import { makePlan } from "./planning/make-plan.ts";
import { claimReason } from "./planning/sum-parts.ts";

/** Most lines that one outlook names, those that are payable first; its sums are of all. */
const LINES_MAX = 500;

/** Where money of an outlook stands: not approved yet, approved, or carried from an earlier payout. */
export type OutlookState = "pending" | "held" | "approved" | "carried";

/** What an affiliate is owed in a program that is payable at the same time, and all that keeps it from being paid. */
export type OutlookLine = {
  readonly programId: ProgramId;
  readonly state: OutlookState;
  readonly currency: Currency;
  /** Negative for what the affiliate owes. */
  readonly amountMinor: bigint;
  readonly commissions: number;
  /** What it is paid in. */
  readonly paysIn: Currency;
  /** Null of what is payable, and of what a person must release first. */
  readonly payableAt: Date | null;
  /** The next day of its schedule on which it is payable; null where there is none. */
  readonly preparedAt: Date | null;
  readonly reasons: readonly WaitingReason[];
};

/** A sum of each state in one currency. */
export type OutlookSum = {
  readonly currency: Currency;
  readonly pendingMinor: bigint;
  /** Approved and in no payout, less what is carried. */
  readonly payableMinor: bigint;
  readonly inPayoutsMinor: bigint;
};

/** What an affiliate is owed, what is payable when, and what waits and why. */
export type PayoutOutlook = {
  readonly affiliateId: AffiliateId;
  readonly asOf: Date;
  readonly sums: readonly OutlookSum[];
  /** What payouts that a person prepared now would pay. */
  readonly payableNow: readonly { readonly currency: Currency; readonly amountMinor: bigint }[];
  readonly lines: readonly OutlookLine[];
  readonly hasMore: boolean;
};

/**
 * Works out the outlook of an affiliate by the plan that a run would make, so that it tells what a run does; null if there
 * is no such affiliate. It writes nothing.
 */
export function findPayoutOutlook(context: Context, affiliateId: AffiliateId): Promise<PayoutOutlook | null> {
  const { workspaceId, now } = context;
  return transact(context, async (tx) => {
    const isAffiliate = and(eq(affiliates.workspaceId, workspaceId), eq(affiliates.id, affiliateId));
    const [workspace] = await tx
      .select({ timeZone: workspaces.timeZone })
      .from(workspaces)
      .innerJoin(affiliates, isAffiliate)
      .where(eq(workspaces.id, workspaceId));
    if (!workspace) return null;
    const isPlanned = await makePlan(
      tx,
      context,
      { isLocked: false, affiliates: { first: affiliateId, last: affiliateId } },
      {},
    );
    const lines = await readLines(tx, context, { affiliateId, isPlanned });
    return {
      ...{ affiliateId, asOf: now },
      sums: await readSums(tx, context, affiliateId),
      payableNow: isPlanned ? await readPayableNow(tx) : [],
      lines: lines.slice(0, LINES_MAX).map((line) => lineOf(line, now, workspace.timeZone)),
      hasMore: lines.length > LINES_MAX,
    };
  });
}

type LineRow = {
  readonly program_id: ProgramId;
  readonly state: OutlookState;
  readonly currency: Currency;
  readonly amount_minor: string;
  readonly commissions: number;
  readonly pays_in: Currency;
  readonly payable_ms: string | null;
  readonly schedule: PayoutSchedule;
  readonly reasons: readonly WaitingReason[];
};

function lineOf(row: LineRow, now: Date, timeZone: string): OutlookLine {
  const { program_id, state, currency, commissions, pays_in, payable_ms, reasons } = row;
  const payableMs = payable_ms === null ? now.getTime() : Number(payable_ms);
  const dueMs = state === "held" ? null : nextDueMs(row.schedule, payableMs, timeZone);
  return {
    ...{ programId: program_id, state, currency, commissions, paysIn: pays_in },
    amountMinor: BigInt(row.amount_minor),
    payableAt: payable_ms === null ? null : new Date(Number(payable_ms)),
    preparedAt: dueMs === null ? null : new Date(dueMs),
    reasons: reasons.length === 0 && dueMs === null ? ["not_scheduled"] : reasons,
  };
}

async function readLines(
  tx: Db,
  context: Context,
  { affiliateId, isPlanned }: { readonly affiliateId: AffiliateId; readonly isPlanned: boolean },
): Promise<readonly LineRow[]> {
  const planned = isPlanned ? sql`${plannedLines(context)} union all` : sql``;
  const { rows } = (await tx.execute(sql`
    select program_id, state, currency, amount_minor::text, commissions, pays_in, schedule, reasons,
           (extract(epoch from payable_at) * 1000)::bigint::text as payable_ms
      from (${planned} ${comingLines(context, affiliateId)}) line
     order by payable_at nulls first, state, program_id, currency limit ${LINES_MAX + 1}`)) as unknown as {
    rows: readonly LineRow[];
  };
  return rows;
}

/**
 * What the plan has. What keeps a whole program waiting is told of all that is owed in it; what keeps a payout waiting, of
 * what would be in it.
 */
const plannedLines = (context: Context): SQL => sql`
  select planned.program_id, planned.state, planned.currency, planned.amount_minor, planned.commissions,
         planned.pays_in, planned.payable_at, planned.schedule,
         array_remove(array[planned.claim_reason] || planned.reasons
           || coalesce(part.reason, payout.reason,
                       case when part.place > payout.last_place then 'below_minimum' end), null) as reasons
    from (
      select claim.program_id, claim.currency, coalesce(pair.pays_in, claim.currency) as pays_in,
             case when claim.cause_id is null then 'approved' else 'carried' end as state,
             case when claim.payable_at > ${context.now.toISOString()}::timestamptz then claim.payable_at end as payable_at,
             ${claimReason(context)} as claim_reason, pair.schedule,
             case when claim.amount_minor > 0 or pair.reason = 'suspended' then pair.reasons else '{}' end as reasons,
             sum(claim.amount_minor) as amount_minor, count(distinct claim.commission_id)::int as commissions
        from plan_claims claim
        join plan_pairs pair on pair.affiliate_id = claim.affiliate_id and pair.program_id = claim.program_id
       group by 1, 2, 3, 4, 5, 6, 7, 8) as planned
    left join plan_parts part on planned.claim_reason is null and part.program_id = planned.program_id
     and part.currency = planned.currency and coalesce(part.reason, 'no_rate') = 'no_rate'
    left join plan_payouts payout on payout.currency = part.pays_in and part.reason is null`;

/** What is not approved yet: payable when its hold ends and the NET terms of today have passed. */
const comingLines = ({ workspaceId, now }: Context, affiliateId: AffiliateId): SQL => sql`
  select coming.program_id, coming.state, trim(coming.currency) as currency, sum(coming.amount_minor) as amount_minor,
         sum(coming.commissions)::int as commissions,
         coalesce(trim(terms.payout_currency), trim(coming.currency)) as pays_in, coming.payable_at, terms.schedule,
         array['on_hold'] as reasons
    from (
      select program_id, currency, status::text as state, sum(amount_minor - reduced_minor) as amount_minor,
             count(*)::int as commissions,
             case status when 'pending' then
               commission_payable_at(workspace_id, affiliate_id, program_id, greatest(hold_until, ${now.toISOString()}::timestamptz))
             end as payable_at
        from commissions
       where workspace_id = ${workspaceId} and affiliate_id = ${affiliateId} and status in ('pending', 'held')
       group by workspace_id, affiliate_id, program_id, currency, status, hold_until) as coming
   cross join lateral payout_terms_of(
     ${workspaceId}, ${now.toISOString()}::timestamptz, array[${affiliateId}::text], array[coming.program_id]) as terms
   group by 1, 2, 3, 6, 7, 8`;

async function readSums(
  tx: Db,
  { workspaceId }: Context,
  affiliateId: AffiliateId,
): Promise<readonly OutlookSum[]> {
  const { rows } = (await tx.execute(sql`
    with own as (
      select * from commissions where workspace_id = ${workspaceId} and affiliate_id = ${affiliateId}
    ), each as (
      select currency, amount_minor - reduced_minor as amount_minor,
             case status when 'approved' then 'payable' when 'batched' then 'in_payouts' else 'pending' end as stands
        from own where status in ('pending', 'held', 'approved', 'batched')
       union all
      select adjustment.currency, adjustment.amount_minor, case when adjustment.payout_id is null then 'payable' else 'in_payouts' end
        from commission_adjustments adjustment
        left join payouts payout on payout.workspace_id = adjustment.workspace_id and payout.id = adjustment.payout_id
       where adjustment.workspace_id = ${workspaceId} and adjustment.affiliate_id = ${affiliateId}
         and adjustment.kind = 'carried' and coalesce(payout.status, 'prepared') <> 'paid'
    )
    select trim(currency) as currency, coalesce(sum(amount_minor) filter (where stands = 'pending'), 0)::text as pending,
           coalesce(sum(amount_minor) filter (where stands = 'payable'), 0)::text as payable,
           coalesce(sum(amount_minor) filter (where stands = 'in_payouts'), 0)::text as in_payouts
      from each group by 1 order by 1`)) as unknown as {
    rows: readonly { currency: Currency; pending: string; payable: string; in_payouts: string }[];
  };
  return rows.map(({ currency, pending, payable, in_payouts }) => ({
    ...{
      currency,
      pendingMinor: BigInt(pending),
      payableMinor: BigInt(payable),
      inPayoutsMinor: BigInt(in_payouts),
    },
  }));
}

async function readPayableNow(tx: Db): Promise<PayoutOutlook["payableNow"]> {
  const { rows } = (await tx.execute(sql`
    select trim(currency) as currency, amount_minor::text from plan_payouts where reason is null order by 1`)) as unknown as {
    rows: readonly { currency: Currency; amount_minor: string }[];
  };
  return rows.map(({ currency, amount_minor }) => ({ currency, amountMinor: BigInt(amount_minor) }));
}
