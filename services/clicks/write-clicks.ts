import { sql } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspaces } from "../../db/client.ts";
import { isDataRefused } from "../../db/errors.ts";
import type { BadRow } from "../bad-rows/store-bad-rows.ts";
import type { ProvenClick } from "./click-row.ts";

type CountedClick = ProvenClick & { readonly velocity: number | null };

/**
 * Writes clicks in one statement; those already there stay as they are.
 *
 * A row that Postgres refuses is found by halving the batch, so that its neighbours are written.
 * Throws for anything else, such as the database being away: then nothing is written, and the batch comes again.
 *
 * @returns the clicks that were refused: of a link nobody knows, or against a constraint
 */
export async function writeClicks(
  db: Db,
  clicks: readonly CountedClick[],
  now: Date,
): Promise<readonly BadRow[]> {
  if (clicks.length === 0) return [];
  const workspaceIds = [...new Set(clicks.map(({ workspace_id }) => workspace_id))];
  try {
    const unknown = await inWorkspaces(db, workspaceIds, (tx) => insertClicks(tx, clicks));
    return clicks
      .filter(({ uuid }) => unknown.has(uuid))
      .map((click) =>
        badRow(click, click.workspace_id, "unknown_link", "there is no such link in the workspace", now),
      );
  } catch (error) {
    if (!isDataRefused(error)) throw error;
    const [only] = clicks;
    if (only && clicks.length === 1) return [badRow(only, null, "refused_by_database", String(error), now)];
    const half = Math.ceil(clicks.length / 2);
    const first = await writeClicks(db, clicks.slice(0, half), now);
    return [...first, ...(await writeClicks(db, clicks.slice(half), now))];
  }
}

/** @returns ids of clicks whose link is unknown; they are not written */
async function insertClicks(tx: Db, clicks: readonly CountedClick[]): Promise<ReadonlySet<string>> {
  const { rows } = (await tx.execute(sql`
    with input as (
      select * from jsonb_to_recordset(${JSON.stringify(clicks.map(columnsOf))}::jsonb) as input(
        uuid uuid, workspace_id text, link_id text, affiliate_id text, program_id text, clicked_at_ms bigint,
        visitor_id text, visitor_kind visitor_kind, verdict verdict, evidence text[], network_hash text,
        user_agent text, referrer_host text, country text, asn bigint, sub_ids text[], is_opted_out boolean,
        velocity integer)
    ), known as (
      select input.* from input
        join links on links.workspace_id = input.workspace_id and links.id = input.link_id
    ), written as (
      insert into clicks (id, workspace_id, clicked_at, link_id, affiliate_id, program_id, visitor_id, visitor_kind,
                          verdict, evidence, network_hash, user_agent, referrer_host, country, asn, sub_ids,
                          is_opted_out, velocity)
      select uuid, workspace_id, to_timestamp(clicked_at_ms / 1000.0), link_id, affiliate_id, program_id, visitor_id,
             visitor_kind, verdict, evidence, network_hash, user_agent, referrer_host, country, asn, sub_ids,
             is_opted_out, velocity
        from known
      on conflict (id) do nothing
    )
    select uuid from input where uuid not in (select uuid from known)`)) as unknown as {
    rows: { uuid: string }[];
  };
  return new Set(rows.map(({ uuid }) => uuid));
}

function badRow(
  { uuid: _uuid, velocity: _velocity, ...payload }: CountedClick,
  workspaceId: WorkspaceId | null,
  reason: string,
  detail: string,
  receivedAt: Date,
): BadRow {
  return { workspaceId, stage: "clicks", reason, detail, payload, receivedAt };
}

/** What the table has columns for; the raw log keeps the rest. */
function columnsOf({ id: _id, host: _host, slug: _slug, request_id: _requestId, ...columns }: CountedClick) {
  return columns;
}
