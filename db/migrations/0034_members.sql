CREATE TYPE "public"."custom_role_status" AS ENUM('active', 'archived');--> statement-breakpoint
CREATE TYPE "public"."member_role" AS ENUM('owner', 'manager', 'operator', 'agent', 'observer');--> statement-breakpoint
CREATE TYPE "public"."member_status" AS ENUM('active', 'removed');--> statement-breakpoint
CREATE TABLE "affiliate_assignments" (
	"workspace_id" text NOT NULL,
	"affiliate_id" text NOT NULL,
	"member_id" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "affiliate_assignments_workspace_id_affiliate_id_member_id_pk" PRIMARY KEY("workspace_id","affiliate_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "custom_roles" (
	"organisation_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"permissions" text[] NOT NULL,
	"status" "custom_role_status" DEFAULT 'active' NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "custom_roles_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "custom_roles_not_portal" CHECK (not ("custom_roles"."permissions" && array['portal:read', 'portal:write']) and cardinality("custom_roles"."permissions") > 0)
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" text PRIMARY KEY NOT NULL,
	"organisation_id" text NOT NULL,
	"workspace_id" text,
	"person_id" text NOT NULL,
	"role" "member_role",
	"custom_role_id" text,
	"status" "member_status" DEFAULT 'active' NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "members_organisation" UNIQUE("organisation_id","id"),
	CONSTRAINT "members_one_role" CHECK (("members"."role" is null) <> ("members"."custom_role_id" is null)),
	CONSTRAINT "members_removed" CHECK (("members"."status" = 'removed') = ("members"."removed_at" is not null))
);
--> statement-breakpoint
ALTER TABLE "idempotency_keys" RENAME COLUMN "api_key_id" TO "caller_id";--> statement-breakpoint
ALTER TABLE "idempotency_keys" DROP CONSTRAINT "idempotency_keys_workspace_id_api_key_id_api_keys_workspace_id_id_fk";
--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "created_by" text;--> statement-breakpoint
ALTER TABLE "affiliate_assignments" ADD CONSTRAINT "affiliate_assignments_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "affiliate_assignments" ADD CONSTRAINT "affiliate_assignments_workspace_id_affiliate_id_affiliates_workspace_id_id_fk" FOREIGN KEY ("workspace_id","affiliate_id") REFERENCES "public"."affiliates"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "custom_roles" ADD CONSTRAINT "custom_roles_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_custom_role_fk" FOREIGN KEY ("organisation_id","custom_role_id") REFERENCES "public"."custom_roles"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "affiliate_assignments_member_idx" ON "affiliate_assignments" USING btree ("workspace_id","member_id","affiliate_id") WHERE "affiliate_assignments"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "custom_roles_name" ON "custom_roles" USING btree ("organisation_id","name") WHERE "custom_roles"."status" = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "members_of_organisation" ON "members" USING btree ("organisation_id","person_id") WHERE "members"."workspace_id" is null and "members"."status" = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "members_of_workspace" ON "members" USING btree ("workspace_id","person_id") WHERE "members"."workspace_id" is not null and "members"."status" = 'active';--> statement-breakpoint
CREATE INDEX "members_person_idx" ON "members" USING btree ("person_id") WHERE "members"."status" = 'active';--> statement-breakpoint
CREATE INDEX "members_workspace_idx" ON "members" USING btree ("workspace_id","id");--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
-- Memberships, by the workspaces of the transaction or by who has signed in. Those of a whole organisation are
-- written only by a transaction that named it (app.organisation_id), once the caller was found to be allowed.
alter table members enable row level security;
--> statement-breakpoint
alter table members force row level security;
--> statement-breakpoint
create policy tenant on members
  using (workspace_id = any ((select current_workspace_ids())::text[])
    or (workspace_id is null and organisation_id in
    (select organisation_id from workspaces where workspaces.id = any ((select current_workspace_ids())::text[]))))
  with check ((workspace_id = any ((select current_workspace_ids())::text[])
      and organisation_id in (select organisation_id from workspaces where workspaces.id = workspace_id))
    or (workspace_id is null and organisation_id = (select proved('organisation_id'))));
--> statement-breakpoint
create policy own on members for select using (person_id = (select proved('person_id')));
--> statement-breakpoint
alter table custom_roles enable row level security;
--> statement-breakpoint
alter table custom_roles force row level security;
--> statement-breakpoint
create policy tenant on custom_roles
  using (organisation_id in
    (select organisation_id from workspaces where workspaces.id = any ((select current_workspace_ids())::text[])))
  with check (organisation_id = (select proved('organisation_id')));
--> statement-breakpoint
-- The organisations a person belongs to as a whole, which a transaction names after it read the memberships.
create policy of_organisation on workspaces for select
  using (organisation_id = any (string_to_array((select proved('organisation_ids')), ',')));
--> statement-breakpoint
select apply_tenant_policy('affiliate_assignments');
--> statement-breakpoint
grant select, insert on members, custom_roles, affiliate_assignments to tributary_app;
--> statement-breakpoint
grant update (role, custom_role_id, status, updated_at, removed_at) on members to tributary_app;
--> statement-breakpoint
grant update (name, permissions, status, updated_at) on custom_roles to tributary_app;
--> statement-breakpoint
grant update (since, ended_at) on affiliate_assignments to tributary_app;
--> statement-breakpoint
grant update (name) on organisations to tributary_app;
--> statement-breakpoint
-- An organisation that has an owner keeps one: the last cannot be removed or lowered, nor two at once each other.
create function keep_an_owner() returns trigger language plpgsql as $$
begin
  perform from organisations where id = old.organisation_id for update;
  if old.workspace_id is null and old.status = 'active' and old.role = 'owner'
     and (new.status <> 'active' or new.role is distinct from 'owner')
     and not exists (select from members where organisation_id = old.organisation_id and workspace_id is null
                        and status = 'active' and role = 'owner' and id <> old.id) then
    raise exception 'the last owner of % stays', old.organisation_id using errcode = 'check_violation';
  end if;
  if old.status = 'removed' then
    raise exception 'a removed membership stays removed' using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger keep_an_owner before update on members for each row execute function keep_an_owner();
--> statement-breakpoint
-- Null where the transaction is an agent's, else a text: written so that the planner takes the policies below to let
-- nearly every row pass, as they do for all but agents, whose queries keep their plans.
create function unbound_by_agent() returns text language sql stable as
$$ select case when nullif(current_setting('app.agent_id', true), '') is null then 'all' end $$;
--> statement-breakpoint
-- The affiliates that the agent of the transaction looks after. Arrays, since each is made once for a statement and
-- by no statement that is not an agent's.
create function agent_affiliates() returns text[] language sql stable as $$
  select coalesce(array_agg(affiliate_id), '{}') from affiliate_assignments
   where workspace_id = any (current_workspace_ids()) and ended_at is null
     and member_id = nullif(current_setting('app.agent_id', true), '') $$;
--> statement-breakpoint
create function agent_links() returns text[] language sql stable as $$
  select coalesce(array_agg(id), '{}') from links
   where workspace_id = any (current_workspace_ids()) and affiliate_id = any (agent_affiliates()) $$;
--> statement-breakpoint
create function agent_conversions() returns text[] language sql stable as $$
  select coalesce(array_agg(distinct conversion_id), '{}') from commissions
   where workspace_id = any (current_workspace_ids()) and affiliate_id = any (agent_affiliates()) $$;
--> statement-breakpoint
create function agent_payouts() returns text[] language sql stable as $$
  select coalesce(array_agg(id), '{}') from payouts
   where workspace_id = any (current_workspace_ids()) and affiliate_id = any (agent_affiliates()) $$;
--> statement-breakpoint
create function agent_disputes() returns text[] language sql stable as $$
  select coalesce(array_agg(id), '{}') from disputes
   where workspace_id = any (current_workspace_ids()) and affiliate_id = any (agent_affiliates()) $$;
--> statement-breakpoint
-- Keeps an agent to the rows of its affiliates, in a table that names one. Every such table has it.
create function apply_agent_policy(tenant_table regclass, named text default 'affiliate_id',
                                   allowed text default 'agent_affiliates') returns void language plpgsql as $$
begin
  execute format('create policy agent on %s as restrictive using ((select unbound_by_agent()) is not null
    or %I = any ((select %I())::text[]))', tenant_table, named, allowed);
end $$;
--> statement-breakpoint
do $$
declare tenant_table regclass;
begin
  for tenant_table in
    select c.oid::regclass from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'affiliate_id' and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname not in ('affiliate_assignments', 'caps')
  loop
    perform apply_agent_policy(tenant_table);
  end loop;
end $$;
--> statement-breakpoint
create policy agent on affiliate_assignments as restrictive
  using ((select unbound_by_agent()) is not null or member_id = (select nullif(current_setting('app.agent_id', true), '')));
--> statement-breakpoint
create policy agent on caps as restrictive
  using ((select unbound_by_agent()) is not null or affiliate_id = any ((select agent_affiliates())::text[])
    or link_id = any ((select agent_links())::text[]));
--> statement-breakpoint
select apply_agent_policy('affiliates', 'id');
--> statement-breakpoint
select apply_agent_policy('click_counts', 'link_id', 'agent_links');
--> statement-breakpoint
select apply_agent_policy('conversions', 'id', 'agent_conversions');
--> statement-breakpoint
select apply_agent_policy('conversion_changes', 'conversion_id', 'agent_conversions');
--> statement-breakpoint
select apply_agent_policy('decisions', 'conversion_id', 'agent_conversions');
--> statement-breakpoint
select apply_agent_policy('journeys', 'conversion_id', 'agent_conversions');
--> statement-breakpoint
select apply_agent_policy('identity_edges', 'conversion_id', 'agent_conversions');
--> statement-breakpoint
select apply_agent_policy('payout_items', 'payout_id', 'agent_payouts');
--> statement-breakpoint
select apply_agent_policy('payout_sources', 'payout_id', 'agent_payouts');
--> statement-breakpoint
select apply_agent_policy('payout_resolutions', 'payout_id', 'agent_payouts');
--> statement-breakpoint
select apply_agent_policy('dispute_steps', 'dispute_id', 'agent_disputes');
--> statement-breakpoint
-- What keys could see before there was a permission for it they see still.
alter table api_keys no force row level security;
--> statement-breakpoint
update api_keys set scopes = scopes
  || case when scopes && array['affiliates:read', 'conversions:read', 'clicks:read', 'disputes:read', 'documents:read', 'payouts:read']
          then array['personal:read'] else '{}' end
  || case when 'payouts:read' = any (scopes) then array['payout_batches:read'] else '{}' end
 where affiliate_id is null and kind in ('secret_live', 'secret_test');
--> statement-breakpoint
alter table api_keys force row level security;
