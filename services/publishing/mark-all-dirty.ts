import { sql } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspaces } from "../../db/client.ts";
import { linkKeySql, slugsSql } from "./mark-changed.ts";

/**
 * Marks every link, key and proved host as not published, those without a row in the outbox as well: what
 * the edge's store lost is then published again from Postgres.
 *
 * A host that lost its proof needs no copy: an absent one serves nothing either.
 *
 * @returns how many copies will be published
 */
export async function markAllDirty(db: Db, workspaceIds: readonly WorkspaceId[]): Promise<number> {
  return inWorkspaces(db, workspaceIds, async (tx) => {
    const { rows } = (await tx.execute(sql`
      insert into publications (workspace_id, kv_key, kind, subject_id)
      select workspace_id, kv_key, kind, id from (
        select links.workspace_id, ${linkKeySql} as kv_key, 'link'::publication_kind as kind, links.id
          from links cross join lateral (${slugsSql}) as slugs (slug)
        union all
        select workspace_id, 'key:' || hash, 'key'::publication_kind, id from api_keys
        union all
        select workspace_id, 'host:' || host, 'host'::publication_kind, id from link_domains
         where status = 'verified') as copies
       where workspace_id = any (current_workspace_ids())
       order by kv_key
      on conflict (kv_key) do update set version = publications.version + 1, changed_at = now()
      returning 1`)) as unknown as { rows: unknown[] };
    return rows.length;
  });
}
