-- Whoever signs with a secret derived from a key names the key by its id; the signature is the proof.
create policy by_id on api_keys for select using (id = nullif(current_setting('app.key_id', true), ''));
--> statement-breakpoint
-- A bad row that a replay could not take in either says why it could not this time; its payload stays.
grant update (reason, detail) on bad_rows to tributary_app;
--> statement-breakpoint
-- Rows too broken to name their workspace are seen by no tenant; the cron that tries them again switches this on.
create policy unowned on bad_rows
  using (workspace_id is null and current_setting('app.unowned_bad_rows', true) = 'on');
