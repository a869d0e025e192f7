import { sql } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspaces } from "../../db/client.ts";

/**
 * Marks every link and key as not published, those without a row in the outbox as well: what the edge's
 * store lost is then published again from Postgres.
 *
 * @returns how many copies will be published
 */
export function markAllDirty(db: Db, workspaceIds: readonly WorkspaceId[]): Promise<number> {
  return inWorkspaces(db, workspaceIds, async (tx) => {
    const { rows } = (await tx.execute(sql`
      insert into publications (workspace_id, kv_key, kind, subject_id)
      select workspace_id, 'link:' || host || ':' || slug, 'link'::publication_kind, id from links
       where workspace_id = any (current_workspace_ids())
      union all
      select workspace_id, 'key:' || hash, 'key'::publication_kind, id from api_keys
       where workspace_id = any (current_workspace_ids())
      on conflict (kv_key) do update set version = publications.version + 1, changed_at = now()
      returning 1`)) as unknown as { rows: unknown[] };
    return rows.length;
  });
}
