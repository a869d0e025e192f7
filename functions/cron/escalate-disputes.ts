import { escalateOverdue, OVERDUE_PER_TRANSACTION_MAX } from "../../services/disputes/escalate-overdue.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Notes of disputes that nobody answered or decided in time that they are overdue, once each. */
export const escalateDisputes: Job = async (run) => ({
  overdue: await forEachWorkspace(run, "system:escalate-disputes", async (context) => {
    let total = 0;
    for (;;) {
      const noted = await escalateOverdue(context);
      total += noted;
      if (noted < OVERDUE_PER_TRANSACTION_MAX) return total;
    }
  }),
});
