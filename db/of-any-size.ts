import { type SQL, sql } from "drizzle-orm";
import type { WorkspaceId } from "../core/shared/id.ts";

/**
 * The id of a workspace, for statements that must stay quick in one that has grown since Postgres last counted.
 * Compared with the id itself, a workspace that the statistics do not know is taken to have one row: the planner
 * then reads all its rows, each time anew, in place of those that are asked for (docs/decisions/0047). What is
 * selected it does not look at, and plans as for a workspace of middle size.
 */
export function ofAnySize(workspaceId: WorkspaceId): SQL {
  return sql`(select ${workspaceId}::text)`;
}
