CREATE TABLE "payout_runs" (
	"workspace_id" text NOT NULL,
	"schedule" text NOT NULL,
	"period" date NOT NULL,
	"cutoff_at" timestamp with time zone NOT NULL,
	"prepared_at" timestamp with time zone NOT NULL,
	"batches_count" integer NOT NULL,
	CONSTRAINT "payout_runs_workspace_id_schedule_period_pk" PRIMARY KEY("workspace_id","schedule","period")
);
--> statement-breakpoint
CREATE TABLE "payout_terms" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"program_id" text,
	"affiliate_id" text,
	"hold_days" smallint,
	"net" text,
	"schedule" text,
	"minimums" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"requires_tax_form" boolean,
	"requires_method" boolean,
	"countries" text[],
	"method_kinds" text[],
	"payout_currency" text,
	"effective_from" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payout_terms_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "payout_terms_begin" UNIQUE NULLS NOT DISTINCT("workspace_id","affiliate_id","program_id","effective_from"),
	CONSTRAINT "payout_terms_hold_days" CHECK ("payout_terms"."hold_days" is null or ("payout_terms"."hold_days" between 0 and 365 and "payout_terms"."affiliate_id" is not null)),
	CONSTRAINT "payout_terms_net" CHECK ("payout_terms"."net" ~ '^(immediate|(end_of_month_)?net_(7|15|30|45|60|90)|end_of_month)$'),
	CONSTRAINT "payout_terms_schedule" CHECK ("payout_terms"."schedule" ~ '^(by_hand|daily|semi_monthly|weekly_[1-7]|monthly_([1-9]|[12][0-9]|3[01]))$'),
	CONSTRAINT "payout_terms_minimums" CHECK (jsonb_typeof("payout_terms"."minimums") = 'object'),
	CONSTRAINT "payout_terms_countries" CHECK (array_to_string("payout_terms"."countries", '') ~ '^([A-Z]{2})*$'),
	CONSTRAINT "payout_terms_method_kinds" CHECK ("payout_terms"."method_kinds" <@ array['iban', 'stripe', 'paypal', 'wise']),
	CONSTRAINT "payout_terms_currency" CHECK ("payout_terms"."payout_currency" ~ '^([A-Z]{3}|affiliate|commission)$')
);
--> statement-breakpoint
ALTER TABLE "commissions" ADD COLUMN "payable_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payout_runs" ADD CONSTRAINT "payout_runs_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_terms" ADD CONSTRAINT "payout_terms_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_terms" ADD CONSTRAINT "payout_terms_workspace_id_program_id_programs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","program_id") REFERENCES "public"."programs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_terms" ADD CONSTRAINT "payout_terms_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
select apply_tenant_policy('payout_terms');
--> statement-breakpoint
select apply_tenant_policy('payout_runs');
--> statement-breakpoint
grant select, insert on payout_terms, payout_runs to tributary_app;
--> statement-breakpoint
do $$
declare append_only text;
begin
  foreach append_only in array array['payout_terms', 'payout_runs']
  loop
    execute format('create trigger append_only before update or delete on %I for each row execute function refuse_change()', append_only);
    execute format('create trigger append_only_truncate before truncate on %I for each statement execute function refuse_change()', append_only);
  end loop;
end $$;
--> statement-breakpoint
-- From when on what was approved may be paid: `payableAtMs` of core/payout/terms.ts, once more.
create function payable_at(approved_at timestamptz, net text, time_zone text) returns timestamptz
language sql immutable strict parallel safe as $$
  select case when net = 'immediate' then approved_at
              else (case when net like 'end_of_month%'
                         then date_trunc('month', approved_at at time zone time_zone) + interval '1 month'
                         else date_trunc('day', approved_at at time zone time_zone) end
                    + coalesce(substring(net from '[0-9]+$')::int, 0) * interval '1 day') at time zone time_zone end
$$;
--> statement-breakpoint
-- The last day on which payouts of a schedule are due, of those that have begun at an instant; null of `by_hand`:
-- `periodDayMs` of core/payout/terms.ts, once more.
create function payout_period(schedule text, at timestamptz, time_zone text) returns date
language sql immutable strict parallel safe as $$
  select case
           when schedule = 'daily' then today
           when schedule = 'semi_monthly' then month + case when today - month < 14 then 0 else 14 end
           when schedule like 'weekly\_%' then today - (extract(isodow from today)::int - wanted + 7) % 7
           when schedule like 'monthly\_%' then
             case when least(month + wanted, next_month) - 1 <= today then least(month + wanted, next_month) - 1
                  else least(last_month + wanted, month) - 1 end
         end
    from (select today, month, (month + interval '1 month')::date as next_month,
                 (month - interval '1 month')::date as last_month, substring(schedule from '[0-9]+$')::int as wanted
            from (select (at at time zone time_zone)::date as today,
                         date_trunc('month', at at time zone time_zone)::date as month) as day) as calendar
