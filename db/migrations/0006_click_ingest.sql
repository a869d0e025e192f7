-- Takes a batch of clicks in by one statement, so in one round trip, over any driver: rows of clicks,
-- their counts by hour, and what was found bad before. Gives the ids of clicks whose link is unknown;
-- those are not written.
--
-- Bound by row-level security like any statement of its caller: `scope` is what app.workspace_ids takes,
-- and the attribute below gives the caller's own scope back when the function ends.
--
-- Clicks by id, then counts by key, then bad rows by fingerprint: as every call takes its locks in this
-- order, no two can wait for each other. The counts sort what the insert returned, so all clicks come first.
create function ingest_clicks(scope text, new_clicks json, new_bad_rows json) returns setof uuid
language plpgsql set app.workspace_ids = '' as $$
begin
  perform set_config('app.workspace_ids', scope, true);
  return query
  with input as materialized (
    select input.*, links.id is not null as is_known from json_to_recordset(new_clicks) as input(
      id uuid, workspace_id text, clicked_at_ms bigint, link_id text, affiliate_id text, program_id text,
      visitor_id text, visitor_kind visitor_kind, verdict verdict, evidence text[], network_hash text,
      user_agent text, referrer_host text, source click_source, device text, os text, browser text, country text,
      region text, language text, asn bigint, sub_ids text[], rule_id text, variant_id text, landing_host text,
      is_opted_out boolean, velocity integer)
      left join links on links.workspace_id = input.workspace_id and links.id = input.link_id
  ), written as (
    insert into clicks (
      id, workspace_id, clicked_at, link_id, affiliate_id, program_id, visitor_id, visitor_kind, verdict, evidence,
      network_hash, user_agent, referrer_host, source, device, os, browser, country, region, language, asn, sub_ids,
      rule_id, variant_id, landing_host, is_opted_out, velocity)
    select id, workspace_id, to_timestamp(clicked_at_ms / 1000.0), link_id, affiliate_id, program_id, visitor_id,
           visitor_kind, verdict, evidence, network_hash, user_agent, referrer_host, source, device, os, browser,
           country, region, language, asn, sub_ids, rule_id, variant_id, landing_host, is_opted_out, velocity
      from input
     where is_known
     order by id
    on conflict (id) do nothing
    returning workspace_id, clicked_at, link_id, verdict
  ), counted as (
    insert into click_counts (workspace_id, hour, link_id, verdict, clicks)
    select workspace_id, date_trunc('hour', clicked_at, 'UTC'), link_id, verdict, count(*)
      from written group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (workspace_id, hour, link_id, verdict) do update set clicks = click_counts.clicks + excluded.clicks
  )
  select id from input where not is_known;

  if json_array_length(new_bad_rows) > 0 then
    insert into bad_rows (workspace_id, stage, reason, detail, payload, fingerprint, received_at)
    select workspace_id, stage, reason, detail, payload, fingerprint, received_at
      from json_to_recordset(new_bad_rows) as input(
        workspace_id text, stage text, reason text, detail text, payload text, fingerprint text,
        received_at timestamptz)
     order by fingerprint
    on conflict do nothing;
  end if;
end $$;
--> statement-breakpoint
revoke all on function ingest_clicks(text, json, json) from public;
--> statement-breakpoint
grant execute on function ingest_clicks(text, json, json) to tributary_app;
