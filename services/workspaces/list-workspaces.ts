import { sql } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";

/** The ids of all workspaces, for crons that work through them; no request may call this. */
export function listWorkspaces(db: Db): Promise<readonly WorkspaceId[]> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('app.directory', 'on', true)`);
    const { rows } = (await tx.execute(sql`select id from workspaces order by id`)) as unknown as {
      rows: { id: WorkspaceId }[];
    };
    return rows.map(({ id }) => id);
  });
}
