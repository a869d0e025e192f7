import { DROPS_PER_TRANSACTION_MAX, dropExpiredAnswers } from "../../services/idempotency/drop-expired.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Drops answers that were kept for repeats and have expired. */
export const dropIdempotencyKeys: Job = async (run) => ({
  dropped: await forEachWorkspace(run, "system:drop-idempotency-keys", async (context) => {
    let total = 0;
    for (;;) {
      const dropped = await dropExpiredAnswers(context);
      total += dropped;
      if (dropped < DROPS_PER_TRANSACTION_MAX) return total;
    }
  }),
});
