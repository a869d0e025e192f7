import { sql } from "drizzle-orm";
import { readAgent } from "../../core/link/agent.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { isDataRefused, textOfCause } from "../../db/errors.ts";
import { type BadRow, badRowColumns, storeBadRows } from "../bad-rows/store-bad-rows.ts";
import type { ClickRow, CountedClick } from "./click-row.ts";

/** What a batch writes: its clicks, and what was found bad before. */
export type ClickBatch = { readonly clicks: readonly CountedClick[]; readonly bad: readonly BadRow[] };

/**
 * Writes a batch in one statement, so in one round trip: rows, their counts by hour, and bad rows.
 * Clicks already there stay as they are and are not counted again, however often the batch comes.
 *
 * A row that Postgres refuses is found by halving the batch, so that its neighbours are written.
 * Throws for anything else, such as the database being away: then nothing is written, and the batch comes again.
 *
 * @returns the clicks that were refused: of a link nobody knows, or against a constraint
 */
export async function writeClicks(
  db: Db,
  { clicks, bad }: ClickBatch,
  now: Date,
): Promise<readonly BadRow[]> {
  if (clicks.length === 0 && bad.length === 0) return [];
  try {
    const unknown = await ingest(db, clicks, bad);
    return clicks
      .filter(({ uuid }) => unknown.has(uuid))
      .map(({ click }) =>
        badRow(click, click.workspace_id, "unknown_link", "there is no such link in the workspace", now),
      );
  } catch (error) {
    if (!isDataRefused(error)) throw error;
    // On their own, so that they are kept whichever click is at fault.
    await storeBadRows(db, bad);
    const [only] = clicks;
    if (only && clicks.length === 1)
      return [badRow(only.click, null, "refused_by_database", textOfCause(error), now)];
    const half = Math.ceil(clicks.length / 2);
    const first = await writeClicks(db, { clicks: clicks.slice(0, half), bad: [] }, now);
    return [...first, ...(await writeClicks(db, { clicks: clicks.slice(half), bad: [] }, now))];
  }
}

/**
 * The statement is a function of the database (migration 0006), which binds itself to these workspaces.
 *
 * @returns ids of clicks whose link is unknown; they are not written
 */
async function ingest(
  db: Db,
  clicks: readonly CountedClick[],
  bad: readonly BadRow[],
): Promise<ReadonlySet<string>> {
  const scope = [...new Set(clicks.map(({ click }) => click.workspace_id))].join(",");
  const { rows } = (await db.execute(sql`
    select id from ingest_clicks(${scope}, ${JSON.stringify(clicks.map(clickColumns))}::json,
                                 ${JSON.stringify(bad.map(badColumns))}::json) as id`)) as unknown as {
    rows: { id: string }[];
  };
  return new Set(rows.map(({ id }) => id));
}

/**
 * What the table has columns for; the raw log keeps the rest. Written out: what is left of a record by
 * taking properties away costs JSON.stringify twenty times as much.
 */
function clickColumns({ uuid, click, velocity }: CountedClick) {
  const { device, os, browser } = readAgent(click.user_agent);
  return {
    id: uuid,
    workspace_id: click.workspace_id,
    clicked_at_ms: click.clicked_at_ms,
    link_id: click.link_id,
    affiliate_id: click.affiliate_id,
    program_id: click.program_id,
    visitor_id: click.visitor_id,
    visitor_kind: click.visitor_kind,
    verdict: click.verdict,
    evidence: click.evidence,
    network_hash: click.network_hash,
    user_agent: click.user_agent,
    referrer_host: click.referrer_host,
    source: click.source ?? "redirect",
    device,
    os,
    browser,
    country: click.country,
    region: click.region,
    language: click.language,
    asn: click.asn,
    sub_ids: click.sub_ids,
    rule_id: click.rule,
    variant_id: click.variant,
    landing_host: click.landing_host,
    is_opted_out: click.is_opted_out,
    velocity,
  };
}

function badColumns(row: BadRow) {
  const { workspaceId, receivedAt, ...columns } = badRowColumns(row);
  return { ...columns, workspace_id: workspaceId, received_at: receivedAt };
}

function badRow(
  payload: ClickRow,
  workspaceId: WorkspaceId | null,
  reason: string,
  detail: string,
  receivedAt: Date,
): BadRow {
  return { workspaceId, stage: "clicks", reason, detail, payload, receivedAt };
}
