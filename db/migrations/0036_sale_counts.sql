CREATE TABLE "sale_counts" (
	"workspace_id" text NOT NULL,
	"quarter" timestamp with time zone NOT NULL,
	"affiliate_id" text NOT NULL,
	"program_id" text NOT NULL,
	"link_id" text NOT NULL,
	"currency" char(3) NOT NULL,
	"conversions_ppm" bigint DEFAULT 0 NOT NULL,
	"undecided_ppm" bigint DEFAULT 0 NOT NULL,
	"unattributed_ppm" bigint DEFAULT 0 NOT NULL,
	"refunded_ppm" bigint DEFAULT 0 NOT NULL,
	"pending_ppm" bigint DEFAULT 0 NOT NULL,
	"held_ppm" bigint DEFAULT 0 NOT NULL,
	"approved_ppm" bigint DEFAULT 0 NOT NULL,
	"reversed_ppm" bigint DEFAULT 0 NOT NULL,
	"amount_minor" bigint DEFAULT 0 NOT NULL,
	"refunded_minor" bigint DEFAULT 0 NOT NULL,
	"earned_minor" bigint DEFAULT 0 NOT NULL,
	"pending_minor" bigint DEFAULT 0 NOT NULL,
	"held_minor" bigint DEFAULT 0 NOT NULL,
	"approved_minor" bigint DEFAULT 0 NOT NULL,
	"paid_minor" bigint DEFAULT 0 NOT NULL,
	"reversed_minor" bigint DEFAULT 0 NOT NULL,
	"adjusted_minor" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "sale_counts_workspace_id_quarter_affiliate_id_program_id_link_id_currency_pk" PRIMARY KEY("workspace_id","quarter","affiliate_id","program_id","link_id","currency"),
	CONSTRAINT "sale_counts_quarter" CHECK (extract(epoch from "sale_counts"."quarter") % 900 = 0)
);
--> statement-breakpoint
CREATE INDEX "sale_counts_affiliate_idx" ON "sale_counts" USING btree ("workspace_id","affiliate_id","quarter");
--> statement-breakpoint
-- What conversions came to, by the quarter of an hour. Each statement that writes a conversion, a decision, a credit, a
-- commission or an adjustment counts what it changed, as one set, whoever sends it. All that write these hold the lock of the
-- workspace's ledger, so that no two wait for each other. The app role reads the counts and cannot write them.
select apply_tenant_policy('sale_counts');
--> statement-breakpoint
select apply_agent_policy('sale_counts');
--> statement-breakpoint
grant select on sale_counts to tributary_app;
--> statement-breakpoint
-- What lies between two shares of a million of an amount: parts of which each begins where the other ended sum to the whole.
create function part_between(amount bigint, from_ppm bigint, until_ppm bigint) returns bigint
language sql immutable strict as
$$ select case when from_ppm = 0 and until_ppm = 1000000 then amount
          else (div(amount::numeric * until_ppm, 1000000) - div(amount::numeric * from_ppm, 1000000))::bigint end $$;
--> statement-breakpoint
-- What the credits of a decision before a position sum to, whoever of their affiliates the caller may see.
create function ppm_before(of_workspace text, of_decision text, of_position int) returns bigint
language sql stable strict set app.agent_id = '' as
$$ select coalesce(sum(credit_ppm), 0)::bigint from public.credits
    where workspace_id = of_workspace and decision_id = of_decision and position < of_position $$;
