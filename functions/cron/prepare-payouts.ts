import { runPayoutSchedules } from "../../services/payouts/run-schedules.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Prepares the payout batches of every schedule that is due in its workspace's time zone; a person approves them. */
export const preparePayouts: Job = async (run) => ({
  batches: await forEachWorkspace(run, "system:prepare-payouts", runPayoutSchedules),
});
