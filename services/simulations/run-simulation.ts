import { and, asc, eq, sql } from "drizzle-orm";
import type { Hmac } from "../../core/link/click-id.ts";
import { type PastConversion, type SimulatedTotal, simulate } from "../../core/settlement/simulate.ts";
import type { SimulationId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { insertAll, rowsOf } from "../../db/insert-all.ts";
import { simulations, simulationTotals } from "../../db/schema/index.ts";
import { loadWorld } from "../conversions/load-world.ts";
import { type Context, transact } from "../shared/context.ts";
import { keepCredits } from "./keep-credits.ts";
import { loadPast, type PastRow } from "./load-past.ts";
import { loadPastCases } from "./load-written.ts";
import { planOf, policiesOf } from "./terms-of.ts";

/** Conversions of one page: few enough for the memory of a Worker, many enough that the statements cost little. */
const SIMULATION_PAGE = 500;

type Simulation = typeof simulations.$inferSelect;

/**
 * Takes a simulation one page of conversions further, in one transaction: what was added up and how far it
 * came are written together, so that a run that dies is taken up where it was. Changes nothing else.
 *
 * @returns `busy` when another runs it at this moment
 */
export function advanceSimulation(
  context: Context,
  simulationId: SimulationId,
  { hmacs, page = SIMULATION_PAGE }: { readonly hmacs: readonly Hmac[]; readonly page?: number },
): Promise<"more" | "done" | "busy"> {
  return transact(context, async (tx) => {
    const [simulation] = await tx
      .select()
      .from(simulations)
      .where(and(eq(simulations.workspaceId, context.workspaceId), eq(simulations.id, simulationId)))
      .for("update", { skipLocked: true });
    if (!simulation) return "busy";
    if (simulation.status === "done") return "done";
    const rows = await loadPast(tx, context, simulation, page);
    const found = await decideAnew(tx, context, { simulation, rows, hmacs });
    await addTotals(tx, context, simulationId, found.totals);
    const isDone = rows.length < page;
    await move(tx, context, { simulation, rows, changed: found.changed, isDone });
    return isDone ? "done" : "more";
  });
}

async function decideAnew(
  tx: Db,
  context: Context,
  {
    simulation,
    rows,
    hmacs,
  }: { readonly simulation: Simulation; readonly rows: readonly PastRow[]; readonly hmacs: readonly Hmac[] },
): Promise<ReturnType<typeof simulate>> {
  const conversions = rows.map(({ conversion }) => conversion);
  const policies = await policiesOf(tx, context, simulation);
  const cases = await loadPastCases(tx, context, { conversions, policies }, hmacs);
  const world = await loadWorld(tx, context, cases, {
    before: { at: simulation.fromAt, id: "" },
    ...{ until: simulation.untilAt, simulationId: simulation.id, stays: null },
    plan: planOf(simulation),
  });
  const casesById = new Map(cases.map((each) => [each.conversion.id, each]));
  const past = rows.flatMap(({ conversion: { id }, month, now, refunded }): PastConversion[] => {
    const found = casesById.get(id);
    return found ? [{ month, case: found, now, refunded }] : [];
  });
  const found = simulate(world, past);
  const isAskedLater =
    world.history !== null || policies.some(({ policy }) => policy.customerLock.kind !== "none");
  if (isAskedLater) await keepCredits(tx, context, simulation.id, found.decided);
  return found;
}

/** Adds to the sums there are, by one statement. */
async function addTotals(
  tx: Db,
  { workspaceId }: Context,
  simulationId: SimulationId,
  totals: readonly SimulatedTotal[],
): Promise<void> {
  const rows = totals.map(({ affiliateId, month, currency, now, anew }) => ({
    ...{ workspaceId, simulationId, affiliateId, month, currency },
    ...{ conversionsNow: now.conversions, conversionsThen: anew.conversions },
    ...{ creditNowPpm: now.creditPpm, creditThenPpm: anew.creditPpm },
    ...{ commissionNowMinor: now.commissionMinor, commissionThenMinor: anew.commissionMinor },
  }));
  await insertAll(tx, [rowsOf(simulationTotals, rows, { addTo: SUMS })]);
}

/** The columns of the totals that grow. */
const SUMS = [
  "conversions_now",
  "conversions_then",
  "credit_now_ppm",
  "credit_then_ppm",
  "commission_now_minor",
  "commission_then_minor",
] as const;

async function move(
  tx: Db,
  { workspaceId, now }: Context,
  {
    simulation,
    rows,
    changed,
    isDone,
  }: {
    readonly simulation: Simulation;
    readonly rows: readonly PastRow[];
    readonly changed: number;
    readonly isDone: boolean;
  },
): Promise<void> {
  const last = rows.at(-1)?.conversion;
  await tx
    .update(simulations)
    .set({
      ...(last ? { cursorAt: last.occurredAt, cursorId: last.id } : {}),
      ...(isDone ? { status: "done" as const, doneAt: now } : {}),
      conversions: simulation.conversions + BigInt(rows.length),
      changedConversions: simulation.changedConversions + BigInt(changed),
    })
    .where(and(eq(simulations.workspaceId, workspaceId), eq(simulations.id, simulation.id)));
}

/** Simulations of the workspace that are not done, oldest first. */
export function listQueued(context: Context): Promise<readonly SimulationId[]> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select({ id: simulations.id })
      .from(simulations)
      .where(and(eq(simulations.workspaceId, context.workspaceId), sql`${simulations.status} = 'queued'`))
      .orderBy(asc(simulations.id));
    return rows.map(({ id }) => id);
  });
}