--> statement-breakpoint
create function quarter_of(at timestamptz) returns timestamptz language sql immutable strict as
$$ select date_bin('15 minutes', at, '2000-01-01T00:00:00Z'::timestamptz) $$;
--> statement-breakpoint
-- Adds sums, each key once, to the counts. Keys in one order, as they are locked.
create function add_sale_counts(sums sale_counts[]) returns void language sql as $$
  insert into public.sale_counts as kept select * from unnest(sums) as added
   order by workspace_id, quarter, affiliate_id, program_id, link_id, currency
  on conflict (workspace_id, quarter, affiliate_id, program_id, link_id, currency) do update set
    conversions_ppm = kept.conversions_ppm + excluded.conversions_ppm,
    undecided_ppm = kept.undecided_ppm + excluded.undecided_ppm,
    unattributed_ppm = kept.unattributed_ppm + excluded.unattributed_ppm,
    refunded_ppm = kept.refunded_ppm + excluded.refunded_ppm, pending_ppm = kept.pending_ppm + excluded.pending_ppm,
    held_ppm = kept.held_ppm + excluded.held_ppm, approved_ppm = kept.approved_ppm + excluded.approved_ppm,
    reversed_ppm = kept.reversed_ppm + excluded.reversed_ppm,
    amount_minor = kept.amount_minor + excluded.amount_minor,
    refunded_minor = kept.refunded_minor + excluded.refunded_minor,
    earned_minor = kept.earned_minor + excluded.earned_minor,
    pending_minor = kept.pending_minor + excluded.pending_minor, held_minor = kept.held_minor + excluded.held_minor,
    approved_minor = kept.approved_minor + excluded.approved_minor,
    paid_minor = kept.paid_minor + excluded.paid_minor,
    reversed_minor = kept.reversed_minor + excluded.reversed_minor,
    adjusted_minor = kept.adjusted_minor + excluded.adjusted_minor
$$;
--> statement-breakpoint
-- A conversion that nobody is credited with counts under no name, as it stands. Of one that somebody is, its own row can
-- change only what was given back of it.
create function count_conversions() returns trigger language plpgsql
security definer set search_path = pg_catalog, public set app.agent_id = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare sums sale_counts[];
begin
  if tg_op = 'INSERT' then
    select array_agg(row(workspace_id, quarter, '', '', '', currency,
           1000000 * n, 1000000 * undecided, 1000000 * (n - undecided), 1000000 * refunded, 0, 0, 0, 0, amount,
           given_back, 0, 0, 0, 0, 0, 0, 0)::sale_counts) into sums
      from (select workspace_id, quarter_of(occurred_at) as quarter, currency, count(*) as n,
                   count(*) filter (where status = 'received') as undecided, count(*) filter (where refunded_minor > 0) as refunded,
                   sum(amount_minor)::bigint as amount, sum(refunded_minor)::bigint as given_back
              from added where status <> 'attributed' group by 1, 2, 3) as grouped;
  else
    with changed as materialized (
      select workspace_id, id, occurred_at, currency, status, amount_minor, refunded_minor, sum(sign) as sign
        from (select *, 1 as sign from added union all select *, -1 from removed) as versions
       group by 1, 2, 3, 4, 5, 6, 7 having sum(sign) <> 0
    ), parts as (
      select workspace_id, occurred_at, '' as affiliate_id, '' as program_id, '' as link_id, currency, status, refunded_minor > 0 as is_refunded,
             sign * 1000000 as ppm, sign * 1000000 as refundable_ppm, sign * amount_minor as amount, sign * refunded_minor as given_back
        from changed where status <> 'attributed'
      union all
      select changed.workspace_id, occurred_at, credit.affiliate_id, credit.program_id, coalesce(credit.link_id, ''), currency, status,
             changed.refunded_minor > 0, 0, changed.sign * credit.credit_ppm,
             changed.sign * part_between(changed.amount_minor, before.ppm, before.ppm + credit.credit_ppm),
             changed.sign * part_between(changed.refunded_minor, before.ppm, before.ppm + credit.credit_ppm)
        from changed
        cross join lateral (
          select id from decisions where decisions.workspace_id = changed.workspace_id
             and decisions.conversion_id = changed.id order by revision desc limit 1) as standing
        join credits credit on credit.workspace_id = changed.workspace_id and credit.decision_id = standing.id
        cross join lateral (
          select ppm_before(credit.workspace_id, credit.decision_id, credit.position) as ppm) as before
    )
    select array_agg(row(workspace_id, quarter, affiliate_id, program_id, link_id, currency,
           ppm, undecided, ppm - undecided, refunded_ppm, 0, 0, 0, 0, amount, given_back, 0, 0, 0, 0, 0, 0, 0)::sale_counts) into sums
      from (select workspace_id, quarter_of(occurred_at) as quarter, affiliate_id, program_id, link_id, currency, sum(ppm)::bigint as ppm,
                   coalesce(sum(ppm) filter (where status = 'received'), 0)::bigint as undecided,
                   coalesce(sum(refundable_ppm) filter (where is_refunded), 0)::bigint as refunded_ppm,
                   sum(amount)::bigint as amount, sum(given_back)::bigint as given_back
              from parts group by 1, 2, 3, 4, 5, 6) as grouped
     where ppm <> 0 or undecided <> 0 or refunded_ppm <> 0 or amount <> 0 or given_back <> 0;
  end if;
  if sums is not null then perform add_sale_counts(sums); end if;
  return null;
