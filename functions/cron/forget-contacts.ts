import { forgetEarlierContacts } from "../../services/affiliates/forget-contacts.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Forgets earlier addresses of affiliates once nothing is told to them any more. */
export const forgetContacts: Job = async (run) => ({
  forgotten: await forEachWorkspace(run, "system:forget-contacts", forgetEarlierContacts),
});
