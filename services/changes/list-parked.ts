import { sql } from "drizzle-orm";
import type { ConversionId, WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspaces } from "../../db/client.ts";

/** Conversions of these workspaces that are decided and have changes parked, the longest waiting first. */
export function listParked(
  db: Db,
  workspaceIds: readonly WorkspaceId[],
  max: number,
): Promise<readonly { readonly id: ConversionId; readonly workspaceId: WorkspaceId }[]> {
  return inWorkspaces(db, workspaceIds, async (tx) => {
    const { rows } = (await tx.execute(sql`
      select change.workspace_id, change.conversion_id from conversion_changes as change
        join conversions on conversions.workspace_id = change.workspace_id
         and conversions.id = change.conversion_id and conversions.status <> 'received'
       where change.status = 'parked' and change.workspace_id = any (current_workspace_ids())
       group by change.workspace_id, change.conversion_id
       order by min(change.received_at) limit ${max}`)) as unknown as {
      rows: { workspace_id: WorkspaceId; conversion_id: ConversionId }[];
    };
    return rows.map((row) => ({ id: row.conversion_id, workspaceId: row.workspace_id }));
  });
}
