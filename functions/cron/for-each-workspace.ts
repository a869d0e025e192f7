import type { Context } from "../../services/shared/context.ts";
import { eachApart } from "../../services/shared/each-apart.ts";
import { listWorkspaces } from "../../services/workspaces/list-workspaces.ts";
import type { Job } from "./job.ts";

/**
 * Runs `work` for each workspace in turn and adds up what it answers. A workspace that fails does
 * not keep the others waiting; the job then fails as a whole.
 */
export async function forEachWorkspace(
  { db, now }: Parameters<Job>[0],
  actor: Context["actor"],
  work: (context: Context) => Promise<number>,
): Promise<number> {
  let total = 0;
  await eachApart(await listWorkspaces(db), async (workspaceId) => {
    total += await work({ db, workspaceId, actor, requestId: `${actor}:${now.toISOString()}`, now });
  });
  return total;
}
