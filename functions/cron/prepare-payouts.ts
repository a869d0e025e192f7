import { preparePayoutBatches } from "../../services/payouts/prepare-batches.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Plans the night's payout batches; a person approves them. */
export const preparePayouts: Job = async (run) => ({
  batches: await forEachWorkspace(
    run,
    "system:prepare-payouts",
    async (context) => (await preparePayoutBatches(context)).batches.length,
  ),
});
