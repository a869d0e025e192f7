CREATE TYPE "public"."document_kind" AS ENUM('statement', 'statement_return', 'invoice', 'credit_note');--> statement-breakpoint
CREATE TYPE "public"."tax_form_kind" AS ENUM('w9', 'w8ben', 'w8bene', 'vat');--> statement-breakpoint
CREATE TYPE "public"."tax_form_status" AS ENUM('requested', 'received', 'verified', 'rejected', 'expired');--> statement-breakpoint
CREATE TABLE "document_series" (
	"workspace_id" text NOT NULL,
	"kind" "document_kind" NOT NULL,
	"prefix" text NOT NULL,
	"last_sequence" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "document_series_workspace_id_kind_pk" PRIMARY KEY("workspace_id","kind"),
	CONSTRAINT "document_series_prefix" UNIQUE("workspace_id","prefix"),
	CONSTRAINT "document_series_prefix_form" CHECK ("document_series"."prefix" ~ '^[A-Z0-9][A-Z0-9/-]{0,14}[A-Z/-]$'),
	CONSTRAINT "document_series_not_negative" CHECK ("document_series"."last_sequence" >= 0)
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" "document_kind" NOT NULL,
	"sequence" bigint NOT NULL,
	"number" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"payout_id" text NOT NULL,
	"corrects_id" text,
	"currency" char(3) NOT NULL,
	"total_minor" bigint NOT NULL,
	"issued_on" date NOT NULL,
	"body" text NOT NULL,
	"hash" char(64) NOT NULL,
	"pdf_hash" char(64),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "documents_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "documents_sequence" UNIQUE("workspace_id","kind","sequence"),
	CONSTRAINT "documents_number" UNIQUE("workspace_id","number"),
	CONSTRAINT "documents_payout" UNIQUE("workspace_id","payout_id","kind"),
	CONSTRAINT "documents_sequence_positive" CHECK ("documents"."sequence" > 0),
	CONSTRAINT "documents_sign" CHECK (("documents"."kind" in ('statement', 'invoice')) = ("documents"."total_minor" > 0)
        and ("documents"."kind" in ('statement', 'invoice')) = ("documents"."corrects_id" is null) and "documents"."total_minor" <> 0)
);
--> statement-breakpoint
CREATE TABLE "legal_details" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"affiliate_id" text,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"address_line1" text NOT NULL,
	"address_line2" text,
	"postal_code" text,
	"city" text NOT NULL,
	"region" text,
	"country" char(2) NOT NULL,
	"company_number" text,
	"vat_id" text,
	"vat_rate_bps" integer,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "legal_details_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "legal_details_version" UNIQUE NULLS NOT DISTINCT("workspace_id","affiliate_id","version"),
	CONSTRAINT "legal_details_version_positive" CHECK ("legal_details"."version" > 0),
	CONSTRAINT "legal_details_vat_id" CHECK ("legal_details"."vat_id" is null or "legal_details"."affiliate_id" is null),
	CONSTRAINT "legal_details_vat_rate" CHECK ("legal_details"."vat_rate_bps" is null or ("legal_details"."affiliate_id" is not null and "legal_details"."vat_rate_bps" between 1 and 9999))
);
--> statement-breakpoint
CREATE TABLE "self_billing_agreements" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"terms" text NOT NULL,
	"agreed_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "self_billing_agreements_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "self_billing_agreements_order" CHECK ("self_billing_agreements"."ended_at" is null or "self_billing_agreements"."ended_at" >= "self_billing_agreements"."agreed_at")
);
--> statement-breakpoint
CREATE TABLE "tax_forms" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"kind" "tax_form_kind" NOT NULL,
	"status" "tax_form_status" NOT NULL,
	"country" char(2),
	"vat_id" text,
	"hint" text,
	"signed_on" date,
	"expires_on" date,
	"reason" text,
	"superseded_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tax_forms_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "tax_forms_vat_id" CHECK ("tax_forms"."vat_id" is null or "tax_forms"."kind" = 'vat'),
	CONSTRAINT "tax_forms_verified" CHECK ("tax_forms"."status" <> 'verified' or case "tax_forms"."kind" when 'vat' then "tax_forms"."vat_id" is not null
        when 'w9' then "tax_forms"."signed_on" is not null
        else "tax_forms"."signed_on" is not null and "tax_forms"."expires_on" is not null end),
	CONSTRAINT "tax_forms_hint" CHECK (length("tax_forms"."hint") <= 4)
);
--> statement-breakpoint
ALTER TABLE "document_series" ADD CONSTRAINT "document_series_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_workspace_id_payout_id_payouts_workspace_id_id_fk" FOREIGN KEY ("workspace_id","payout_id") REFERENCES "public"."payouts"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_corrects_fk" FOREIGN KEY ("workspace_id","corrects_id") REFERENCES "public"."documents"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "legal_details" ADD CONSTRAINT "legal_details_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "legal_details" ADD CONSTRAINT "legal_details_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "self_billing_agreements" ADD CONSTRAINT "self_billing_agreements_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tax_forms" ADD CONSTRAINT "tax_forms_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "documents_affiliate_idx" ON "documents" USING btree ("workspace_id","affiliate_id","id");--> statement-breakpoint
CREATE INDEX "documents_without_pdf_idx" ON "documents" USING btree ("workspace_id","id") WHERE "documents"."pdf_hash" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "self_billing_agreements_one" ON "self_billing_agreements" USING btree ("workspace_id","affiliate_id") WHERE "self_billing_agreements"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "tax_forms_current" ON "tax_forms" USING btree ("workspace_id","affiliate_id","kind") WHERE "tax_forms"."superseded_at" is null;--> statement-breakpoint
CREATE INDEX "tax_forms_expiry_idx" ON "tax_forms" USING btree ("workspace_id","expires_on") WHERE "tax_forms"."superseded_at" is null and "tax_forms"."status" = 'verified';--> statement-breakpoint
do $$
declare tenant_table text;
begin
  foreach tenant_table in array array['legal_details', 'self_billing_agreements', 'document_series', 'documents', 'tax_forms']
  loop
    perform apply_tenant_policy(tenant_table);
  end loop;
