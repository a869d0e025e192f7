import { type SQL, sql } from "drizzle-orm";
import type { PayoutEffect } from "../../core/ledger/payout-postings.ts";
import { bookingOf } from "../../core/ledger/period.ts";
import type { Db } from "../../db/client.ts";
import type { Context } from "../shared/context.ts";
import { makeTable } from "../shared/temp-table.ts";
import { lockLedger } from "./lock-ledger.ts";

/**
 * Books the journal of each payout of a query (`select id`), as `core/ledger/payout-postings.ts` makes it, at the end of the
 * workspace's chain and inside the transaction that moves the payouts, in a constant number of statements.
 * The database writes and chains them, so that of a hundred thousand none passes through here. A payout whose
 * effect is booked already breaks the unique index of the keys: the transaction rolls back.
 */
export async function postPayoutJournals(
  tx: Db,
  context: Context,
  effect: PayoutEffect,
  payoutIds: SQL,
): Promise<void> {
  const { workspaceId, now } = context;
  const head = await lockLedger(tx, context);
  const open = { nowMs: now.getTime(), closedBeforeMs: head.closedBefore?.getTime() ?? null };
  const { atMs, adjustsPeriod } = bookingOf(open.nowMs, open, isoText);
  const booking = {
    ...{ workspaceId, kind: `payout_${effect}`, adjustsPeriod, now: now.toISOString() },
    ...{ bookedAt: isoText(atMs).replace("Z", "000Z"), createdAt: head.nowText },
    ...{ sequence: String(head.sequence), hash: head.hash },
  };
  await gather(tx, context, payoutIds);
  await makeTable(tx, "payout_lines", linesOf(effect));
  await makeTable(tx, "payout_journals", chainedJournals(effect, booking));
  await tx.execute(sql`
    insert into journals (workspace_id, id, key, kind, fingerprint, refs, booked_at, created_at, sequence,
                          previous_hash, hash, entries_count, adjusts_period)
    select ${workspaceId}, id, key, ${booking.kind}, fingerprint, refs, ${booking.bookedAt}::timestamptz,
           ${booking.createdAt}::timestamptz, sequence, previous_hash, hash, entries_count, ${adjustsPeriod}
      from payout_journals order by sequence`);
  await tx.execute(sql`
    insert into ledger_entries (workspace_id, journal_id, line, account, affiliate_id, currency, amount_minor)
    select ${workspaceId}, journal.id, each.line, each.account::ledger_account, each.affiliate_id, each.currency, each.amount_minor
      from payout_lines each join payout_journals journal on journal.payout_id = each.payout_id
     order by journal.sequence, each.line`);
  await tx.execute(sql`
    update ledger_heads set last_sequence = last.sequence, last_hash = last.hash, last_created_at = ${booking.createdAt}::timestamptz
      from (select sequence, hash from payout_journals order by sequence desc limit 1) last
     where workspace_id = ${workspaceId}`);
}

const isoText = (ms: number): string => new Date(ms).toISOString();

/** So many at once are joined by hashing, whatever the planner takes the tables for. */
const MANY = 500;

/**
 * Takes the payouts and their sources: many by hashing, since tables that have grown since they were last counted would
 * otherwise be read once for each payout; few by the index.
 */
async function gather(tx: Db, { workspaceId }: Context, payoutIds: SQL): Promise<void> {
  await makeTable(tx, "payouts_named", sql`${payoutIds}`);
  await tx.execute(sql`
    select set_config('enable_nestloop', case when count(*) > ${MANY} then 'off' else 'on' end, true) from payouts_named`);
  await makeTable(
    tx,
    "payouts_moved",
    sql`select payout.id, payout.affiliate_id, trim(payout.currency) as currency, payout.amount_minor
          from payouts_named named join payouts payout on payout.workspace_id = ${workspaceId} and payout.id = named.id`,
  );
  await makeTable(
    tx,
    "payouts_given",
    sql`select moved.id as payout_id, moved.affiliate_id, moved.currency as target, trim(source.currency) as source,
               source.amount_minor, source.converted_minor, source.fx
          from payouts_moved moved
          join payout_sources source on source.workspace_id = ${workspaceId} and source.payout_id = moved.id`,
  );
  await tx.execute(sql`select set_config('enable_nestloop', 'on', true)`);
}