end $$;
--> statement-breakpoint
create function count_credits() returns trigger language plpgsql
security definer set search_path = pg_catalog, public set app.agent_id = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare sums sale_counts[];
begin
    select array_agg(row(workspace_id, quarter, affiliate_id, program_id, link_id, currency,
           ppm, 0, 0, refunded_ppm, 0, 0, 0, 0, amount, given_back, 0, 0, 0, 0, 0, 0, 0)::sale_counts) into sums
      from (select credit.workspace_id, quarter_of(sale.occurred_at) as quarter, credit.affiliate_id, credit.program_id,
                   coalesce(credit.link_id, '') as link_id, sale.currency, sum(credit.credit_ppm)::bigint as ppm,
                   coalesce(sum(credit.credit_ppm) filter (where sale.refunded_minor > 0), 0)::bigint as refunded_ppm,
                   sum(part_between(sale.amount_minor, before.ppm, before.ppm + credit.credit_ppm))::bigint as amount,
                   sum(part_between(sale.refunded_minor, before.ppm, before.ppm + credit.credit_ppm))::bigint as given_back
              from added credit
              join decisions decision on decision.workspace_id = credit.workspace_id and decision.id = credit.decision_id
              join conversions sale on sale.workspace_id = decision.workspace_id and sale.id = decision.conversion_id
             cross join lateral (
               select case when credit.credit_ppm = 1000000 then 0
                           else ppm_before(credit.workspace_id, credit.decision_id, credit.position) end as ppm) as before
             group by 1, 2, 3, 4, 5, 6) as grouped;
  if sums is not null then perform add_sale_counts(sums); end if;
  return null;
end $$;
--> statement-breakpoint
-- A newer decision takes the place of the one before, whose credits count no longer.
create function uncount_credits() returns trigger language plpgsql
security definer set search_path = pg_catalog, public set app.agent_id = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare sums sale_counts[];
begin
  if exists (select from added where revision > 1) then
    select array_agg(row(workspace_id, quarter, affiliate_id, program_id, link_id, currency,
           -ppm, 0, 0, -refunded_ppm, 0, 0, 0, 0, -amount, -given_back, 0, 0, 0, 0, 0, 0, 0)::sale_counts) into sums
      from (select credit.workspace_id, quarter_of(sale.occurred_at) as quarter, credit.affiliate_id, credit.program_id,
                   coalesce(credit.link_id, '') as link_id, sale.currency, sum(credit.credit_ppm)::bigint as ppm,
                   coalesce(sum(credit.credit_ppm) filter (where sale.refunded_minor > 0), 0)::bigint as refunded_ppm,
                   sum(part_between(sale.amount_minor, before.ppm, before.ppm + credit.credit_ppm))::bigint as amount,
                   sum(part_between(sale.refunded_minor, before.ppm, before.ppm + credit.credit_ppm))::bigint as given_back
              from added decision
              cross join lateral (
                select id from decisions where decisions.workspace_id = decision.workspace_id
                   and decisions.conversion_id = decision.conversion_id and decisions.revision < decision.revision
                 order by revision desc limit 1) as earlier
              join credits credit on credit.workspace_id = decision.workspace_id and credit.decision_id = earlier.id
              join conversions sale on sale.workspace_id = decision.workspace_id and sale.id = decision.conversion_id
             cross join lateral (
               select case when credit.credit_ppm = 1000000 then 0
                           else ppm_before(credit.workspace_id, credit.decision_id, credit.position) end as ppm) as before
             group by 1, 2, 3, 4, 5, 6) as grouped;
  end if;
  if sums is not null then perform add_sale_counts(sums); end if;
  return null;
