CREATE TABLE "idempotency_keys" (
	"workspace_id" text NOT NULL,
	"api_key_id" text NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"fingerprint" char(64) NOT NULL,
	"status" smallint NOT NULL,
	"headers" jsonb NOT NULL,
	"sealed_body" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone DEFAULT now() + interval '24 hours' NOT NULL,
	CONSTRAINT "idempotency_keys_pk" PRIMARY KEY("workspace_id","api_key_id","method","path","idempotency_key"),
	CONSTRAINT "idempotency_keys_effect" CHECK ("idempotency_keys"."status" between 200 and 299)
);
--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_workspace_id_api_key_id_api_keys_workspace_id_id_fk" FOREIGN KEY ("workspace_id","api_key_id") REFERENCES "public"."api_keys"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotency_keys_expiry_idx" ON "idempotency_keys" USING btree ("workspace_id","expires_at");
--> statement-breakpoint
select apply_tenant_policy('idempotency_keys');
--> statement-breakpoint
create policy kept_until_expiry on idempotency_keys as restrictive for delete using (expires_at <= now());
--> statement-breakpoint
grant select, insert, delete on idempotency_keys to tributary_app;
