import { parseEnvelopeKeys } from "../../platform/envelope.ts";
import { remindTasks } from "../../services/crm/remind-tasks.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Leaves reminders of tasks to be sent once their time has come. */
export const remindOfTasks: Job = async (run) => {
  const keys = parseEnvelopeKeys(run.env.ENVELOPE_KEYS);
  return {
    reminders: await forEachWorkspace(run, "system:remind-of-tasks", (context) => remindTasks(context, keys)),
  };
};
