import { dropOldClicks as dropOld } from "../../services/log/drop-old-clicks.ts";
import { listWorkspaces } from "../../services/workspaces/list-workspaces.ts";
import type { Job } from "./job.ts";

/** Drops rows of clicks that no lookback reaches and that the log is known to have. */
export const dropOldClicks: Job = async ({ db, now }) => {
  const { partitions, heldBackBy } = await dropOld(db, await listWorkspaces(db), now);
  if (heldBackBy !== null) console.error(JSON.stringify({ event: "old_clicks_held_back", day: heldBackBy }));
  return { partitions };
};
