import type { AttributionPolicy } from "../../core/attribution/policy.ts";
import type { SimulationId } from "../../core/shared/id.ts";
import type { Context } from "../../services/shared/context.ts";
import { advanceApplication } from "../../services/simulations/apply-simulation.ts";
import { type LockedSales, requestApplication } from "../../services/simulations/request-application.ts";
import { advanceSimulation } from "../../services/simulations/run-simulation.ts";
import {
  createSimulation,
  findSimulation,
  type SimulatedTerms,
} from "../../services/simulations/simulations.ts";
import { TEST_HMACS } from "./sales.ts";
import type { Shop } from "./shop.ts";

const DAY_MS = 86_400_000;

/** Simulates over the last 60 days, page by page to the end, each read a slice at a time. */
export async function simulate(
  shop: Shop,
  {
    policy = null,
    plan = null,
    page = 500,
    slice = page,
  }: Partial<SimulatedTerms> & { readonly page?: number; readonly slice?: number },
): Promise<SimulationId> {
  const until = new Date();
  const period = { from: new Date(until.getTime() - 60 * DAY_MS), until };
  const asked = await system(shop, (context) => createSimulation(context, { policy, plan, ...period }));
  if (!asked.ok) throw new Error(asked.error.code);
  const { id } = asked.value;
  const step = () =>
    system(shop, (context) => advanceSimulation(context, id, { hmacs: TEST_HMACS, page, slice }));
  while ((await step()) === "more");
  return id;
}

/** Makes a simulation so, page by page to the end; how many conversions changed, and how many stayed. */
export async function applySimulation(
  shop: Shop,
  id: SimulationId,
  { locked = "stay", page = 200 }: { readonly locked?: LockedSales; readonly page?: number } = {},
): Promise<{ readonly all: number; readonly changed: number; readonly stayed: number }> {
  const asked = await system(shop, (context) => requestApplication(context, id, locked));
  if (!asked.ok) throw new Error(asked.error.code);
  const step = () => system(shop, (context) => advanceApplication(context, id, { hmacs: TEST_HMACS, page }));
  while ((await step()) === "more");
  const found = await system(shop, (context) => findSimulation(context, id));
  const { conversions = 0n, changedConversions = 0n, stayedConversions = 0n } = found?.application ?? {};
  return { all: Number(conversions), changed: Number(changedConversions), stayed: Number(stayedConversions) };
}

/** Simulates a policy, null for the versions in force, and makes it so. */
export async function applyPolicy(shop: Shop, policy: AttributionPolicy | null, locked?: LockedSales) {
  return applySimulation(shop, await simulate(shop, { policy }), locked ? { locked } : {});
}

const system = <T>(shop: Shop, verb: (context: Context) => Promise<T>) => shop.as("system:test", verb);
