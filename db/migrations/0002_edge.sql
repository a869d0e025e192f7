CREATE TYPE "public"."cap_metric" AS ENUM('clicks', 'conversions');--> statement-breakpoint
CREATE TYPE "public"."cap_period" AS ENUM('day', 'month', 'total');--> statement-breakpoint
CREATE TYPE "public"."cap_status" AS ENUM('active', 'disabled');--> statement-breakpoint
CREATE TYPE "public"."click_source" AS ENUM('redirect', 'direct');--> statement-breakpoint
CREATE TYPE "public"."coupon_status" AS ENUM('active', 'disabled');--> statement-breakpoint
CREATE TYPE "public"."erasure_status" AS ENUM('requested', 'done');--> statement-breakpoint
CREATE TYPE "public"."domain_status" AS ENUM('pending', 'verified', 'failed');--> statement-breakpoint
CREATE TYPE "public"."pass_query" AS ENUM('all', 'utm', 'none');--> statement-breakpoint
ALTER TYPE "public"."key_kind" ADD VALUE 'postback';--> statement-breakpoint
ALTER TYPE "public"."verdict" ADD VALUE 'head';--> statement-breakpoint
ALTER TYPE "public"."verdict" ADD VALUE 'empty_agent';--> statement-breakpoint
ALTER TYPE "public"."publication_kind" ADD VALUE 'host';--> statement-breakpoint
CREATE TABLE "caps" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"link_id" text,
	"affiliate_id" text,
	"program_id" text,
	"metric" "cap_metric" NOT NULL,
	"period" "cap_period" NOT NULL,
	"max" bigint NOT NULL,
	"overflow_url" text,
	"status" "cap_status" DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "caps_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "caps_scope" CHECK (("caps"."link_id" is null) = ("caps"."affiliate_id" is not null)
        and ("caps"."affiliate_id" is null) = ("caps"."program_id" is null)),
	CONSTRAINT "caps_max_not_negative" CHECK ("caps"."max" >= 0)
);
--> statement-breakpoint
CREATE TABLE "click_counts" (
	"workspace_id" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"link_id" text NOT NULL,
	"verdict" "verdict" NOT NULL,
	"clicks" bigint NOT NULL,
	CONSTRAINT "click_counts_workspace_id_hour_link_id_verdict_pk" PRIMARY KEY("workspace_id","hour","link_id","verdict"),
	CONSTRAINT "click_counts_positive" CHECK ("click_counts"."clicks" > 0)
);
--> statement-breakpoint
CREATE TABLE "coupons" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"code" text NOT NULL,
	"program_id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"link_id" text,
	"status" "coupon_status" DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "coupons_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "coupons_code_form" CHECK ("coupons"."code" ~ '^[A-Za-z0-9_-]{1,64}$')
);
--> statement-breakpoint
CREATE TABLE "erasures" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"visitor_ids" text[] NOT NULL,
	"status" "erasure_status" DEFAULT 'requested' NOT NULL,
	"outcome" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "erasures_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "link_domains" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"host" text NOT NULL,
	"status" "domain_status" DEFAULT 'pending' NOT NULL,
	"verification_token" text NOT NULL,
	"checked_at" timestamp with time zone,
	"verified_at" timestamp with time zone,
	"root_url" text,
	"apple_association" jsonb,
	"android_asset_links" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "link_domains_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "link_domains_host" UNIQUE("workspace_id","host"),
	CONSTRAINT "link_domains_host_form" CHECK ("link_domains"."host" = lower("link_domains"."host") and length("link_domains"."host") <= 253)
);
--> statement-breakpoint
CREATE TABLE "click_reconciliations" (
	"workspace_id" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"postgres_clicks" bigint NOT NULL,
	"counted_clicks" bigint NOT NULL,
	"parquet_clicks" bigint NOT NULL,
	"manifest_clicks" bigint NOT NULL,
	"is_equal" boolean NOT NULL,
	"difference" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "click_reconciliations_workspace_id_hour_pk" PRIMARY KEY("workspace_id","hour")
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "allowed_hosts" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "bad_rows" ADD COLUMN "replays" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bad_rows" ADD COLUMN "resolved_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "clicks" ADD COLUMN "source" "click_source" DEFAULT 'redirect' NOT NULL;--> statement-breakpoint
ALTER TABLE "clicks" ADD COLUMN "device" text;--> statement-breakpoint
ALTER TABLE "clicks" ADD COLUMN "os" text;--> statement-breakpoint
ALTER TABLE "clicks" ADD COLUMN "browser" text;--> statement-breakpoint
ALTER TABLE "clicks" ADD COLUMN "region" text;--> statement-breakpoint
ALTER TABLE "clicks" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "clicks" ADD COLUMN "rule_id" text;--> statement-breakpoint
ALTER TABLE "clicks" ADD COLUMN "variant_id" text;--> statement-breakpoint
ALTER TABLE "clicks" ADD COLUMN "landing_host" text;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "starts_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "fallback_url" text;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "rules" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "variants" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "is_durable" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "coupon_code" text;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "parameter_map" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "allowed_hosts" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "allowed_schemes" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "pass_query" "pass_query" DEFAULT 'all' NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "adds_afsrc" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "programs" ADD COLUMN "click_id_parameter" text DEFAULT 'tb_clid' NOT NULL;--> statement-breakpoint
ALTER TABLE "caps" ADD CONSTRAINT "caps_workspace_id_link_id_links_workspace_id_id_fk" FOREIGN KEY ("workspace_id","link_id") REFERENCES "public"."links"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "caps" ADD CONSTRAINT "caps_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "caps" ADD CONSTRAINT "caps_workspace_id_program_id_programs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","program_id") REFERENCES "public"."programs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coupons" ADD CONSTRAINT "coupons_workspace_id_program_id_programs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","program_id") REFERENCES "public"."programs"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coupons" ADD CONSTRAINT "coupons_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coupons" ADD CONSTRAINT "coupons_workspace_id_link_id_links_workspace_id_id_fk" FOREIGN KEY ("workspace_id","link_id") REFERENCES "public"."links"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_domains" ADD CONSTRAINT "link_domains_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "click_reconciliations" ADD CONSTRAINT "click_reconciliations_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "caps_link_idx" ON "caps" USING btree ("workspace_id","link_id");--> statement-breakpoint
CREATE INDEX "caps_pair_idx" ON "caps" USING btree ("workspace_id","affiliate_id","program_id");--> statement-breakpoint
CREATE UNIQUE INDEX "coupons_code" ON "coupons" USING btree ("workspace_id",lower("code"));--> statement-breakpoint
CREATE INDEX "coupons_affiliate_idx" ON "coupons" USING btree ("workspace_id","affiliate_id","id");--> statement-breakpoint
CREATE INDEX "erasures_status_idx" ON "erasures" USING btree ("workspace_id","status");--> statement-breakpoint
CREATE UNIQUE INDEX "link_domains_verified_host" ON "link_domains" USING btree ("host") WHERE "link_domains"."status" = 'verified';