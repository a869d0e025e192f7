CREATE TABLE "invitations" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"organisation_id" text NOT NULL,
	"is_wide" boolean NOT NULL,
	"role" "member_role",
	"custom_role_id" text,
	"email" text NOT NULL,
	"email_hash" text NOT NULL,
	"hash" text NOT NULL,
	"sendings" integer DEFAULT 1 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone,
	"member_id" text,
	"revoked_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "invitations_workspace_id_id_pk" PRIMARY KEY("workspace_id","id"),
	CONSTRAINT "invitations_one_role" CHECK (("invitations"."role" is null) <> ("invitations"."custom_role_id" is null)),
	CONSTRAINT "invitations_accepted" CHECK (("invitations"."accepted_at" is null) = ("invitations"."member_id" is null)),
	CONSTRAINT "invitations_one_end" CHECK ("invitations"."accepted_at" is null or "invitations"."revoked_at" is null)
);
--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_custom_role_fk" FOREIGN KEY ("organisation_id","custom_role_id") REFERENCES "public"."custom_roles"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_open" ON "invitations" USING btree ("workspace_id","email_hash","is_wide") WHERE "invitations"."accepted_at" is null and "invitations"."revoked_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_hash" ON "invitations" USING btree ("hash");--> statement-breakpoint
select apply_tenant_policy('invitations');
--> statement-breakpoint
-- Whoever accepts one reaches no workspace of it yet: the link that was mailed shows it, by the keyed hash of its secret.
create policy by_link on invitations for select using (hash = (select proved('invitation_hash')));
--> statement-breakpoint
grant select, insert on invitations to tributary_app;
--> statement-breakpoint
-- Whom it is sent to and which role it gives stay as they were.
grant update (hash, sendings, expires_at, accepted_at, member_id, revoked_at) on invitations to tributary_app;
