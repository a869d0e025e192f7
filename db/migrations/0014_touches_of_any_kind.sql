CREATE TYPE "public"."touch_kind" AS ENUM('click', 'coupon', 'lock');--> statement-breakpoint
ALTER TYPE "public"."touch_via" ADD VALUE 'coupon';--> statement-breakpoint
ALTER TYPE "public"."touch_via" ADD VALUE 'lock';--> statement-breakpoint
ALTER TABLE "credits" ALTER COLUMN "click_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "credits" ALTER COLUMN "link_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "journey_touches" ALTER COLUMN "click_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "journey_touches" ALTER COLUMN "link_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "journey_touches" ALTER COLUMN "verdict" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "credits" ADD COLUMN "touch_id" text;--> statement-breakpoint
ALTER TABLE "journey_touches" ADD COLUMN "touch_id" text;--> statement-breakpoint
ALTER TABLE "journey_touches" ADD COLUMN "kind" "touch_kind" DEFAULT 'click' NOT NULL;--> statement-breakpoint
ALTER TABLE "journey_touches" ADD COLUMN "affiliate_class" text DEFAULT 'content' NOT NULL;--> statement-breakpoint
CREATE INDEX "conversions_customer_idx" ON "conversions" USING btree ("workspace_id","customer_external_id","occurred_at") WHERE "conversions"."customer_external_id" is not null;--> statement-breakpoint
CREATE INDEX "conversions_customer_email_idx" ON "conversions" USING btree ("workspace_id","customer_email_sha256","occurred_at") WHERE "conversions"."customer_email_sha256" is not null;--> statement-breakpoint
-- What is there is all clicks. Both tables are append-only, for their owner as well: lifted for as long as this takes.
alter table journey_touches disable trigger append_only;
--> statement-breakpoint
alter table credits disable trigger append_only;
--> statement-breakpoint
alter table journey_touches no force row level security;
--> statement-breakpoint
alter table credits no force row level security;
--> statement-breakpoint
update journey_touches set touch_id = click_id::text;
--> statement-breakpoint
update credits set touch_id = click_id::text;
--> statement-breakpoint
alter table journey_touches enable trigger append_only;
--> statement-breakpoint
alter table credits enable trigger append_only;
--> statement-breakpoint
alter table journey_touches force row level security;
--> statement-breakpoint
alter table credits force row level security;
--> statement-breakpoint
-- The deferred checks of the rows above, before the table may be altered again.
set constraints all immediate;
--> statement-breakpoint
alter table journey_touches alter column touch_id set not null;
--> statement-breakpoint
alter table credits alter column touch_id set not null;
--> statement-breakpoint
ALTER TABLE "journey_touches" ADD CONSTRAINT "journey_touches_click" CHECK (("journey_touches"."kind" = 'click') = ("journey_touches"."click_id" is not null) and ("journey_touches"."kind" = 'click') = ("journey_touches"."verdict" is not null));
