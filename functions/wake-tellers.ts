import type { WorkspaceId } from "../core/shared/id.ts";
import type { FunctionsEnv } from "./env.ts";

/**
 * Has what these workspaces have to tell told at once, by one message; at most 100 of them, as many as a batch has
 * messages. Never throws: what is lost is told by the cron.
 */
export async function wakeTellers(
  { EVENTS }: Pick<FunctionsEnv, "EVENTS">,
  workspaceIds: readonly (WorkspaceId | null)[],
): Promise<void> {
  const workspace_ids = [...new Set(workspaceIds)].filter((id) => id !== null);
  if (workspace_ids.length === 0) return;
  try {
    await EVENTS.send({ v: 1, workspace_ids });
  } catch (error) {
    console.error(JSON.stringify({ event: "tellers_not_woken", error: String(error) }));
  }
}
