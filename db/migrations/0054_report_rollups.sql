CREATE TABLE "click_details" (
	"workspace_id" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"affiliate_id" text NOT NULL,
	"program_id" text NOT NULL,
	"detail" text NOT NULL,
	"value" text NOT NULL,
	"verdict" "verdict" NOT NULL,
	"clicks" bigint NOT NULL,
	CONSTRAINT "click_details_workspace_id_detail_hour_affiliate_id_program_id_value_verdict_pk" PRIMARY KEY("workspace_id","detail","hour","affiliate_id","program_id","value","verdict"),
	CONSTRAINT "click_details_positive" CHECK ("click_details"."clicks" > 0)
);
--> statement-breakpoint
CREATE TABLE "click_rollups" (
	"workspace_id" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"affiliate_id" text NOT NULL,
	"program_id" text NOT NULL,
	"clicks" bigint NOT NULL,
	"labels" text[] NOT NULL,
	CONSTRAINT "click_rollups_workspace_id_hour_affiliate_id_program_id_pk" PRIMARY KEY("workspace_id","hour","affiliate_id","program_id")
);
--> statement-breakpoint
CREATE TABLE "credited_clicks" (
	"workspace_id" text NOT NULL,
	"click_id" uuid NOT NULL,
	"affiliate_id" text NOT NULL,
	"visitor_id" text NOT NULL,
	"country" char(2),
	"device" text,
	"referrer_host" text,
	"sub_ids" text[] NOT NULL,
	CONSTRAINT "credited_clicks_workspace_id_click_id_pk" PRIMARY KEY("workspace_id","click_id")
);
--> statement-breakpoint
CREATE TABLE "sale_details" (
	"workspace_id" text NOT NULL,
	"quarter" timestamp with time zone NOT NULL,
	"affiliate_id" text NOT NULL,
	"program_id" text NOT NULL,
	"currency" char(3) NOT NULL,
	"detail" text NOT NULL,
	"value" text NOT NULL,
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
	CONSTRAINT "sale_details_workspace_id_detail_quarter_affiliate_id_program_id_currency_value_pk" PRIMARY KEY("workspace_id","detail","quarter","affiliate_id","program_id","currency","value")
);
--> statement-breakpoint
CREATE TABLE "sale_rollups" (
	"workspace_id" text NOT NULL,
	"quarter" timestamp with time zone NOT NULL,
	"affiliate_id" text NOT NULL,
	"program_id" text NOT NULL,
	"changes" bigint NOT NULL,
	"labels" text[] NOT NULL,
	CONSTRAINT "sale_rollups_workspace_id_quarter_affiliate_id_program_id_pk" PRIMARY KEY("workspace_id","quarter","affiliate_id","program_id")
);
--> statement-breakpoint
ALTER TABLE "sale_counts" ADD COLUMN "changes" bigint DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX "credited_clicks_visitor_idx" ON "credited_clicks" USING btree ("workspace_id","visitor_id");
--> statement-breakpoint
-- Written by what rolls up, behind what it sums; an erasure takes away what tells of a person, to be rolled up anew.
do $$
declare tenant_table text;
begin
  foreach tenant_table in array array['click_details', 'click_rollups', 'credited_clicks', 'sale_details', 'sale_rollups'] loop
    perform apply_tenant_policy(tenant_table::regclass);
    perform apply_agent_policy(tenant_table::regclass);
    execute format('grant select, insert on %I to tributary_app', tenant_table);
  end loop;
end $$;
--> statement-breakpoint
grant delete on click_details, click_rollups, sale_details, sale_rollups to tributary_app;
--> statement-breakpoint
grant update (clicks) on click_details to tributary_app;
--> statement-breakpoint
grant update (visitor_id, referrer_host, sub_ids) on credited_clicks to tributary_app;
--> statement-breakpoint
-- A count tells how often it was written. The functions are those of 0036, but for that last column, and that refunds of two sales that
-- set each other off are a change.
create or replace function add_sale_counts(sums sale_counts[]) returns void language sql as $$
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
    adjusted_minor = kept.adjusted_minor + excluded.adjusted_minor, changes = kept.changes + 1
$$;
--> statement-breakpoint
create or replace function count_conversions() returns trigger language plpgsql
security definer set search_path = pg_catalog, public set app.agent_id = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare sums sale_counts[];
begin
  if tg_op = 'INSERT' then
    select array_agg(row(workspace_id, quarter, '', '', '', currency,
           1000000 * n, 1000000 * undecided, 1000000 * (n - undecided), 1000000 * refunded, 0, 0, 0, 0, amount,
           given_back, 0, 0, 0, 0, 0, 0, 0, 1)::sale_counts) into sums
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
           ppm, undecided, ppm - undecided, refunded_ppm, 0, 0, 0, 0, amount, given_back, 0, 0, 0, 0, 0, 0, 0, 1)::sale_counts) into sums
      from (select workspace_id, quarter_of(occurred_at) as quarter, affiliate_id, program_id, link_id, currency, sum(ppm)::bigint as ppm,
                   coalesce(sum(ppm) filter (where status = 'received'), 0)::bigint as undecided,
                   coalesce(sum(refundable_ppm) filter (where is_refunded), 0)::bigint as refunded_ppm,
                   sum(amount)::bigint as amount, sum(given_back)::bigint as given_back, bool_or(given_back <> 0) as is_refunded
              from parts group by 1, 2, 3, 4, 5, 6) as grouped
     where ppm <> 0 or undecided <> 0 or refunded_ppm <> 0 or amount <> 0 or given_back <> 0 or is_refunded;
  end if;
  if sums is not null then perform add_sale_counts(sums); end if;
  return null;
end $$;
--> statement-breakpoint
create or replace function count_credits() returns trigger language plpgsql
security definer set search_path = pg_catalog, public set app.agent_id = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare sums sale_counts[];
begin
    select array_agg(row(workspace_id, quarter, affiliate_id, program_id, link_id, currency,
           ppm, 0, 0, refunded_ppm, 0, 0, 0, 0, amount, given_back, 0, 0, 0, 0, 0, 0, 0, 1)::sale_counts) into sums
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
create or replace function uncount_credits() returns trigger language plpgsql
security definer set search_path = pg_catalog, public set app.agent_id = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare sums sale_counts[];
begin
  if exists (select from added where revision > 1) then
    select array_agg(row(workspace_id, quarter, affiliate_id, program_id, link_id, currency,
           -ppm, 0, 0, -refunded_ppm, 0, 0, 0, 0, -amount, -given_back, 0, 0, 0, 0, 0, 0, 0, 1)::sale_counts) into sums
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
create or replace function count_commissions() returns trigger language plpgsql
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
           held_minor, approved_minor, paid_minor, reversed_minor, 0, 1)::sale_counts) into sums
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
           held_minor, approved_minor, paid_minor, reversed_minor, 0, 1)::sale_counts) into sums
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
create or replace function count_adjustments() returns trigger language plpgsql
security definer set search_path = pg_catalog, public set app.agent_id = '' set enable_hashjoin = off set enable_mergejoin = off as $$
declare sums sale_counts[];
begin
    select array_agg(row(workspace_id, quarter, affiliate_id, program_id, link_id, currency,
           0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, amount, 1)::sale_counts) into sums
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
