import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { listOpenBatches } from "../../services/payouts/list-open-batches.ts";
import { eachApart } from "../../services/shared/each-apart.ts";
import { payoutProviders } from "../payout-providers.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/**
 * Asks providers what became of the batches that have not ended: of submissions that a crash or a lost answer cut off,
 * and of what is on its way. One batch that cannot be asked for keeps none of the others from it.
 */
export const resumePayouts: Job = async (run) => ({
  resumed: await forEachWorkspace(run, "system:resume-payouts", async (context) => {
    const open = await listOpenBatches(context);
    const providers = payoutProviders(run.env);
    await eachApart(open, async ({ id, provider }) => {
      const means = providers[provider];
      if (!means) throw new Error(`${id} is with ${provider}, to which there is no access`);
      await executeBatch(context, id, means);
    });
    return open.length;
  }),
});
