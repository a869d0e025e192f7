import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { applyKeptCallbacks } from "../../services/payouts/keep-callback.ts";
import { listOpenBatches } from "../../services/payouts/list-open-batches.ts";
import { eachApart } from "../../services/shared/each-apart.ts";
import { providerOfBatch } from "../payout-providers.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/**
 * Asks providers what became of the batches that have not ended: of submissions that a crash or a lost answer cut off,
 * and of what is on its way. One batch that cannot be asked for keeps none of the others from it. Before that it books
 * the callbacks that were kept and no more.
 */
export const resumePayouts: Job = async (run) => ({
  resumed: await forEachWorkspace(run, "system:resume-payouts", async (context) => {
    const told = await applyKeptCallbacks(context);
    const open = await listOpenBatches(context);
    await eachApart(open, async ({ id, provider, accountIdentity }) => {
      const opened = await providerOfBatch(run.env, context, { provider, accountIdentity });
      if (!opened) throw new Error(`${id} is with ${provider}, to which there is no access`);
      await executeBatch(context, id, opened.provider, opened.means);
    });
    return told + open.length;
  }),
});
