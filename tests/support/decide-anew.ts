import { type AttributionPolicy, DEFAULT_POLICY } from "../../core/attribution/policy.ts";
import type { Span } from "../../services/reading/clicks.ts";
import type { Context } from "../../services/shared/context.ts";
import { advanceApplication } from "../../services/simulations/apply-simulation.ts";
import { requestApplication } from "../../services/simulations/request-application.ts";
import { advanceSimulation } from "../../services/simulations/run-simulation.ts";
import { createSimulation } from "../../services/simulations/simulations.ts";
import { TEST_HMACS } from "./sales.ts";

/** Models that decide otherwise where there were several clicks. */
export const MODELS = ["first_click", "last_click", "linear"] as const;

/** Decides all that was sold in a span anew under another model, page by page. */
export async function decideAnew(
  context: Context,
  { from, to: until }: Span,
  { model, locked }: { readonly model: (typeof MODELS)[number]; readonly locked: "stay" | "carry" },
): Promise<void> {
  const policy: AttributionPolicy = { ...DEFAULT_POLICY, model: { kind: model } };
  const asked = await createSimulation(context, { policy, plan: null, from, until });
  if (!asked.ok) throw new Error(asked.error.code);
  const { id } = asked.value;
  while ((await advanceSimulation(context, id, { hmacs: TEST_HMACS, page: 3 })) === "more");
  await requestApplication(context, id, locked);
  while ((await advanceApplication(context, id, { hmacs: TEST_HMACS, page: 3 })) === "more");
}
