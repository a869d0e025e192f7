-- The leaves of the Merkle tree of a stretch of the ledger, as `leafText` in core/ledger/root-document.ts writes them and RFC 6962
-- hashes them: where an entry is in the tree of a day depends on all entries of that day, whoever asks. An agent does not see those
-- of others, and learns of them here what everybody learns who is given a proof: their hashes, and never what they say.
create function ledger_leaf_hashes(of_workspace text, after_sequence bigint, through_sequence bigint, journals_max integer)
returns table (sequence bigint, journal_id text, line integer, hash text)
language sql stable set search_path = pg_catalog, public set app.agent_id = '' as $$
  select j.sequence, j.id, e.line,
         rtrim(translate(encode(sha256('\x00'::bytea || convert_to(concat(
           '["tributary.entry.v1",', to_json(j.workspace_id), ',"', j.sequence, '",', to_json(j.id), ',', e.line, ',',
           to_json(j.key), ',', to_json(j.kind), ',"',
           to_char(j.booked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '","',
           to_char(j.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '",',
           coalesce(to_json(j.adjusts_period)::text, 'null'), ',', to_json(e.account::text), ',',
           coalesce(to_json(e.affiliate_id)::text, 'null'), ',', to_json(e.currency::text), ',"', e.amount_minor, '"]'),
           'UTF8')), 'base64'), '+/', '-_'), '=')
    from (select * from journals
           where workspace_id = of_workspace and sequence > after_sequence and sequence <= through_sequence
           order by sequence limit journals_max) as j
    cross join lateral (select * from ledger_entries
                         where ledger_entries.workspace_id = j.workspace_id and ledger_entries.journal_id = j.id) as e
   order by j.sequence, e.line
$$;