end $$;
--> statement-breakpoint
-- A commission counts as earned, and by where it stands: as approved until it is paid, as reversed with what was taken of
-- it. One whose place a newer decision's took counts no longer, but for those in a payout: what that decision carries is
-- set against them. Credits count as conversions by where the commission of the sale stands.
create function count_commissions() returns trigger language plpgsql
security definer set search_path = pg_catalog, public set app.agent_id = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare sums sale_counts[];
begin
  if tg_op = 'INSERT' then
    with changed as materialized (
      select workspace_id, conversion_id, decision_id, credit_position, kind, affiliate_id, program_id, base_currency, currency,
             superseded_by is null as is_standing, status, amount_minor, reduced_minor, sum(sign) as sign
        from (select workspace_id, conversion_id, decision_id, credit_position, kind, affiliate_id, program_id, base_currency, currency, superseded_by,
                     amount_minor, reduced_minor, case status when 'batched' then 'approved' else status end as status, sign
                from (select *, 1 as sign from added) as versions
               where superseded_by is null or status <> 'reversed') as counted
       group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 having sum(sign) <> 0
    ), placed as materialized (
      select changed.*, quarter_of(sale.occurred_at) as quarter, case when kind = 'sale' then credit.credit_ppm else 0 end as credit_ppm,
             case when kind = 'sale' then coalesce(credit.link_id, '') else '' end as link_id
        from changed
        join conversions sale on sale.workspace_id = changed.workspace_id and sale.id = changed.conversion_id
        join credits credit on credit.workspace_id = changed.workspace_id and credit.decision_id = changed.decision_id
         and credit.position = changed.credit_position
    ), parts as (
      select workspace_id, quarter, affiliate_id, program_id, link_id, base_currency as currency, status, sign * credit_ppm as ppm,
             0 as amount, 0 as taken, 0 as earned from placed where is_standing and kind = 'sale'
      union all
      select workspace_id, quarter, affiliate_id, program_id, link_id, currency, status, 0,
             sign * (amount_minor - case when status = 'reversed' then amount_minor else reduced_minor end),
             sign * case when status = 'reversed' then amount_minor else reduced_minor end, sign * amount_minor from placed
    )
    select array_agg(row(workspace_id, quarter, affiliate_id, program_id, link_id, currency,
           0, 0, 0, 0, pending_ppm, held_ppm, approved_ppm, reversed_ppm, 0, 0, earned_minor, pending_minor,
           held_minor, approved_minor, paid_minor, reversed_minor, 0)::sale_counts) into sums
      from (select workspace_id, quarter, affiliate_id, program_id, link_id, currency,
                   coalesce(sum(ppm) filter (where status = 'pending'), 0)::bigint as pending_ppm,
                   coalesce(sum(ppm) filter (where status = 'held'), 0)::bigint as held_ppm,
                   coalesce(sum(ppm) filter (where status in ('approved', 'paid')), 0)::bigint as approved_ppm,
                   coalesce(sum(ppm) filter (where status = 'reversed'), 0)::bigint as reversed_ppm,
                   sum(earned)::bigint as earned_minor,
                   coalesce(sum(amount) filter (where status = 'pending'), 0)::bigint as pending_minor,
                   coalesce(sum(amount) filter (where status = 'held'), 0)::bigint as held_minor,
                   coalesce(sum(amount) filter (where status = 'approved'), 0)::bigint as approved_minor,
                   coalesce(sum(amount) filter (where status = 'paid'), 0)::bigint as paid_minor,
                   sum(taken)::bigint as reversed_minor
              from parts group by 1, 2, 3, 4, 5, 6) as grouped;
  else
    with changed as materialized (
      select workspace_id, conversion_id, decision_id, credit_position, kind, affiliate_id, program_id, base_currency, currency,
             superseded_by is null as is_standing, status, amount_minor, reduced_minor, sum(sign) as sign
        from (select workspace_id, conversion_id, decision_id, credit_position, kind, affiliate_id, program_id, base_currency, currency, superseded_by,
                     amount_minor, reduced_minor, case status when 'batched' then 'approved' else status end as status, sign
                from (select *, 1 as sign from added union all select *, -1 from removed) as versions
               where superseded_by is null or status <> 'reversed') as counted
       group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 having sum(sign) <> 0
    ), placed as materialized (
      select changed.*, quarter_of(sale.occurred_at) as quarter, case when kind = 'sale' then credit.credit_ppm else 0 end as credit_ppm,
             case when kind = 'sale' then coalesce(credit.link_id, '') else '' end as link_id
        from changed
        join conversions sale on sale.workspace_id = changed.workspace_id and sale.id = changed.conversion_id
        join credits credit on credit.workspace_id = changed.workspace_id and credit.decision_id = changed.decision_id
         and credit.position = changed.credit_position
    ), parts as (
      select workspace_id, quarter, affiliate_id, program_id, link_id, base_currency as currency, status, sign * credit_ppm as ppm,
             0 as amount, 0 as taken, 0 as earned from placed where is_standing and kind = 'sale'
      union all
      select workspace_id, quarter, affiliate_id, program_id, link_id, currency, status, 0,
             sign * (amount_minor - case when status = 'reversed' then amount_minor else reduced_minor end),
             sign * case when status = 'reversed' then amount_minor else reduced_minor end, sign * amount_minor from placed
    )
    select array_agg(row(workspace_id, quarter, affiliate_id, program_id, link_id, currency,
           0, 0, 0, 0, pending_ppm, held_ppm, approved_ppm, reversed_ppm, 0, 0, earned_minor, pending_minor,
           held_minor, approved_minor, paid_minor, reversed_minor, 0)::sale_counts) into sums
      from (select workspace_id, quarter, affiliate_id, program_id, link_id, currency,
                   coalesce(sum(ppm) filter (where status = 'pending'), 0)::bigint as pending_ppm,
                   coalesce(sum(ppm) filter (where status = 'held'), 0)::bigint as held_ppm,
                   coalesce(sum(ppm) filter (where status in ('approved', 'paid')), 0)::bigint as approved_ppm,
                   coalesce(sum(ppm) filter (where status = 'reversed'), 0)::bigint as reversed_ppm,
                   sum(earned)::bigint as earned_minor,
                   coalesce(sum(amount) filter (where status = 'pending'), 0)::bigint as pending_minor,
                   coalesce(sum(amount) filter (where status = 'held'), 0)::bigint as held_minor,
                   coalesce(sum(amount) filter (where status = 'approved'), 0)::bigint as approved_minor,
                   coalesce(sum(amount) filter (where status = 'paid'), 0)::bigint as paid_minor,
                   sum(taken)::bigint as reversed_minor
              from parts group by 1, 2, 3, 4, 5, 6) as grouped;
  end if;
  if sums is not null then perform add_sale_counts(sums); end if;
  return null;
