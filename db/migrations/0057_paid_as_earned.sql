-- `earned` is what `sale` had paid: the plan's currency, or the sale's where it has none. Programs keep what they pay, and
-- `sale` means the sale's currency. The type is made anew, since a value that is added cannot be used before it is committed.
ALTER TYPE "public"."commission_currency" RENAME TO "commission_currency_before";--> statement-breakpoint
CREATE TYPE "public"."commission_currency" AS ENUM('earned', 'sale', 'program', 'affiliate');--> statement-breakpoint
ALTER TABLE "programs" ALTER COLUMN "commission_currency" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "programs" ALTER COLUMN "commission_currency" TYPE "public"."commission_currency"
  USING (case commission_currency::text when 'sale' then 'earned' else commission_currency::text end)::"public"."commission_currency";--> statement-breakpoint
ALTER TABLE "programs" ALTER COLUMN "commission_currency" SET DEFAULT 'earned';--> statement-breakpoint
DROP TYPE "public"."commission_currency_before";