/** The entries of each payout in their order, those of nothing left out. */
function linesOf(effect: PayoutEffect): SQL {
  if (effect === "paid") {
    return sql`
      select id as payout_id, affiliate_id, account, currency, amount_minor * sign as amount_minor, line
        from payouts_moved, (values (0, 'payout_clearing', 1), (1, 'paid_out', -1)) sides(line, account, sign)`;
  }
  const held = effect === "returned" ? "paid_out" : "payout_clearing";
  // What was handed over comes back the same way, in the other direction and order.
  const [sign, place] = effect === "submitted" ? [1, 2] : [-1, 0];
  return sql`
    with parts as (
      select payout_id, affiliate_id, 'affiliate_payable' as account, source as currency, source as by_source,
             amount_minor * ${sign} as amount_minor, 1 as place, 0 as part from payouts_given
       union all
      select payout_id, null, 'fx', source, source, amount_minor * ${-sign}, 1, 1 from payouts_given where source <> target
       union all
      select payout_id, null, 'fx', target, source, converted_minor * ${sign}, 1, 2 from payouts_given where source <> target
       union all
      select id, affiliate_id, ${held}, currency, '', amount_minor * ${-sign}, ${place}::int, 0 from payouts_moved
    )
    select payout_id, affiliate_id, account, currency, amount_minor,
           (row_number() over (partition by payout_id order by place, by_source, part))::int - 1 as line
      from parts where amount_minor <> 0`;
}

type Booking = {
  readonly workspaceId: string;
  readonly kind: string;
  readonly adjustsPeriod: string | null;
  readonly now: string;
  readonly bookedAt: string;
  readonly createdAt: string;
  /** The end of the ledger before them. */
  readonly sequence: string;
  readonly hash: string;
};

/** Fingerprints and texts as `core/ledger/journal.ts` and `core/ledger/chain.ts` write them, and the hashes in their turn. */
function chainedJournals(effect: PayoutEffect, booking: Booking): SQL {
  const { workspaceId, kind, adjustsPeriod, now, bookedAt, createdAt, sequence, hash } = booking;
  return sql`
    with entries as (
      select payout_id, count(*)::int as entries_count,
             string_agg(concat('{"account":', to_json(account), ',"affiliateId":', coalesce(to_json(affiliate_id)::text, 'null'),
               ',"amountMinor":"', amount_minor, '","currency":"', currency, '"}'), ',' order by line) as named,
             string_agg(concat('[', line, ',', to_json(account), ',', coalesce(to_json(affiliate_id)::text, 'null'),
               ',"', currency, '","', amount_minor, '"]'), ',' order by line) as listed
        from payout_lines group by 1
    ), explained as (
      select payout_id, jsonb_object_agg(key, value) as refs,
             string_agg(concat(to_json(key), ':', to_json(value)), ',' order by key collate "C") as named,
             string_agg(concat('[', to_json(key), ',', to_json(value), ']'), ',' order by key collate "C") as listed
        from (${refsOf(effect)}) ref group by 1
    ), prints as (
      select payout_id, new_id('jrn', ${now}::timestamptz) as id,
             concat('payout:', payout_id, ${`:${effect}`}::text) as key, refs, entries_count,
             entries.listed as entries_text, explained.listed as refs_text,
             encode(sha256(convert_to(concat('{"entries":[', entries.named, '],"key":"payout:', payout_id, ${`:${effect}`}::text,
               '","kind":"', ${kind}::text, '","refs":{', explained.named, '}}'), 'UTF8')), 'hex') as fingerprint,
             ${sequence}::bigint + row_number() over (order by payout_id) as sequence
        from entries join explained using (payout_id)
    ), chained as (
      select payout_id, id, key, refs, entries_count, fingerprint, sequence,
             chain_hash(${hash}::text,
               concat('["tributary.journal.v1",', to_json(${workspaceId}::text), ',"', sequence, '","'),
               concat('",', to_json(id), ',', to_json(key), ',"', ${kind}::text, '","', fingerprint, '","', ${bookedAt}::text,
                 '","', ${createdAt}::text, '",', coalesce(to_json(${adjustsPeriod}::text)::text, 'null'), ',[', refs_text,
                 '],[', entries_text, ']]')) over (order by sequence) as hash
        from prints
    )
    select *, lag(hash, 1, ${hash}::text) over (order by sequence) as previous_hash from chained`;
}

/** What each journal refers to: its payout and, but where it arrived, each sum that was converted and its rates. */
function refsOf(effect: PayoutEffect): SQL {
  const payout = sql`select id as payout_id, 'payout_id' as key, id as value from payouts_moved`;
  if (effect === "paid") return payout;
  const quote = (side: "from" | "to") => sql`
    case when jsonb_typeof(fx -> ${side}) = 'object'
         then concat_ws(' ', fx -> ${side} ->> 'source', fx -> ${side} ->> 'day', fx -> ${side} ->> 'currency',
                        fx -> ${side} ->> 'rate') end`;
  return sql`
    ${payout} union all
    select payout_id, concat('fx_', source, '_', named.key), named.value
      from payouts_given
     cross join lateral (values
       ('amount_minor', amount_minor::text), ('converted_minor', converted_minor::text),
       ('from', ${quote("from")}), ('to', ${quote("to")})) named(key, value)
     where fx is not null and named.value is not null`;
}
