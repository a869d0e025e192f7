import { groupBy } from "../../core/shared/group-by.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import { listWaiting } from "../../services/conversions/list-waiting.ts";
import { settleWaitingApart } from "../../services/conversions/settle-apart.ts";
import { throwTogether } from "../../services/shared/each-apart.ts";
import { listWorkspaces } from "../../services/workspaces/list-workspaces.ts";
import type { Job } from "./job.ts";

/** Most conversions one run looks at; the others are due again in a minute. */
const CONVERSIONS_PER_RUN_MAX = 2_000;
/** Conversions of a workspace that are settled in one transaction. */
const BATCH_MAX = 100;

/** Looks again at conversions whose click had not arrived. What fails is due again in a minute, and keeps no other waiting. */
export const settleWaitingConversions: Job = async ({ env, db, now }) => {
  const hmacs = parseClickIdKeys(env.CLICK_ID_KEYS);
  const due = await listWaiting(db, await listWorkspaces(db), { now, max: CONVERSIONS_PER_RUN_MAX });
  const actor = "system:settle-waiting-conversions" as const;
  const errors: unknown[] = [];
  let decided = 0;
  for (const [workspaceId, group] of groupBy(due, (each) => each.workspaceId)) {
    for (let start = 0; start < group.length; start += BATCH_MAX) {
      const waiting = group.slice(start, start + BATCH_MAX).map(({ id }) => ({ id, requestId: id }));
      const context = { db, workspaceId, actor, requestId: actor, now };
      for (const settlement of await settleWaitingApart(context, waiting, hmacs)) {
        if (settlement.kind === "decided") decided += 1;
        if (settlement.kind === "failed") errors.push(settlement.error);
      }
    }
  }
  throwTogether(errors);
  return { looked_at: due.length, decided };
};