end $$;
--> statement-breakpoint
grant select, insert on legal_details, self_billing_agreements, document_series, documents, tax_forms to tributary_app;
--> statement-breakpoint
grant update (ended_at) on self_billing_agreements to tributary_app;
--> statement-breakpoint
grant update (prefix, last_sequence) on document_series to tributary_app;
--> statement-breakpoint
grant update (pdf_hash) on documents to tributary_app;
--> statement-breakpoint
grant update (superseded_at) on tax_forms to tributary_app;
--> statement-breakpoint
-- Lets the columns it is given be set once, where they were null, and nothing else be changed.
create function refuse_change_but_once() returns trigger language plpgsql as $$
declare settable text;
begin
  if (to_jsonb(new) - tg_argv) <> (to_jsonb(old) - tg_argv) then
    raise exception 'a row of % stays as it is', tg_table_name using errcode = 'insufficient_privilege';
  end if;
  foreach settable in array tg_argv loop
    if to_jsonb(old) ->> settable is not null and to_jsonb(new) -> settable <> to_jsonb(old) -> settable then
      raise exception '% of % is set once', settable, tg_table_name using errcode = 'insufficient_privilege';
    end if;
  end loop;
  return new;
end $$;
--> statement-breakpoint
create trigger set_once before update on documents for each row execute function refuse_change_but_once('pdf_hash');
--> statement-breakpoint
create trigger set_once before update on tax_forms for each row execute function refuse_change_but_once('superseded_at');
--> statement-breakpoint
create trigger set_once before update on self_billing_agreements
  for each row execute function refuse_change_but_once('ended_at');
--> statement-breakpoint
do $$
declare kept text;
begin
  foreach kept in array array['documents', 'tax_forms', 'self_billing_agreements', 'document_series']
  loop
    execute format('create trigger append_only before delete on %I for each row execute function refuse_change()', kept);
    execute format('create trigger append_only_truncate before truncate on %I for each statement execute function refuse_change()', kept);
  end loop;
end $$;
--> statement-breakpoint
create trigger append_only before update or delete on legal_details for each row execute function refuse_change();
--> statement-breakpoint
create trigger append_only_truncate before truncate on legal_details for each statement execute function refuse_change();
--> statement-breakpoint
-- Numbers are given upwards, and at commit each that was given is a document's: there is never a gap.
create function check_series_whole() returns trigger language plpgsql as $$
declare
  before_it bigint := case when tg_op = 'UPDATE' then old.last_sequence else 0 end;
  numbered bigint;
begin
  select count(*) into numbered from documents
   where workspace_id = new.workspace_id and kind = new.kind
     and sequence > before_it and sequence <= new.last_sequence;
  if new.last_sequence < before_it or numbered <> new.last_sequence - before_it then
    raise exception 'the % documents of % would not be numbered without a gap', new.kind, new.workspace_id
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger series_whole after insert or update on document_series
  deferrable initially deferred for each row execute function check_series_whole();
--> statement-breakpoint
create function check_document_numbered() returns trigger language plpgsql as $$
begin
  if not exists (select from document_series
                  where workspace_id = new.workspace_id and kind = new.kind and last_sequence >= new.sequence) then
    raise exception 'document % has a number that was not given', new.number using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger document_numbered after insert on documents
  deferrable initially deferred for each row execute function check_document_numbered();
--> statement-breakpoint
-- Affiliates of a workspace with a tax form that is there on a day: verified, and not expired.
create function affiliates_with_tax_form(of_workspace text, on_day date) returns setof text language sql stable as
$$ select distinct affiliate_id from tax_forms
    where workspace_id = of_workspace and superseded_at is null and status = 'verified'
      and (expires_on is null or expires_on >= on_day) $$;
