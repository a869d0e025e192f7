import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { listSubmitting } from "../../services/payouts/list-submitting.ts";
import { payoutProviders } from "../payout-providers.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** A submission that takes longer than this was cut off. */
const SUBMITTING_MS_MAX = 120_000;

/** Ends submissions that a crash cut off: asks the provider what became of them, then goes on. */
export const resumePayouts: Job = async (run) => ({
  resumed: await forEachWorkspace(run, "system:resume-payouts", async (context) => {
    const cutOff = await listSubmitting(context, new Date(run.now.getTime() - SUBMITTING_MS_MAX));
    for (const batchId of cutOff) {
      await executeBatch(context, batchId, payoutProviders(run.env).csv);
    }
    return cutOff.length;
  }),
});
