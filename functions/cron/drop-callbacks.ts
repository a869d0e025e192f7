import { DROPS_PER_TRANSACTION_MAX, dropBookedCallbacks } from "../../services/payouts/drop-callbacks.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Drops callbacks of payout providers that were booked long ago. */
export const dropCallbacks: Job = async (run) => {
  const dropped = await forEachWorkspace(run, "system:drop-callbacks", async (context) => {
    let total = 0;
    for (;;) {
      const count = await dropBookedCallbacks(context);
      total += count;
      if (count < DROPS_PER_TRANSACTION_MAX) return total;
    }
  });
  return { dropped };
};