end $$;
--> statement-breakpoint
create function count_adjustments() returns trigger language plpgsql
security definer set search_path = pg_catalog, public set app.agent_id = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare sums sale_counts[];
begin
    select array_agg(row(workspace_id, quarter, affiliate_id, program_id, link_id, currency,
           0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, amount)::sale_counts) into sums
      from (select made.workspace_id, quarter_of(sale.occurred_at) as quarter, made.affiliate_id, commission.program_id,
                   case when commission.kind = 'sale' then coalesce(credit.link_id, '') else '' end as link_id, made.currency,
                   sum(made.amount_minor)::bigint as amount
              from added made
              join commissions commission on commission.workspace_id = made.workspace_id and commission.id = made.commission_id
              join conversions sale on sale.workspace_id = made.workspace_id and sale.id = commission.conversion_id
              join credits credit on credit.workspace_id = made.workspace_id and credit.decision_id = commission.decision_id
               and credit.position = commission.credit_position
             where made.kind = 'carried' group by 1, 2, 3, 4, 5, 6) as grouped;
  if sums is not null then perform add_sale_counts(sums); end if;
  return null;
end $$;
--> statement-breakpoint
revoke all on function add_sale_counts(sale_counts[]) from public;
--> statement-breakpoint
revoke all on function count_conversions() from public;
--> statement-breakpoint
revoke all on function count_credits() from public;
--> statement-breakpoint
revoke all on function uncount_credits() from public;
--> statement-breakpoint
revoke all on function count_commissions() from public;
--> statement-breakpoint
revoke all on function count_adjustments() from public;
--> statement-breakpoint
create trigger conversions_counted after insert on conversions
  referencing new table as added for each statement execute function count_conversions();
