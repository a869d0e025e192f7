import { DROPS_PER_TRANSACTION_MAX, dropExpiredAnswers } from "../../services/idempotency/drop-expired.ts";
import { dropExpiredProofs } from "../../services/people/drop-expired.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Drops answers that were kept for repeats and have expired, and what people can no longer prove themselves by. */
export const dropIdempotencyKeys: Job = async (run) => {
  await dropExpiredProofs(run.db);
  const dropped = await forEachWorkspace(run, "system:drop-idempotency-keys", async (context) => {
    let total = 0;
    for (;;) {
      const count = await dropExpiredAnswers(context);
      total += count;
      if (count < DROPS_PER_TRANSACTION_MAX) return total;
    }
  });
  return { dropped };
};
