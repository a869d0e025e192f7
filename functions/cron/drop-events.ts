import { dropOldEvents, EVENTS_DROPPED_MAX } from "../../services/events/drop-old-events.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Drops events that are older than 90 days, and the log of their deliveries. */
export const dropEvents: Job = async (run) => ({
  dropped: await forEachWorkspace(run, "system:drop-events", async (context) => {
    let total = 0;
    for (;;) {
      const dropped = await dropOldEvents(context);
      total += dropped;
      if (dropped < EVENTS_DROPPED_MAX) return total;
    }
  }),
});
