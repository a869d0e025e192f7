import { askWhetherReturned } from "../../services/payouts/ask-whether-returned.ts";
import { providerOfBatch } from "../payout-providers.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** Asks providers whether payouts that they paid came back: of money whose callback was lost nobody else would hear. */
export const askForReturns: Job = async (run) => {
  const counts = { returned: 0, unanswered: 0 };
  const asked = await forEachWorkspace(run, "system:ask-for-returns", async (context) => {
    const done = await askWhetherReturned(
      context,
      async (from) => (await providerOfBatch(run.env, context, from))?.provider ?? null,
    );
    counts.returned += done.returned;
    counts.unanswered += done.unanswered;
    return done.asked;
  });
  return { asked, ...counts };
};
