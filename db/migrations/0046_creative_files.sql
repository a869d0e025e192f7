CREATE TYPE "public"."picture_kind" AS ENUM('png', 'jpg', 'gif', 'webp');--> statement-breakpoint
ALTER TABLE "creatives" DROP CONSTRAINT "creatives_shown";--> statement-breakpoint
ALTER TABLE "creatives" ADD COLUMN "file_sha256" char(64);--> statement-breakpoint
ALTER TABLE "creatives" ADD COLUMN "file_kind" "picture_kind";--> statement-breakpoint
ALTER TABLE "creatives" ADD COLUMN "file_bytes" integer;--> statement-breakpoint
ALTER TABLE "creatives" ADD CONSTRAINT "creatives_file" CHECK (num_nulls("creatives"."file_sha256", "creatives"."file_kind", "creatives"."file_bytes") in (0, 3)
        and ("creatives"."file_sha256" is null or "creatives"."url" is null));--> statement-breakpoint
ALTER TABLE "creatives" ADD CONSTRAINT "creatives_shown" CHECK ("creatives"."kind" = 'banner' or "creatives"."url" is not null or "creatives"."body" is not null or "creatives"."file_sha256" is not null);