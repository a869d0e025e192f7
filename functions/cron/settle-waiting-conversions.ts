import { parseClickIdKeys } from "../../platform/keys.ts";
import { listWaiting } from "../../services/conversions/list-waiting.ts";
import { settleWaiting } from "../../services/conversions/settle-conversion.ts";
import { listWorkspaces } from "../../services/workspaces/list-workspaces.ts";
import type { Job } from "./job.ts";

/** Most conversions one run looks at; the others are due again in a minute. */
const CONVERSIONS_PER_RUN_MAX = 2_000;

/** Looks again at conversions whose click had not arrived. */
export const settleWaitingConversions: Job = async ({ env, db, now }) => {
  const hmacs = parseClickIdKeys(env.CLICK_ID_KEYS);
  const due = await listWaiting(db, await listWorkspaces(db), { now, max: CONVERSIONS_PER_RUN_MAX });
  let decided = 0;
  for (const { id, workspaceId } of due) {
    const actor = "system:settle-waiting-conversions" as const;
    const settlement = await settleWaiting({ db, workspaceId, actor, requestId: id, now }, id, hmacs);
    if (settlement.kind === "decided") decided += 1;
  }
  return { looked_at: due.length, decided };
};
