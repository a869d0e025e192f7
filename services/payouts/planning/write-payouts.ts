import { type SQL, sql } from "drizzle-orm";
import type { Currency } from "../../../core/money/currency.ts";
import type { PayoutProviderName } from "../../../core/payout/payout-lifecycle.ts";
import { assert } from "../../../core/shared/assert.ts";
import type { BatchId } from "../../../core/shared/id.ts";
import type { Db } from "../../../db/client.ts";
import { audit } from "../../shared/audit.ts";
import type { Context } from "../../shared/context.ts";
import { CHOSEN } from "./decide-payouts.ts";
import { claimReason } from "./sum-parts.ts";

type BatchRow = {
  id: BatchId;
  currency: Currency;
  provider: PayoutProviderName;
  total_minor: string;
  payouts_count: number;
};

/**
 * Writes what was decided: batches, payouts, what each currency gives to them, their commissions and what they net, in
 * seven statements, however many there are. Each commission was locked as approved, and each sum as open.
 */
export async function writePayouts(tx: Db, context: Context): Promise<readonly BatchId[]> {
  const batches = await writeBatches(tx, context);
  if (batches.length === 0) return [];
  await insertPayouts(tx, context);
  const items = await insertItems(tx, context);
  const moved = await count(
    tx,
    sql`update commissions set status = 'batched' from (${claimed(context, sql`claim.cause_id is null`)}) given
         where commissions.workspace_id = ${context.workspaceId} and commissions.id = given.commission_id
           and commissions.status = 'approved'`,
  );
  assert(moved === items, "a claimed commission was not approved");
  await netCarried(tx, context);
  await audit(
    tx,
    context,
    batches.map(({ id, currency, provider, total_minor, payouts_count }) => ({
      ...{ action: "payout_batch.prepared", subjectId: id },
      change: { currency, provider, total_minor, payouts: payouts_count },
    })),
  );
  return batches.map(({ id }) => id);
}

/** The claims of payouts that do not wait, each with its payout. */
const claimed = (context: Context, which: SQL): SQL => sql`
  select claim.*, pair.payout_id
    from plan_claims claim
    join (${CHOSEN}) pair on pair.affiliate_id = claim.affiliate_id and pair.program_id = claim.program_id
     and pair.currency = claim.currency
   where pair.payout_reason is null and ${claimReason(context)} is null and ${which}`;

async function writeBatches(tx: Db, context: Context): Promise<readonly BatchRow[]> {
  const { rows } = (await tx.execute(sql`
    insert into payout_batches (workspace_id, id, currency, provider, total_minor, payouts_count, sources, prepared_by)
    select ${context.workspaceId}, id, currency, provider::payout_provider, total_minor, payouts_count, sources, ${context.actor}
      from plan_batches order by currency, provider
    returning id, currency, provider, total_minor::text, payouts_count`)) as unknown as { rows: BatchRow[] };
  return rows;
}

/** Payouts, with the recipient as it is now, and their sources. */
async function insertPayouts(tx: Db, { workspaceId }: Context): Promise<void> {
  await tx.execute(sql`
    insert into payouts (workspace_id, id, batch_id, affiliate_id, currency, amount_minor, recipient, payout_method_id)
    select ${workspaceId}, payout.id, batch.id, payout.affiliate_id, payout.currency, payout.amount_minor,
           jsonb_build_object('name', affiliate.name, 'email', affiliate.email), payout.payout_method_id
      from plan_payouts payout
      join plan_batches batch on batch.provider = payout.provider and batch.currency = payout.currency
      join affiliates affiliate on affiliate.workspace_id = ${workspaceId} and affiliate.id = payout.affiliate_id
     where payout.reason is null order by payout.id`);
  await tx.execute(sql`
    insert into payout_sources (workspace_id, payout_id, currency, amount_minor, converted_minor, fx)
    select ${workspaceId}, payout_id, currency, amount_minor, converted_minor, fx from plan_sources order by payout_id`);
}

function insertItems(tx: Db, context: Context): Promise<number> {
  return count(
    tx,
    sql`insert into payout_items (workspace_id, payout_id, commission_id, amount_minor)
        select ${context.workspaceId}, payout_id, commission_id, amount_minor
          from (${claimed(context, sql`claim.cause_id is null`)}) given order by payout_id, commission_id`,
  );
}

/** Notes which payout netted what was carried. */
async function netCarried(tx: Db, context: Context): Promise<void> {
  const given = claimed(context, sql`claim.cause_id is not null`);
  const netted = await count(
    tx,
    sql`update commission_adjustments adjustment set payout_id = given.payout_id from (${given}) given
         where adjustment.workspace_id = ${context.workspaceId} and adjustment.cause_id = given.cause_id
           and adjustment.commission_id = given.commission_id and adjustment.kind = 'carried'
           and adjustment.payout_id is null`,
  );
  const { rows } = (await tx.execute(
    sql`select count(*)::int as claims from (${given}) given`,
  )) as unknown as {
    rows: { claims: number }[];
  };
  assert(netted === rows[0]?.claims, "what is carried is netted once");
}

/** Runs a statement and gives how many rows it wrote. */
async function count(tx: Db, statement: SQL): Promise<number> {
  const { rowCount } = (await tx.execute(statement)) as unknown as { rowCount: number | null };
  return rowCount ?? 0;
}
