import { textObjects } from "../../platform/text-objects.ts";
import { publishRoots } from "../../services/ledger/publish-roots.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Days of one workspace in one run: more than a month of nights in which no root was published. */
const ROOTS_PER_RUN_MAX = 40;

/** Publishes the Merkle root of what each workspace booked on the days that have ended. */
export const publishLedgerRoots: Job = async (run) => {
  const store = textObjects(run.env.LEDGER_ROOTS);
  return {
    roots: await forEachWorkspace(run, "system:publish-ledger-roots", (context) =>
      publishRoots(context, store, ROOTS_PER_RUN_MAX),
    ),
  };
};
