import { expireTaxForms } from "../../services/tax-forms/expire-tax-forms.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Notes which tax forms no longer hold. */
export const expireForms: Job = async (run) => ({
  expired: await forEachWorkspace(run, "system:expire-tax-forms", expireTaxForms),
});
