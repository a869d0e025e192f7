import { parseClickIdKeys } from "../../platform/keys.ts";
import type { Context } from "../../services/shared/context.ts";
import { advanceApplication } from "../../services/simulations/apply-simulation.ts";
import { listUnapplied } from "../../services/simulations/request-application.ts";
import { advanceSimulation, listQueued } from "../../services/simulations/run-simulation.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** A run takes simulations further for so long at most; the next minute goes on where it stopped. */
const RUN_MS_MAX = 30_000;

/** What is taken further page by page: questions first, then what is to be made so. */
const STEPS = [
  [listQueued, advanceSimulation],
  [listUnapplied, advanceApplication],
] as const;

/** Works out what other policies and plans would have paid, and makes it so where asked. Each page is kept as it is done. */
export const runSimulations: Job = async (run) => {
  const hmacs = parseClickIdKeys(run.env.CLICK_ID_KEYS);
  const endsAtMs = Date.now() + RUN_MS_MAX;
  const pages = await forEachWorkspace(run, "system:run-simulations", (context) =>
    advanceAll(context, { hmacs, mayGoOn: () => Date.now() < endsAtMs }),
  );
  return { pages };
};

async function advanceAll(
  context: Context,
  {
    hmacs,
    mayGoOn,
  }: { readonly hmacs: ReturnType<typeof parseClickIdKeys>; readonly mayGoOn: () => boolean },
): Promise<number> {
  let pages = 0;
  for (const [list, advance] of STEPS) {
    for (const id of await list(context)) {
      while (mayGoOn()) {
        const state = await advance(context, id, { hmacs });
        if (state !== "busy") pages += 1;
        if (state !== "more") break;
      }
    }
  }
  return pages;
}
