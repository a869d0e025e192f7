CREATE TABLE "document_tasks" (
	"workspace_id" text NOT NULL,
	"payout_id" text NOT NULL,
	"kind" "document_kind" NOT NULL,
	"look_at" timestamp with time zone DEFAULT now() NOT NULL,
	"waits_for" text,
	"done_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "document_tasks_workspace_id_payout_id_kind_pk" PRIMARY KEY("workspace_id","payout_id","kind")
);
--> statement-breakpoint
ALTER TABLE "document_tasks" ADD CONSTRAINT "document_tasks_workspace_id_payout_id_payouts_workspace_id_id_fk" FOREIGN KEY ("workspace_id","payout_id") REFERENCES "public"."payouts"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "document_tasks_open_idx" ON "document_tasks" USING btree ("workspace_id","look_at") WHERE "document_tasks"."done_at" is null;--> statement-breakpoint
select apply_tenant_policy('document_tasks');
--> statement-breakpoint
grant select, insert on document_tasks to tributary_app;
--> statement-breakpoint
grant update (look_at, waits_for, done_at) on document_tasks to tributary_app;
--> statement-breakpoint
create trigger append_only before delete on document_tasks for each row execute function refuse_change();
--> statement-breakpoint
create trigger append_only_truncate before truncate on document_tasks for each statement execute function refuse_change();
--> statement-breakpoint
-- A payout that was paid is to have a statement, and an invoice where its affiliate agreed to self-billing; one that
-- came back, what takes them back.
create function ask_for_documents() returns trigger language plpgsql as $$
begin
  insert into document_tasks (workspace_id, payout_id, kind)
  select now_is.workspace_id, now_is.id, asked.kind::document_kind
    from moved_to now_is
    join moved_from was on was.workspace_id = now_is.workspace_id and was.id = now_is.id and was.status <> now_is.status
    cross join (values ('statement', 'paid'), ('invoice', 'paid'), ('statement_return', 'returned'), ('credit_note', 'returned'))
      as asked(kind, status)
   where now_is.status::text = asked.status
     and (asked.kind <> 'invoice' or exists (
           select from self_billing_agreements agreement
            where agreement.workspace_id = now_is.workspace_id and agreement.affiliate_id = now_is.affiliate_id
              and agreement.agreed_at <= now_is.paid_at
              and (agreement.ended_at is null or agreement.ended_at > now_is.paid_at)))
     and (asked.kind <> 'credit_note' or exists (
           select from document_tasks task
            where task.workspace_id = now_is.workspace_id and task.payout_id = now_is.id and task.kind = 'invoice'))
      on conflict do nothing;
  return null;
end $$;
--> statement-breakpoint
create trigger ask_for_documents after update on payouts referencing old table as moved_from new table as moved_to
  for each statement execute function ask_for_documents();
--> statement-breakpoint
-- Payouts that were paid before there were documents. The owner is bound by row-level security as all are, so it is
-- lifted for as long as this takes.
alter table payouts no force row level security;
--> statement-breakpoint
alter table document_tasks no force row level security;
--> statement-breakpoint
insert into document_tasks (workspace_id, payout_id, kind)
select workspace_id, id, 'statement'::document_kind from payouts where status in ('paid', 'returned')
union all
select workspace_id, id, 'statement_return'::document_kind from payouts where status = 'returned';
--> statement-breakpoint
alter table payouts force row level security;
--> statement-breakpoint
alter table document_tasks force row level security;
