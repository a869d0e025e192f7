import { parseClickIdKeys } from "../../platform/keys.ts";
import type { Context } from "../../services/shared/context.ts";
import { advanceSimulation, listQueued } from "../../services/simulations/run-simulation.ts";
import { forEachWorkspace } from "./for-each-workspace.ts";
import type { Job } from "./job.ts";

/** A run takes simulations further for so long at most; the next minute goes on where it stopped. */
const RUN_MS_MAX = 30_000;

/** Works out what other policies would have paid. Each page is kept as it is done. */
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
  for (const id of await listQueued(context)) {
    while (mayGoOn()) {
      const state = await advanceSimulation(context, id, { hmacs });
      if (state !== "busy") pages += 1;
      if (state !== "more") break;
    }
  }
  return pages;
}
