CREATE TYPE "public"."affiliate_status" AS ENUM('active', 'suspended');--> statement-breakpoint
CREATE TYPE "public"."key_kind" AS ENUM('secret_live', 'secret_test', 'publishable');--> statement-breakpoint
CREATE TYPE "public"."key_status" AS ENUM('active', 'revoked');--> statement-breakpoint
CREATE TYPE "public"."verdict" AS ENUM('human', 'bot', 'prefetch', 'preview', 'duplicate', 'over_cap', 'blocked');--> statement-breakpoint
CREATE TYPE "public"."visitor_kind" AS ENUM('cookie', 'daily');--> statement-breakpoint
CREATE TYPE "public"."commission_status" AS ENUM('pending', 'approved', 'held', 'batched', 'paid', 'reversed');--> statement-breakpoint
CREATE TYPE "public"."conversion_status" AS ENUM('received', 'attributed', 'unattributed');--> statement-breakpoint
CREATE TYPE "public"."touch_via" AS ENUM('click_id', 'visitor', 'customer');--> statement-breakpoint
CREATE TYPE "public"."ledger_account" AS ENUM('merchant_payable', 'affiliate_pending', 'affiliate_payable', 'payout_clearing', 'paid_out', 'fx', 'fees', 'write_off');--> statement-breakpoint
CREATE TYPE "public"."link_status" AS ENUM('active', 'disabled');--> statement-breakpoint
CREATE TYPE "public"."workspace_mode" AS ENUM('live', 'test');--> statement-breakpoint
CREATE TYPE "public"."payout_batch_status" AS ENUM('prepared', 'approved', 'submitting', 'submitted', 'unknown', 'paid', 'failed', 'cancelled');--> statement-breakpoint
CREATE TYPE "public"."payout_provider" AS ENUM('csv');--> statement-breakpoint
CREATE TYPE "public"."cookie_mode" AS ENUM('first_party', 'none');--> statement-breakpoint
CREATE TYPE "public"."program_status" AS ENUM('active', 'paused', 'closed');--> statement-breakpoint
CREATE TYPE "public"."publication_kind" AS ENUM('link', 'key');--> statement-breakpoint
CREATE TABLE "affiliates" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"status" "affiliate_status" DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "affiliates_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"kind" "key_kind" NOT NULL,
	"hash" text NOT NULL,
	"last4" text NOT NULL,
	"scopes" text[] NOT NULL,
	"status" "key_status" DEFAULT 'active' NOT NULL,
	"expires_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "api_keys_hash" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workspace_id" text NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject_id" text NOT NULL,
	"change" jsonb NOT NULL,
	"request_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bad_rows" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "bad_rows_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workspace_id" text,
	"stage" text NOT NULL,
	"reason" text NOT NULL,
	"detail" text NOT NULL,
	"payload" text NOT NULL,
	"fingerprint" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "bad_rows_fingerprint" UNIQUE("fingerprint")
);
--> statement-breakpoint
CREATE TABLE "clicks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"clicked_at" timestamp with time zone NOT NULL,
	"link_id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"program_id" text NOT NULL,
	"visitor_id" text NOT NULL,
	"visitor_kind" "visitor_kind" NOT NULL,
	"verdict" "verdict" NOT NULL,
	"evidence" text[] NOT NULL,
	"network_hash" text,
	"user_agent" text,
	"referrer_host" text,
	"country" char(2),
	"asn" bigint,
	"sub_ids" text[] NOT NULL,
	"is_opted_out" boolean NOT NULL,
	"velocity" integer,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "clicks_sub_ids_max" CHECK (cardinality("clicks"."sub_ids") <= 8)
) PARTITION BY RANGE ("id");
--> statement-breakpoint
CREATE TABLE "commissions" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"decision_id" text NOT NULL,
	"credit_position" integer NOT NULL,
	"conversion_id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"program_id" text NOT NULL,
	"plan_id" text NOT NULL,
	"plan_version" integer NOT NULL,
	"base_minor" bigint NOT NULL,
	"base_currency" char(3) NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"arithmetic" text NOT NULL,
	"status" "commission_status" NOT NULL,
	"hold_until" timestamp with time zone NOT NULL,
	"approved_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "commissions_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "commissions_credit" UNIQUE("workspace_id","decision_id","credit_position"),
	CONSTRAINT "commissions_amount_positive" CHECK ("commissions"."amount_minor" > 0),
	CONSTRAINT "commissions_approved_at" CHECK (("commissions"."approved_at" is not null) or "commissions"."status" in ('pending', 'held', 'reversed'))
);
--> statement-breakpoint
CREATE TABLE "conversions" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"external_id" text NOT NULL,
	"fingerprint" text NOT NULL,
	"event" text NOT NULL,
	"status" "conversion_status" DEFAULT 'received' NOT NULL,
	"reason" text,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"click_ids" text[] NOT NULL,
	"customer_external_id" text,
	"customer_email_sha256" text,
	"coupon_code" text,
	"items" jsonb,
	"metadata" jsonb,
	"key_id" text NOT NULL,
	"retry_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"decided_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "conversions_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "conversions_external_id" UNIQUE("workspace_id","external_id"),
	CONSTRAINT "conversions_amount_not_negative" CHECK ("conversions"."amount_minor" >= 0),
	CONSTRAINT "conversions_reason_iff_decided" CHECK (("conversions"."reason" is null) = ("conversions"."status" = 'received')),
	CONSTRAINT "conversions_attributed_reason" CHECK (("conversions"."reason" in ('attributed', 'commission_zero')) = ("conversions"."status" = 'attributed'))
);
--> statement-breakpoint
CREATE TABLE "credits" (
	"workspace_id" text NOT NULL,
	"decision_id" text NOT NULL,
	"position" integer NOT NULL,
	"click_id" uuid NOT NULL,
	"affiliate_id" text NOT NULL,
	"program_id" text NOT NULL,
	"link_id" text NOT NULL,
	"credit_ppm" integer NOT NULL,
	CONSTRAINT "credits_workspace_id_decision_id_position_pk" PRIMARY KEY("workspace_id","decision_id","position"),
	CONSTRAINT "credits_ppm_range" CHECK ("credits"."credit_ppm" between 1 and 1000000)
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"conversion_id" text NOT NULL,
	"revision" integer NOT NULL,
	"journey_id" text NOT NULL,
	"policy_version" integer NOT NULL,
	"policy_hash" text NOT NULL,
	"reason" text NOT NULL,
	"considered" jsonb NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	CONSTRAINT "decisions_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "decisions_conversion_revision" UNIQUE("workspace_id","conversion_id","revision")
);
--> statement-breakpoint
CREATE TABLE "fraud_scores" (
	"workspace_id" text NOT NULL,
	"decision_id" text NOT NULL,
	"version" integer NOT NULL,
	"points" integer NOT NULL,
	"threshold" integer NOT NULL,
	"is_held" boolean NOT NULL,
	"signals" jsonb NOT NULL,
	"scored_at" timestamp with time zone NOT NULL,
	CONSTRAINT "fraud_scores_workspace_id_decision_id_pk" PRIMARY KEY("workspace_id","decision_id"),
	CONSTRAINT "fraud_scores_held_from_threshold" CHECK ("fraud_scores"."is_held" = ("fraud_scores"."points" >= "fraud_scores"."threshold"))
);
--> statement-breakpoint
CREATE TABLE "identity_edges" (
	"workspace_id" text NOT NULL,
	"customer_key" text NOT NULL,
	"visitor_id" text NOT NULL,
	"conversion_id" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "identity_edges_workspace_id_customer_key_visitor_id_pk" PRIMARY KEY("workspace_id","customer_key","visitor_id")
);
--> statement-breakpoint
CREATE TABLE "journey_touches" (
	"workspace_id" text NOT NULL,
	"journey_id" text NOT NULL,
	"position" integer NOT NULL,
	"click_id" uuid NOT NULL,
	"clicked_at" timestamp with time zone NOT NULL,
	"link_id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"program_id" text NOT NULL,
	"verdict" "verdict" NOT NULL,
	"via" "touch_via" NOT NULL,
	CONSTRAINT "journey_touches_workspace_id_journey_id_position_pk" PRIMARY KEY("workspace_id","journey_id","position")
);
--> statement-breakpoint
CREATE TABLE "journeys" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"conversion_id" text NOT NULL,
	"revision" integer NOT NULL,
	"click_problems" jsonb NOT NULL,
	"assembled_at" timestamp with time zone NOT NULL,
	CONSTRAINT "journeys_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "journeys_conversion_revision" UNIQUE("workspace_id","conversion_id","revision")
);
--> statement-breakpoint
CREATE TABLE "journals" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"fingerprint" text NOT NULL,
	"refs" jsonb NOT NULL,
	"booked_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "journals_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "journals_key" UNIQUE("workspace_id","key")
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"workspace_id" text NOT NULL,
	"journal_id" text NOT NULL,
	"line" integer NOT NULL,
	"account" "ledger_account" NOT NULL,
	"affiliate_id" text,
	"currency" char(3) NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "ledger_entries_workspace_id_journal_id_line_pk" PRIMARY KEY("workspace_id","journal_id","line"),
	CONSTRAINT "ledger_entries_not_zero" CHECK ("ledger_entries"."amount_minor" <> 0)
);
--> statement-breakpoint
CREATE TABLE "links" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"program_id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"host" text NOT NULL,
	"slug" text NOT NULL,
	"destination_url" text NOT NULL,
	"status" "link_status" DEFAULT 'active' NOT NULL,
	"expires_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "links_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "links_host_slug" UNIQUE("host","slug"),
	CONSTRAINT "links_slug_form" CHECK ("links"."slug" ~ '^[A-Za-z0-9_-]{1,64}$')
);
--> statement-breakpoint
CREATE TABLE "organisations" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workspaces" (
	"id" text PRIMARY KEY NOT NULL,
	"organisation_id" text NOT NULL,
	"name" text NOT NULL,
	"mode" "workspace_mode" NOT NULL,
	"fraud_threshold" integer DEFAULT 60 NOT NULL,
	"click_wait_seconds" integer DEFAULT 3600 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "workspaces_fraud_threshold_positive" CHECK ("workspaces"."fraud_threshold" > 0),
	CONSTRAINT "workspaces_click_wait_not_negative" CHECK ("workspaces"."click_wait_seconds" >= 0)
);
--> statement-breakpoint
CREATE TABLE "payout_attempts" (
	"workspace_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"attempt" integer NOT NULL,
	"provider" "payout_provider" NOT NULL,
	"provider_key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"outcome" text,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "payout_attempts_workspace_id_batch_id_attempt_pk" PRIMARY KEY("workspace_id","batch_id","attempt")
);
--> statement-breakpoint
CREATE TABLE "payout_batches" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"currency" char(3) NOT NULL,
	"provider" "payout_provider" NOT NULL,
	"status" "payout_batch_status" DEFAULT 'prepared' NOT NULL,
	"total_minor" bigint NOT NULL,
	"payouts_count" integer NOT NULL,
	"prepared_by" text NOT NULL,
	"approved_by" text,
	"approved_at" timestamp with time zone,
	"submitted_at" timestamp with time zone,
	"paid_at" timestamp with time zone,
	"file_key" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payout_batches_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "payout_batches_total_positive" CHECK ("payout_batches"."total_minor" > 0 and "payout_batches"."payouts_count" > 0),
	CONSTRAINT "payout_batches_second_person" CHECK ("payout_batches"."approved_by" is null or "payout_batches"."approved_by" <> "payout_batches"."prepared_by"),
	CONSTRAINT "payout_batches_approved_first" CHECK ("payout_batches"."approved_by" is not null or "payout_batches"."status" in ('prepared', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "payout_items" (
	"workspace_id" text NOT NULL,
	"payout_id" text NOT NULL,
	"commission_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"is_live" boolean DEFAULT true NOT NULL,
	CONSTRAINT "payout_items_workspace_id_payout_id_commission_id_pk" PRIMARY KEY("workspace_id","payout_id","commission_id")
);
--> statement-breakpoint
CREATE TABLE "payout_minimums" (
	"workspace_id" text NOT NULL,
	"currency" char(3) NOT NULL,
	"minimum_minor" bigint NOT NULL,
	CONSTRAINT "payout_minimums_workspace_id_currency_pk" PRIMARY KEY("workspace_id","currency"),
	CONSTRAINT "payout_minimums_not_negative" CHECK ("payout_minimums"."minimum_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "payouts" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"batch_id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"currency" char(3) NOT NULL,
	"amount_minor" bigint NOT NULL,
	"recipient" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payouts_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "payouts_batch_affiliate" UNIQUE("workspace_id","batch_id","affiliate_id"),
	CONSTRAINT "payouts_amount_positive" CHECK ("payouts"."amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "policy_versions" (
	"workspace_id" text NOT NULL,
	"version" integer NOT NULL,
	"body" jsonb NOT NULL,
	"hash" text NOT NULL,
	"effective_from" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "policy_versions_workspace_id_version_pk" PRIMARY KEY("workspace_id","version"),
	CONSTRAINT "policy_versions_version_positive" CHECK ("policy_versions"."version" > 0)
);
--> statement-breakpoint
CREATE TABLE "plan_versions" (
	"workspace_id" text NOT NULL,
	"plan_id" text NOT NULL,
	"version" integer NOT NULL,
	"body" jsonb NOT NULL,
	"hash" text NOT NULL,
	"effective_from" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plan_versions_workspace_id_plan_id_version_pk" PRIMARY KEY("workspace_id","plan_id","version"),
	CONSTRAINT "plan_versions_version_positive" CHECK ("plan_versions"."version" > 0)
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plans_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "programs" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"currency" char(3) NOT NULL,
	"plan_id" text NOT NULL,
	"status" "program_status" DEFAULT 'active' NOT NULL,
	"hold_days" integer DEFAULT 30 NOT NULL,
	"cookie_mode" "cookie_mode" DEFAULT 'first_party' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "programs_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "programs_hold_days_range" CHECK ("programs"."hold_days" between 0 and 365)
);
--> statement-breakpoint
CREATE TABLE "publications" (
	"workspace_id" text NOT NULL,
	"kv_key" text PRIMARY KEY NOT NULL,
	"kind" "publication_kind" NOT NULL,
	"subject_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"published_version" integer DEFAULT 0 NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"published_at" timestamp with time zone,
	CONSTRAINT "publications_version_order" CHECK ("publications"."published_version" <= "publications"."version")
);
--> statement-breakpoint
ALTER TABLE "affiliates" ADD CONSTRAINT "affiliates_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_workspace_id_decision_id_credit_position_credits_workspace_id_decision_id_position_fk" FOREIGN KEY ("workspace_id","decision_id","credit_position") REFERENCES "public"."credits"("workspace_id","decision_id","position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_workspace_id_conversion_id_conversions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","conversion_id") REFERENCES "public"."conversions"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_workspace_id_program_id_programs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","program_id") REFERENCES "public"."programs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commissions" ADD CONSTRAINT "commissions_workspace_id_plan_id_plan_version_plan_versions_workspace_id_plan_id_version_fk" FOREIGN KEY ("workspace_id","plan_id","plan_version") REFERENCES "public"."plan_versions"("workspace_id","plan_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversions" ADD CONSTRAINT "conversions_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credits" ADD CONSTRAINT "credits_workspace_id_decision_id_decisions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","decision_id") REFERENCES "public"."decisions"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_workspace_id_conversion_id_conversions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","conversion_id") REFERENCES "public"."conversions"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_workspace_id_journey_id_journeys_workspace_id_id_fk" FOREIGN KEY ("workspace_id","journey_id") REFERENCES "public"."journeys"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_workspace_id_policy_version_policy_versions_workspace_id_version_fk" FOREIGN KEY ("workspace_id","policy_version") REFERENCES "public"."policy_versions"("workspace_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fraud_scores" ADD CONSTRAINT "fraud_scores_workspace_id_decision_id_decisions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","decision_id") REFERENCES "public"."decisions"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_edges" ADD CONSTRAINT "identity_edges_workspace_id_conversion_id_conversions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","conversion_id") REFERENCES "public"."conversions"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "journey_touches" ADD CONSTRAINT "journey_touches_workspace_id_journey_id_journeys_workspace_id_id_fk" FOREIGN KEY ("workspace_id","journey_id") REFERENCES "public"."journeys"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "journeys" ADD CONSTRAINT "journeys_workspace_id_conversion_id_conversions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","conversion_id") REFERENCES "public"."conversions"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "journals" ADD CONSTRAINT "journals_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_workspace_id_journal_id_journals_workspace_id_id_fk" FOREIGN KEY ("workspace_id","journal_id") REFERENCES "public"."journals"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_workspace_id_program_id_programs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","program_id") REFERENCES "public"."programs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspaces" ADD CONSTRAINT "workspaces_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_attempts" ADD CONSTRAINT "payout_attempts_workspace_id_batch_id_payout_batches_workspace_id_id_fk" FOREIGN KEY ("workspace_id","batch_id") REFERENCES "public"."payout_batches"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_batches" ADD CONSTRAINT "payout_batches_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_items" ADD CONSTRAINT "payout_items_workspace_id_payout_id_payouts_workspace_id_id_fk" FOREIGN KEY ("workspace_id","payout_id") REFERENCES "public"."payouts"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_items" ADD CONSTRAINT "payout_items_workspace_id_commission_id_commissions_workspace_id_id_fk" FOREIGN KEY ("workspace_id","commission_id") REFERENCES "public"."commissions"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_minimums" ADD CONSTRAINT "payout_minimums_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_workspace_id_batch_id_payout_batches_workspace_id_id_fk" FOREIGN KEY ("workspace_id","batch_id") REFERENCES "public"."payout_batches"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_versions" ADD CONSTRAINT "policy_versions_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_versions" ADD CONSTRAINT "plan_versions_workspace_id_plan_id_plans_workspace_id_id_fk" FOREIGN KEY ("workspace_id","plan_id") REFERENCES "public"."plans"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "programs" ADD CONSTRAINT "programs_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "programs" ADD CONSTRAINT "programs_workspace_id_plan_id_plans_workspace_id_id_fk" FOREIGN KEY ("workspace_id","plan_id") REFERENCES "public"."plans"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "publications" ADD CONSTRAINT "publications_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_workspace_idx" ON "audit_log" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "bad_rows_workspace_idx" ON "bad_rows" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "clicks_visitor_idx" ON "clicks" USING btree ("workspace_id","visitor_id","id");--> statement-breakpoint
CREATE INDEX "clicks_link_idx" ON "clicks" USING btree ("workspace_id","link_id","id");--> statement-breakpoint
CREATE INDEX "clicks_workspace_idx" ON "clicks" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "commissions_pending_idx" ON "commissions" USING btree ("workspace_id","hold_until") WHERE "commissions"."status" = 'pending';--> statement-breakpoint
CREATE INDEX "commissions_approved_idx" ON "commissions" USING btree ("workspace_id","currency","id") WHERE "commissions"."status" = 'approved';--> statement-breakpoint
CREATE INDEX "commissions_conversion_idx" ON "commissions" USING btree ("workspace_id","conversion_id");--> statement-breakpoint
CREATE INDEX "commissions_held_idx" ON "commissions" USING btree ("workspace_id","id") WHERE "commissions"."status" = 'held';--> statement-breakpoint
CREATE INDEX "commissions_affiliate_idx" ON "commissions" USING btree ("workspace_id","affiliate_id","id");--> statement-breakpoint
CREATE INDEX "conversions_waiting_idx" ON "conversions" USING btree ("workspace_id","retry_at") WHERE "conversions"."status" = 'received';--> statement-breakpoint
CREATE INDEX "conversions_received_idx" ON "conversions" USING btree ("workspace_id","received_at","id");--> statement-breakpoint
CREATE INDEX "journals_booked_idx" ON "journals" USING btree ("workspace_id","booked_at","id");--> statement-breakpoint
CREATE INDEX "ledger_entries_account_idx" ON "ledger_entries" USING btree ("workspace_id","account","affiliate_id","currency");--> statement-breakpoint
CREATE INDEX "links_program_idx" ON "links" USING btree ("workspace_id","program_id");--> statement-breakpoint
CREATE INDEX "links_affiliate_idx" ON "links" USING btree ("workspace_id","affiliate_id");--> statement-breakpoint
CREATE INDEX "payout_batches_status_idx" ON "payout_batches" USING btree ("workspace_id","status");--> statement-breakpoint
CREATE UNIQUE INDEX "payout_items_one_live" ON "payout_items" USING btree ("workspace_id","commission_id") WHERE "payout_items"."is_live";--> statement-breakpoint
CREATE INDEX "publications_dirty_idx" ON "publications" USING btree ("workspace_id","changed_at") WHERE "publications"."published_version" < "publications"."version";