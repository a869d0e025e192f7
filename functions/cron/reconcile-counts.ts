import { reconcileNightly } from "../../services/reports/reconcile-days.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/**
 * Compares the counts that reports are made of with the rows they count, writes a log line `report_counts_differ` for
 * each that is not the same, and fails if there is any, so that it shows.
 */
export const reconcileReportCounts: Job = async (run) => {
  const differing = await forEachWorkspace(run, "system:reports", async (context) => {
    const differences = await reconcileNightly(context);
    for (const difference of differences) {
      console.error(
        JSON.stringify({
          event: "report_counts_differ",
          workspace_id: context.workspaceId,
          ...difference,
        }),
      );
    }
    return differences.length;
  });
  if (differing > 0) throw new Error(`${differing} counts are not what their rows come to`);
  return { report_counts_differ: differing };
};
