ALTER TABLE "credits" ADD COLUMN "plan_id" text;--> statement-breakpoint
ALTER TABLE "credits" ADD COLUMN "base_minor" bigint;--> statement-breakpoint
CREATE INDEX "credits_volume_idx" ON "credits" USING btree ("workspace_id","affiliate_id","plan_id");--> statement-breakpoint
ALTER TABLE "credits" ADD CONSTRAINT "credits_base_not_negative" CHECK ("credits"."base_minor" >= 0);