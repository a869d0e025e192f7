CREATE TYPE "public"."sign_in_method" AS ENUM('email_code', 'password', 'passkey');--> statement-breakpoint
CREATE TYPE "public"."proof_kind" AS ENUM('email_code', 'second_factor', 'password_reset', 'email_change', 'passkey_sign_in', 'passkey_enrol');--> statement-breakpoint
CREATE TABLE "passkeys" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"name" text NOT NULL,
	"credential_id" text NOT NULL,
	"public_key" text NOT NULL,
	"counter" bigint NOT NULL,
	"transports" text[] DEFAULT '{}' NOT NULL,
	"is_backed_up" boolean NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "passkeys_credential" UNIQUE("credential_id")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"email_hash" text NOT NULL,
	"name" text,
	"email_proved_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "people_email_hash" UNIQUE("email_hash")
);
--> statement-breakpoint
CREATE TABLE "person_factors" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"sealed" text NOT NULL,
	"confirmed_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"last_counter" bigint,
	"failures" integer DEFAULT 0 NOT NULL,
	"wait_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "person_factors_failures" CHECK ("person_factors"."failures" >= 0)
);
--> statement-breakpoint
CREATE TABLE "person_passwords" (
	"person_id" text PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"hash" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"hash" text NOT NULL,
	"method" "sign_in_method" NOT NULL,
	"verified_at" timestamp with time zone,
	"last_used_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"user_agent" text,
	"network_hash" text,
	"revoked_at" timestamp with time zone,
	"revoked_for" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_hash" UNIQUE("hash"),
	CONSTRAINT "sessions_revoked" CHECK (("sessions"."revoked_at" is null) = ("sessions"."revoked_for" is null))
);
--> statement-breakpoint
CREATE TABLE "person_event_heads" (
	"stream" text PRIMARY KEY NOT NULL,
	"last_sequence" bigint DEFAULT 0 NOT NULL,
	"last_hash" text DEFAULT '0000000000000000000000000000000000000000000000000000000000000000' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "person_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "person_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"stream" text NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject_id" text NOT NULL,
	"change" jsonb NOT NULL,
	"request_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sequence" bigint NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "person_events_sequence" UNIQUE("stream","sequence")
);
--> statement-breakpoint
CREATE TABLE "person_mails" (
	"id" text PRIMARY KEY NOT NULL,
	"email_hash" text NOT NULL,
	"kind" text NOT NULL,
	"sealed" text NOT NULL,
	"status" "notice_status" DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"problem" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "person_mails_sent" CHECK (("person_mails"."status" = 'sent') = ("person_mails"."sent_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "sign_in_proofs" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" "proof_kind" NOT NULL,
	"email_hash" text,
	"person_id" text,
	"hash" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"spent_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sign_in_proofs_hash" UNIQUE("hash"),
	CONSTRAINT "sign_in_proofs_tries" CHECK ("sign_in_proofs"."tries" >= 0)
);
--> statement-breakpoint
CREATE TABLE "sign_in_throttles" (
	"key" text PRIMARY KEY NOT NULL,
	"tries" integer NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"wait_until" timestamp with time zone,
	CONSTRAINT "sign_in_throttles_tries" CHECK ("sign_in_throttles"."tries" >= 0)
);
--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_factors" ADD CONSTRAINT "person_factors_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_passwords" ADD CONSTRAINT "person_passwords_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "passkeys_person_idx" ON "passkeys" USING btree ("person_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "person_factors_confirmed" ON "person_factors" USING btree ("person_id") WHERE "person_factors"."confirmed_at" is not null and "person_factors"."revoked_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "person_factors_unconfirmed" ON "person_factors" USING btree ("person_id") WHERE "person_factors"."confirmed_at" is null and "person_factors"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "recovery_codes_person_idx" ON "recovery_codes" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "sessions_person_idx" ON "sessions" USING btree ("person_id","id");--> statement-breakpoint
CREATE INDEX "person_mails_due_idx" ON "person_mails" USING btree ("due_at") WHERE "person_mails"."status" = 'waiting';--> statement-breakpoint
CREATE INDEX "sign_in_proofs_person_idx" ON "sign_in_proofs" USING btree ("person_id","kind");--> statement-breakpoint
CREATE INDEX "sign_in_proofs_expires_idx" ON "sign_in_proofs" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sign_in_throttles_since_idx" ON "sign_in_throttles" USING btree ("since");--> statement-breakpoint
-- People are above workspaces, so their rows are locked by what a transaction has proved: who it acts for, or which
-- secret it was given. After a rollback a setting is '' and not null.
create function proved(name text) returns text language sql stable as
$$ select nullif(current_setting('app.' || name, true), '') $$;
--> statement-breakpoint
do $$
declare locked regclass;
begin
  foreach locked in array array['people', 'person_passwords', 'sessions', 'passkeys', 'person_factors', 'recovery_codes',
    'sign_in_proofs', 'sign_in_throttles', 'person_mails', 'person_events', 'person_event_heads']::regclass[]
  loop
    execute format('alter table %s enable row level security', locked);
    execute format('alter table %s force row level security', locked);
  end loop;
end $$;
--> statement-breakpoint
create policy own on people using (id = (select proved('person_id')) or email_hash = (select proved('email_hash')));
--> statement-breakpoint
create policy own on person_passwords using (person_id = (select proved('person_id')));
--> statement-breakpoint
create policy own on sessions using (person_id = (select proved('person_id')));
--> statement-breakpoint
-- Whoever has the hash had the token; it reads the session and nothing else by it.
create policy by_hash on sessions for select using (hash = (select proved('session_hash')));
--> statement-breakpoint
create policy own on passkeys using (person_id = (select proved('person_id')));
--> statement-breakpoint
-- An authenticator names itself before it is known whose it is; its signature is checked against what is found.
create policy by_credential on passkeys for select using (credential_id = (select proved('credential_id')));
--> statement-breakpoint
create policy own on person_factors using (person_id = (select proved('person_id')));
--> statement-breakpoint
create policy own on recovery_codes using (person_id = (select proved('person_id')));
--> statement-breakpoint
create policy own on sign_in_proofs for select using (
  person_id = (select proved('person_id')) or id = (select proved('proof_id')) or hash = (select proved('proof_hash')));
--> statement-breakpoint
create policy made on sign_in_proofs for insert with check (id = (select proved('proof_id')));
--> statement-breakpoint
create policy tried on sign_in_proofs for update using (
  person_id = (select proved('person_id')) or id = (select proved('proof_id')) or hash = (select proved('proof_hash')));
--> statement-breakpoint
-- What has expired is dropped by whoever asks, a day later.
create policy expired on sign_in_proofs for delete using (expires_at < now() - interval '1 day');
--> statement-breakpoint
create policy read on sign_in_throttles for select using (
  key = any ((select string_to_array(proved('throttle_keys'), ','))::text[]));
--> statement-breakpoint
create policy begun on sign_in_throttles for insert with check (
  key = any ((select string_to_array(proved('throttle_keys'), ','))::text[]));
--> statement-breakpoint
create policy counted on sign_in_throttles for update using (
  key = any ((select string_to_array(proved('throttle_keys'), ','))::text[]));
--> statement-breakpoint
create policy expired on sign_in_throttles for delete using (
  since < now() - interval '2 days' and coalesce(wait_until, since) < now());
--> statement-breakpoint
create policy written on person_mails for insert with check (email_hash = (select proved('email_hash')));
--> statement-breakpoint
-- Of the cron that sends them alone, which nothing else switches on.
create policy read_to_send on person_mails for select using ((select proved('mailer')) = 'on');
--> statement-breakpoint
create policy sent on person_mails for update using ((select proved('mailer')) = 'on');
--> statement-breakpoint
create policy stream on person_events using (stream in ((select proved('person_id')), (select proved('email_hash'))));
--> statement-breakpoint
create policy stream on person_event_heads using (stream in ((select proved('person_id')), (select proved('email_hash'))));
--> statement-breakpoint
grant select, insert on people, person_passwords, sessions, passkeys, person_factors, recovery_codes, sign_in_proofs,
  sign_in_throttles, person_mails, person_events, person_event_heads to tributary_app;
--> statement-breakpoint
grant update (email, email_hash, name, email_proved_at) on people to tributary_app;
--> statement-breakpoint
grant update (hash, changed_at) on person_passwords to tributary_app;
--> statement-breakpoint
grant update (hash, verified_at, last_used_at, revoked_at, revoked_for) on sessions to tributary_app;
--> statement-breakpoint
grant update (name, counter, is_backed_up, last_used_at, revoked_at) on passkeys to tributary_app;
--> statement-breakpoint
grant update (confirmed_at, revoked_at, last_counter, failures, wait_until) on person_factors to tributary_app;
--> statement-breakpoint
grant update (used_at, revoked_at) on recovery_codes to tributary_app;
--> statement-breakpoint
grant update (tries, spent_at) on sign_in_proofs to tributary_app;
--> statement-breakpoint
grant update (tries, since, wait_until) on sign_in_throttles to tributary_app;
--> statement-breakpoint
grant delete on sign_in_proofs, sign_in_throttles to tributary_app;
--> statement-breakpoint
grant update (status, attempts, due_at, sent_at, problem) on person_mails to tributary_app;
--> statement-breakpoint
grant update (last_sequence, last_hash) on person_event_heads to tributary_app;
--> statement-breakpoint
create trigger append_only before update or delete on person_events for each row execute function refuse_change();
--> statement-breakpoint
create trigger append_only_truncate before truncate on person_events for each statement execute function refuse_change();
--> statement-breakpoint
-- What was spent, used or revoked stays so.
create function check_session() returns trigger language plpgsql as $$
begin
  if old.revoked_at is not null then
    raise exception 'session % was revoked', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger revoked_for_good before update on sessions for each row execute function check_session();
--> statement-breakpoint
create function check_proof() returns trigger language plpgsql as $$
begin
  if old.spent_at is not null or new.tries < old.tries then
    raise exception 'proof % does not go back', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger only_onward before update on sign_in_proofs for each row execute function check_proof();
--> statement-breakpoint
create function check_recovery_code() returns trigger language plpgsql as $$
begin
  if old.used_at is not null or old.revoked_at is not null then
    raise exception 'a recovery code is good once' using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger once before update on recovery_codes for each row execute function check_recovery_code();
--> statement-breakpoint
create function check_person_factor() returns trigger language plpgsql as $$
begin
  if old.revoked_at is not null
     or (old.confirmed_at is not null and new.confirmed_at is distinct from old.confirmed_at)
     or coalesce(new.last_counter < old.last_counter, old.last_counter is not null and new.last_counter is null) then
    raise exception 'factor % does not go back', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger only_onward before update on person_factors for each row execute function check_person_factor();
