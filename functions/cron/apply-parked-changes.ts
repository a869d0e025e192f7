import { applyParked } from "../../services/changes/apply-parked.ts";
import { listParked } from "../../services/changes/list-parked.ts";
import { eachApart } from "../../services/shared/each-apart.ts";
import { listWorkspaces } from "../../services/workspaces/list-workspaces.ts";
import type { Job } from "./job.ts";

/** Most conversions one run looks at; the others are due again in a minute. */
const CONVERSIONS_PER_RUN_MAX = 1_000;

/** Applies changes that came before their conversion was decided. One that fails does not keep the others. */
export const applyParkedChanges: Job = async ({ db, now }) => {
  const due = await listParked(db, await listWorkspaces(db), CONVERSIONS_PER_RUN_MAX);
  const actor = "system:apply-parked-changes" as const;
  await eachApart(due, ({ id, workspaceId }) =>
    applyParked({ db, workspaceId, actor, requestId: id, now }, id),
  );
  return { applied_changes_of: due.length };
};
