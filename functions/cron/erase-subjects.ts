import { continueErasures } from "../../services/log/continue-erasures.ts";
import { clickLogStore } from "../click-log-store.ts";
import { untilMinutesPassed } from "../settle-means.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Goes on with erasing persons from rows, raw objects and Parquet files. */
export const eraseSubjects: Job = async (run) => {
  const means = { store: clickLogStore(run.env.CLICK_LOG), mayGoOn: untilMinutesPassed() };
  return {
    erased: await forEachWorkspace(run, "system:erase-subjects", (context) =>
      continueErasures(context, means),
    ),
  };
};
