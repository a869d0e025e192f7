import { continueErasures } from "../../services/log/continue-erasures.ts";
import { clickLogStore } from "../click-log-store.ts";
import { untilMinutesPassed } from "../settle-means.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Goes on with erasing persons from rows, raw objects, Parquet files and copies of conversions. */
export const eraseSubjects: Job = async (run) => {
  const { CLICK_LOG, INTAKE } = run.env;
  const stores = { store: clickLogStore(CLICK_LOG), accepted: clickLogStore(INTAKE) };
  const means = { ...stores, mayGoOn: untilMinutesPassed() };
  return {
    erased: await forEachWorkspace(run, "system:erase-subjects", (context) =>
      continueErasures(context, means),
    ),
  };
};