--> statement-breakpoint
create trigger conversions_counted_anew after update on conversions
  referencing new table as added old table as removed for each statement execute function count_conversions();
--> statement-breakpoint
create trigger decisions_counted after insert on decisions
  referencing new table as added for each statement execute function uncount_credits();
--> statement-breakpoint
create trigger credits_counted after insert on credits
  referencing new table as added for each statement execute function count_credits();
--> statement-breakpoint
create trigger commissions_counted after insert on commissions
  referencing new table as added for each statement execute function count_commissions();
--> statement-breakpoint
create trigger commissions_counted_anew after update on commissions
  referencing new table as added old table as removed for each statement execute function count_commissions();
--> statement-breakpoint
create trigger commission_adjustments_counted after insert on commission_adjustments
  referencing new table as added for each statement execute function count_adjustments();
--> statement-breakpoint
-- The same, part by part, from the rows themselves: what the counts are held to, and what is asked by more than they tell.
-- What nobody is credited with is no agent's.
create view sale_parts with (security_invoker = true) as
select workspace_id, occurred_at, ''::text as affiliate_id, ''::text as program_id, ''::text as link_id, currency, id as conversion_id,
       null::uuid as click_id, coupon_code,
       1000000::bigint as conversions_ppm, case when status = 'received' then 1000000 else 0 end::bigint as undecided_ppm,
       case when status = 'unattributed' then 1000000 else 0 end::bigint as unattributed_ppm,
       case when refunded_minor > 0 then 1000000 else 0 end::bigint as refunded_ppm, 0::bigint as pending_ppm, 0::bigint as held_ppm,
       0::bigint as approved_ppm, 0::bigint as reversed_ppm, amount_minor, refunded_minor, 0::bigint as earned_minor,
       0::bigint as pending_minor, 0::bigint as held_minor, 0::bigint as approved_minor, 0::bigint as paid_minor,
       0::bigint as reversed_minor, 0::bigint as adjusted_minor
  from conversions where status <> 'attributed' and nullif(current_setting('app.agent_id', true), '') is null
union all
select sale.workspace_id, sale.occurred_at, credit.affiliate_id, credit.program_id, coalesce(credit.link_id, ''), sale.currency, sale.id,
       credit.click_id, sale.coupon_code, credit.credit_ppm, 0, 0, case when sale.refunded_minor > 0 then credit.credit_ppm else 0 end,
       0, 0, 0, 0,
       case when credit.credit_ppm = 1000000 then sale.amount_minor else part_between(sale.amount_minor,
         ppm_before(sale.workspace_id, credit.decision_id, credit.position),
         ppm_before(sale.workspace_id, credit.decision_id, credit.position) + credit.credit_ppm) end,
       case when credit.credit_ppm = 1000000 then sale.refunded_minor else part_between(sale.refunded_minor,
         ppm_before(sale.workspace_id, credit.decision_id, credit.position),
         ppm_before(sale.workspace_id, credit.decision_id, credit.position) + credit.credit_ppm) end,
       0, 0, 0, 0, 0, 0, 0
  from conversions sale
  join decisions decision on decision.workspace_id = sale.workspace_id and decision.conversion_id = sale.id
  join credits credit on credit.workspace_id = sale.workspace_id and credit.decision_id = decision.id
 where not exists (select from decisions newer where newer.workspace_id = decision.workspace_id
                      and newer.conversion_id = decision.conversion_id and newer.revision > decision.revision)
