import {
  APPROVALS_PER_TRANSACTION_MAX,
  approveDueCommissions,
} from "../../services/commissions/approve-due.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Approves commissions whose hold has passed. */
export const approveCommissions: Job = async (run) => ({
  approved: await forEachWorkspace(run, "system:approve-commissions", async (context) => {
    let total = 0;
    for (;;) {
      const approved = await approveDueCommissions(context);
      total += approved;
      if (approved < APPROVALS_PER_TRANSACTION_MAX) return total;
    }
  }),
});
