CREATE TABLE "payout_callback_refusals" (
	"workspace_id" text NOT NULL,
	"provider" "payout_provider" NOT NULL,
	"day" date NOT NULL,
	"reason" text NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "payout_callback_refusals_workspace_id_provider_day_reason_pk" PRIMARY KEY("workspace_id","provider","day","reason"),
	CONSTRAINT "payout_callback_refusals_counted" CHECK ("payout_callback_refusals"."count" > 0)
);
--> statement-breakpoint
CREATE TABLE "payout_callbacks" (
	"workspace_id" text NOT NULL,
	"provider" "payout_provider" NOT NULL,
	"digest" char(64) NOT NULL,
	"identity" text NOT NULL,
	"sealed" text NOT NULL,
	"events" jsonb NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"deliveries" integer DEFAULT 1 NOT NULL,
	"applied_at" timestamp with time zone,
	CONSTRAINT "payout_callbacks_workspace_id_provider_digest_pk" PRIMARY KEY("workspace_id","provider","digest"),
	CONSTRAINT "payout_callbacks_delivered" CHECK ("payout_callbacks"."deliveries" > 0)
);
--> statement-breakpoint
CREATE TABLE "payout_resolutions" (
	"workspace_id" text NOT NULL,
	"payout_id" text NOT NULL,
	"outcome" text NOT NULL,
	"reference" text,
	"note" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp with time zone NOT NULL,
	"confirmed_by" text,
	"confirmed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payout_resolutions_workspace_id_payout_id_pk" PRIMARY KEY("workspace_id","payout_id"),
	CONSTRAINT "payout_resolutions_outcome" CHECK ("payout_resolutions"."outcome" in ('paid', 'failed')),
	CONSTRAINT "payout_resolutions_second_person" CHECK ("payout_resolutions"."confirmed_by" <> "payout_resolutions"."proposed_by"),
	CONSTRAINT "payout_resolutions_confirmed_whole" CHECK (("payout_resolutions"."confirmed_by" is null) = ("payout_resolutions"."confirmed_at" is null))
);
--> statement-breakpoint
CREATE TABLE "payout_accounts" (
	"workspace_id" text NOT NULL,
	"provider" "payout_provider" NOT NULL,
	"identity" text NOT NULL,
	"sealed" text NOT NULL,
	"hint" text NOT NULL,
	"put_by" text NOT NULL,
	"put_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payout_accounts_workspace_id_provider_identity_pk" PRIMARY KEY("workspace_id","provider","identity")
);
--> statement-breakpoint
ALTER TABLE "payout_batches" ADD COLUMN "account_identity" text;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "resolved_by" text;--> statement-breakpoint
ALTER TABLE "payout_callback_refusals" ADD CONSTRAINT "payout_callback_refusals_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_callbacks" ADD CONSTRAINT "payout_callbacks_workspace_id_provider_identity_payout_accounts_workspace_id_provider_identity_fk" FOREIGN KEY ("workspace_id","provider","identity") REFERENCES "public"."payout_accounts"("workspace_id","provider","identity") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_resolutions" ADD CONSTRAINT "payout_resolutions_workspace_id_payout_id_payouts_workspace_id_id_fk" FOREIGN KEY ("workspace_id","payout_id") REFERENCES "public"."payouts"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD CONSTRAINT "payout_accounts_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "payout_callbacks_open_idx" ON "payout_callbacks" USING btree ("workspace_id","received_at") WHERE "payout_callbacks"."applied_at" is null;--> statement-breakpoint
ALTER TABLE "payout_batches" ADD CONSTRAINT "payout_batches_workspace_id_provider_account_identity_payout_accounts_workspace_id_provider_identity_fk" FOREIGN KEY ("workspace_id","provider","account_identity") REFERENCES "public"."payout_accounts"("workspace_id","provider","identity") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
select apply_tenant_policy('payout_accounts');
--> statement-breakpoint
select apply_tenant_policy('payout_callbacks');
--> statement-breakpoint
select apply_tenant_policy('payout_callback_refusals');
--> statement-breakpoint
select apply_tenant_policy('payout_resolutions');
--> statement-breakpoint
grant select, insert on payout_accounts, payout_callbacks, payout_callback_refusals, payout_resolutions to tributary_app;
--> statement-breakpoint
-- Keys of an account are replaced; which account it is stays.
grant update (sealed, hint, put_by, put_at) on payout_accounts to tributary_app;
--> statement-breakpoint
grant update (deliveries, applied_at) on payout_callbacks to tributary_app;
--> statement-breakpoint
grant update (count) on payout_callback_refusals to tributary_app;
--> statement-breakpoint
grant update (outcome, reference, note, proposed_by, proposed_at, confirmed_by, confirmed_at) on payout_resolutions to tributary_app;
--> statement-breakpoint
grant update (resolved_by) on payouts to tributary_app;
--> statement-breakpoint
-- What was confirmed stays, and who confirms it says the same as who proposed it.
create function check_payout_resolution() returns trigger language plpgsql as $$
begin
  if old.confirmed_at is not null then
    raise exception 'what became of payout % is settled', old.payout_id using errcode = 'check_violation';
  end if;
  if new.confirmed_at is not null and row(new.outcome, new.reference, new.note, new.proposed_by)
     is distinct from row(old.outcome, old.reference, old.note, old.proposed_by) then
    raise exception 'what is confirmed of payout % is what was proposed', old.payout_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger proposed_then_confirmed before update on payout_resolutions for each row execute function check_payout_resolution();
--> statement-breakpoint
-- An order was perhaps made from the account of its batch: asking another one would pay it twice.
create function check_batch_account() returns trigger language plpgsql as $$
begin
  if old.status <> 'approved' and new.account_identity is distinct from old.account_identity then
    raise exception 'batch % keeps its account', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger one_account before update on payout_batches for each row execute function check_batch_account();