union all
select sale.workspace_id, sale.occurred_at, commission.affiliate_id, commission.program_id, coalesce(credit.link_id, ''),
       commission.base_currency, sale.id, credit.click_id, sale.coupon_code, 0, 0, 0, 0,
       case when commission.status = 'pending' then credit.credit_ppm else 0 end,
       case when commission.status = 'held' then credit.credit_ppm else 0 end,
       case when commission.status in ('approved', 'batched', 'paid') then credit.credit_ppm else 0 end,
       case when commission.status = 'reversed' then credit.credit_ppm else 0 end, 0, 0, 0, 0, 0, 0, 0, 0, 0
  from commissions commission
  join conversions sale on sale.workspace_id = commission.workspace_id and sale.id = commission.conversion_id
  join credits credit on credit.workspace_id = commission.workspace_id and credit.decision_id = commission.decision_id
   and credit.position = commission.credit_position
 where commission.kind = 'sale' and commission.superseded_by is null
union all
select sale.workspace_id, sale.occurred_at, commission.affiliate_id, commission.program_id,
       case when commission.kind = 'sale' then coalesce(credit.link_id, '') else '' end, commission.currency, sale.id, credit.click_id,
       sale.coupon_code, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, commission.amount_minor,
       case when commission.status = 'pending' then commission.amount_minor - reduced_minor else 0 end,
       case when commission.status = 'held' then commission.amount_minor - reduced_minor else 0 end,
       case when commission.status in ('approved', 'batched') then commission.amount_minor - reduced_minor else 0 end,
       case when commission.status = 'paid' then commission.amount_minor - reduced_minor else 0 end,
       case when commission.status = 'reversed' then commission.amount_minor else reduced_minor end, 0
  from commissions commission
  join conversions sale on sale.workspace_id = commission.workspace_id and sale.id = commission.conversion_id
  join credits credit on credit.workspace_id = commission.workspace_id and credit.decision_id = commission.decision_id
   and credit.position = commission.credit_position
 where commission.superseded_by is null or commission.status <> 'reversed'
union all
select sale.workspace_id, sale.occurred_at, made.affiliate_id, commission.program_id,
       case when commission.kind = 'sale' then coalesce(credit.link_id, '') else '' end, made.currency, sale.id, credit.click_id,
       sale.coupon_code, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, made.amount_minor
  from commission_adjustments made
  join commissions commission on commission.workspace_id = made.workspace_id and commission.id = made.commission_id
  join conversions sale on sale.workspace_id = made.workspace_id and sale.id = commission.conversion_id
  join credits credit on credit.workspace_id = made.workspace_id and credit.decision_id = commission.decision_id
   and credit.position = commission.credit_position
 where made.kind = 'carried';
--> statement-breakpoint
grant select on sale_parts to tributary_app;
--> statement-breakpoint
-- What is there already, of all workspaces.
alter table conversions no force row level security;
--> statement-breakpoint
alter table decisions no force row level security;
--> statement-breakpoint
alter table credits no force row level security;
--> statement-breakpoint
alter table commissions no force row level security;
--> statement-breakpoint
alter table commission_adjustments no force row level security;
--> statement-breakpoint
alter table sale_counts no force row level security;
--> statement-breakpoint
insert into sale_counts
select workspace_id, quarter_of(occurred_at), affiliate_id, program_id, link_id, currency,
       sum(conversions_ppm), sum(undecided_ppm), sum(unattributed_ppm), sum(refunded_ppm), sum(pending_ppm),
       sum(held_ppm), sum(approved_ppm), sum(reversed_ppm), sum(amount_minor), sum(refunded_minor), sum(earned_minor),
       sum(pending_minor), sum(held_minor), sum(approved_minor), sum(paid_minor), sum(reversed_minor),
       sum(adjusted_minor)
  from sale_parts group by 1, 2, 3, 4, 5, 6;
--> statement-breakpoint
alter table conversions force row level security;
--> statement-breakpoint
alter table decisions force row level security;
--> statement-breakpoint
alter table credits force row level security;
--> statement-breakpoint
alter table commissions force row level security;
--> statement-breakpoint
alter table commission_adjustments force row level security;
--> statement-breakpoint
alter table sale_counts force row level security;
