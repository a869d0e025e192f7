CREATE TYPE "public"."adjustment_kind" AS ENUM('unpaid', 'carried');--> statement-breakpoint
CREATE TYPE "public"."change_kind" AS ENUM('refund', 'cancel', 'chargeback', 'chargeback_won');--> statement-breakpoint
CREATE TYPE "public"."change_status" AS ENUM('parked', 'applied', 'refused');--> statement-breakpoint
CREATE TYPE "public"."commission_currency" AS ENUM('sale', 'program', 'affiliate');--> statement-breakpoint
CREATE TABLE "commission_adjustments" (
	"workspace_id" text NOT NULL,
	"change_id" text NOT NULL,
	"commission_id" text NOT NULL,
	"kind" "adjustment_kind" NOT NULL,
	"affiliate_id" text NOT NULL,
	"currency" char(3) NOT NULL,
	"amount_minor" bigint NOT NULL,
	"payout_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "commission_adjustments_workspace_id_change_id_commission_id_kind_pk" PRIMARY KEY("workspace_id","change_id","commission_id","kind"),
	CONSTRAINT "commission_adjustments_not_zero" CHECK ("commission_adjustments"."amount_minor" <> 0),
	CONSTRAINT "commission_adjustments_netted" CHECK ("commission_adjustments"."payout_id" is null or "commission_adjustments"."kind" = 'carried')
);
--> statement-breakpoint
CREATE TABLE "conversion_changes" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"conversion_id" text NOT NULL,
	"external_id" text NOT NULL,
	"fingerprint" text NOT NULL,
	"kind" "change_kind" NOT NULL,
	"status" "change_status" DEFAULT 'parked' NOT NULL,
	"amount_minor" bigint,
	"items" jsonb,
	"chargeback_external_id" text,
	"reason" text,
	"problem" text,
	"refunded_minor" bigint,
	"key_id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"applied_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "conversion_changes_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "conversion_changes_external_id" UNIQUE("workspace_id","conversion_id","external_id"),
	CONSTRAINT "conversion_changes_amount_not_negative" CHECK ("conversion_changes"."amount_minor" >= 0),
	CONSTRAINT "conversion_changes_sum_or_items" CHECK ("conversion_changes"."amount_minor" is null or "conversion_changes"."items" is null),
	CONSTRAINT "conversion_changes_names_its_chargeback" CHECK (("conversion_changes"."chargeback_external_id" is not null) = ("conversion_changes"."kind" = 'chargeback_won')),
	CONSTRAINT "conversion_changes_problem" CHECK (("conversion_changes"."problem" is not null) = ("conversion_changes"."status" = 'refused')),
	CONSTRAINT "conversion_changes_applied" CHECK (("conversion_changes"."applied_at" is null) = ("conversion_changes"."status" = 'parked'))
);
--> statement-breakpoint
CREATE TABLE "fx_rates" (
	"source" text NOT NULL,
	"day" date NOT NULL,
	"currency" char(3) NOT NULL,
	"rate" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "fx_rates_source_currency_day_pk" PRIMARY KEY("source","currency","day"),
	CONSTRAINT "fx_rates_exact_decimal" CHECK ("fx_rates"."rate" ~ '^(0|[1-9][0-9]{0,11})([.][0-9]{1,12})?$' and "fx_rates"."rate" ~ '[1-9]')
);
--> statement-breakpoint
ALTER TABLE "commissions" ADD COLUMN "reduced_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "commissions" ADD COLUMN "reversed_from" "commission_status";--> statement-breakpoint
ALTER TABLE "commissions" ADD COLUMN "fx" jsonb;--> statement-breakpoint
ALTER TABLE "conversions" ADD COLUMN "refunded_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "commission_currency" "commission_currency" DEFAULT 'sale' NOT NULL;--> statement-breakpoint
ALTER TABLE "commission_adjustments" ADD CONSTRAINT "commission_adjustments_workspace_id_change_id_conversion_changes_workspace_id_id_fk" FOREIGN KEY ("workspace_id","change_id") REFERENCES "public"."conversion_changes"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commission_adjustments" ADD CONSTRAINT "commission_adjustments_workspace_id_commission_id_commissions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","commission_id") REFERENCES "public"."commissions"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commission_adjustments" ADD CONSTRAINT "commission_adjustments_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commission_adjustments" ADD CONSTRAINT "commission_adjustments_workspace_id_payout_id_payouts_workspace_id_id_fk" FOREIGN KEY ("workspace_id","payout_id") REFERENCES "public"."payouts"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversion_changes" ADD CONSTRAINT "conversion_changes_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "commission_adjustments_open_idx" ON "commission_adjustments" USING btree ("workspace_id","currency","affiliate_id") WHERE "commission_adjustments"."kind" = 'carried' and "commission_adjustments"."payout_id" is null;--> statement-breakpoint
CREATE INDEX "commission_adjustments_commission_idx" ON "commission_adjustments" USING btree ("workspace_id","commission_id");--> statement-breakpoint
CREATE INDEX "commission_adjustments_payout_idx" ON "commission_adjustments" USING btree ("workspace_id","payout_id");--> statement-breakpoint
CREATE INDEX "conversion_changes_parked_idx" ON "conversion_changes" USING btree ("workspace_id","conversion_id") WHERE "conversion_changes"."status" = 'parked';--> statement-breakpoint
CREATE INDEX "fx_rates_day_idx" ON "fx_rates" USING btree ("day");--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_reduced_range" CHECK ("commissions"."reduced_minor" between 0 and "commissions"."amount_minor");--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_reversed_from" CHECK ("commissions"."reversed_from" is null or ("commissions"."status" = 'reversed'
        and "commissions"."reversed_from" in ('pending', 'held', 'approved') and "commissions"."reduced_minor" = "commissions"."amount_minor"));--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_refunded_range" CHECK ("conversions"."refunded_minor" between 0 and "conversions"."amount_minor");
--> statement-breakpoint
select apply_tenant_policy('conversion_changes');
--> statement-breakpoint
select apply_tenant_policy('commission_adjustments');
--> statement-breakpoint
grant select, insert on conversion_changes, commission_adjustments, fx_rates to tributary_app;
--> statement-breakpoint
-- What a merchant reported stays as it came; only what became of it is written.
grant update (status, problem, refunded_minor, applied_at) on conversion_changes to tributary_app;
--> statement-breakpoint
grant update (payout_id) on commission_adjustments to tributary_app;
--> statement-breakpoint
-- Rates are the same for all workspaces: whoever serves one reads them, and only an importer writes them.
alter table fx_rates enable row level security;
--> statement-breakpoint
alter table fx_rates force row level security;
--> statement-breakpoint
create policy read on fx_rates for select using (true);
--> statement-breakpoint
create policy import on fx_rates for insert with check (current_setting('app.fx_import', true) = 'on');
--> statement-breakpoint
create trigger append_only before update or delete on fx_rates for each row execute function refuse_change();
--> statement-breakpoint
create trigger append_only_truncate before truncate on fx_rates for each statement execute function refuse_change();
