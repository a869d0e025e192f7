import { sql } from "drizzle-orm";
import type { ConversionId, WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspaces } from "../../db/client.ts";

/** Conversions of any workspace that are due for another look, the longest waiting first. */
export async function listWaiting(
  db: Db,
  workspaceIds: readonly WorkspaceId[],
  { now, max }: { readonly now: Date; readonly max: number },
): Promise<readonly { readonly id: ConversionId; readonly workspaceId: WorkspaceId }[]> {
  return inWorkspaces(db, workspaceIds, async (tx) => {
    const { rows } = (await tx.execute(sql`
      select id, workspace_id from conversions
       where status = 'received' and retry_at <= ${now.toISOString()}::timestamptz
         and workspace_id = any (current_workspace_ids())
       order by retry_at limit ${max}`)) as unknown as {
      rows: { id: ConversionId; workspace_id: WorkspaceId }[];
    };
    return rows.map((row) => ({ id: row.id, workspaceId: row.workspace_id }));
  });
}