$$;
--> statement-breakpoint
-- When the last period of a schedule began: what is payable by then is due. Null of `by_hand`.
create function payout_cutoff(schedule text, at timestamptz, time_zone text) returns timestamptz
language sql immutable strict parallel safe as $$
  select least(start.at, payout_cutoff.at)
    from (select payout_period(schedule, payout_cutoff.at, time_zone)::timestamp at time zone time_zone as at) as start
   where start.at is not null
$$;
--> statement-breakpoint
-- The terms in force of each pair of an affiliate and a program, in the order of the pairs: field by field what the
-- affiliate's in the program say, else the affiliate's, the program's, the workspace's, and else what is usual.
create function payout_terms_of(of_workspace text, at timestamptz, affiliates text[], programs text[])
returns table (affiliate_id text, program_id text, hold_days smallint, net text, schedule text, minimums jsonb,
               requires_tax_form boolean, requires_method boolean, countries text[], method_kinds text[],
               payout_currency text)
language sql stable as $$
  select pair.affiliate_id, pair.program_id,
         coalesce(both_of.hold_days, of_affiliate.hold_days),
         coalesce(both_of.net, of_affiliate.net, of_program.net, of_all.net, 'immediate'),
         coalesce(both_of.schedule, of_affiliate.schedule, of_program.schedule, of_all.schedule, 'daily'),
         usual.minimums || coalesce(of_all.minimums, '{}') || coalesce(of_program.minimums, '{}')
           || coalesce(of_affiliate.minimums, '{}') || coalesce(both_of.minimums, '{}'),
         coalesce(both_of.requires_tax_form, of_affiliate.requires_tax_form, of_program.requires_tax_form,
                  of_all.requires_tax_form, false),
         coalesce(both_of.requires_method, of_affiliate.requires_method, of_program.requires_method,
                  of_all.requires_method, false),
         coalesce(both_of.countries, of_affiliate.countries, of_program.countries, of_all.countries, '{}'),
         coalesce(both_of.method_kinds, of_affiliate.method_kinds, of_program.method_kinds, of_all.method_kinds, '{}'),
         case chosen.currency when 'affiliate' then affiliate.currency::text when 'commission' then null
              else chosen.currency end
    from unnest(payout_terms_of.affiliates, payout_terms_of.programs) with ordinality
           as pair (affiliate_id, program_id, place)
    cross join lateral (
      select coalesce(jsonb_object_agg(least_of.currency, least_of.minimum_minor::text), '{}') as minimums
        from payout_minimums as least_of where least_of.workspace_id = of_workspace) as usual
    left join affiliates as affiliate
      on affiliate.workspace_id = of_workspace and affiliate.id = pair.affiliate_id
    left join lateral (
      select * from payout_terms as terms
       where terms.workspace_id = of_workspace and terms.affiliate_id = pair.affiliate_id
         and terms.program_id = pair.program_id and terms.effective_from <= at
       order by terms.effective_from desc limit 1) as both_of on true
    left join lateral (
      select * from payout_terms as terms
       where terms.workspace_id = of_workspace and terms.affiliate_id = pair.affiliate_id
         and terms.program_id is null and terms.effective_from <= at
       order by terms.effective_from desc limit 1) as of_affiliate on true
    left join lateral (
      select * from payout_terms as terms
       where terms.workspace_id = of_workspace and terms.affiliate_id is null
         and terms.program_id = pair.program_id and terms.effective_from <= at
       order by terms.effective_from desc limit 1) as of_program on true
    left join lateral (
      select * from payout_terms as terms
       where terms.workspace_id = of_workspace and terms.affiliate_id is null
         and terms.program_id is null and terms.effective_from <= at
       order by terms.effective_from desc limit 1) as of_all on true
    cross join lateral (
      select coalesce(both_of.payout_currency, of_affiliate.payout_currency, of_program.payout_currency,
                      of_all.payout_currency, 'affiliate') as currency) as chosen
   order by pair.place
$$;
--> statement-breakpoint
-- From when on a commission may be paid that is approved at an instant, by the NET terms in force then.
create function commission_payable_at(of_workspace text, affiliate text, program text, approved_at timestamptz)
returns timestamptz language sql stable strict as $$
  select payable_at(commission_payable_at.approved_at, terms.net, workspaces.time_zone)
    from payout_terms_of(of_workspace, commission_payable_at.approved_at, array[affiliate], array[program]) as terms
    join workspaces on workspaces.id = of_workspace
$$;
