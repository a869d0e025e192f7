import { DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { parseClickIdKeys } from "../../platform/keys.ts";
import type { Context } from "../../services/shared/context.ts";
import { advanceSimulation } from "../../services/simulations/run-simulation.ts";
import { createSimulation, findSimulation } from "../../services/simulations/simulations.ts";
import { CLICK_ID_KEYS } from "../ingest/clicks.ts";

const DAY_MS = 86_400_000;

/** Decides every conversion of a workspace anew under another policy; conversions a second, from clicks to sums. */
export async function measureRerun(db: Db, workspaceId: WorkspaceId): Promise<number> {
  const now = new Date(Date.now() + DAY_MS);
  const context: Context = { db, workspaceId, actor: "system:bench", requestId: "req_bench", now };
  const policy = { ...DEFAULT_POLICY, model: { kind: "linear" as const } };
  const from = new Date(now.getTime() - 60 * DAY_MS);
  const asked = await createSimulation(context, { plan: null, policy, from, until: now });
  if (!asked.ok) throw new Error(asked.error.code);
  const { id } = asked.value;
  const hmacs = parseClickIdKeys(CLICK_ID_KEYS);
  const start = performance.now();
  while ((await advanceSimulation(context, id, { hmacs })) === "more");
  const seconds = (performance.now() - start) / 1_000;
  const conversions = Number((await findSimulation(context, id))?.simulation.conversions ?? 0n);
  if (conversions === 0) throw new Error("no conversion was decided anew");
  console.log(`${conversions} conversions decided anew in ${seconds.toFixed(1)} s`);
  return conversions / seconds;
}
