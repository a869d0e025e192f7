import { and, asc, eq, sql } from "drizzle-orm";
import type { Hmac } from "../../core/link/click-id.ts";
import type { Case, World } from "../../core/settlement/decide.ts";
import {
  openTally,
  type Redecided,
  type SimulatedTotal,
  simulate,
  type Tally,
} from "../../core/settlement/simulate.ts";
import type { PolicyVersion } from "../../core/settlement/terms.ts";
import type { SimulationId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { together } from "../../db/in-order.ts";
import { insertAll, rowsOf } from "../../db/insert-all.ts";
import { simulations, simulationTotals } from "../../db/schema/index.ts";
import { nextTurn } from "../../platform/next-turn.ts";
import { loadWorld } from "../conversions/load-world.ts";
import { type Context, transact } from "../shared/context.ts";
import { keepCredits } from "./keep-credits.ts";
import { loadPast, type PastRow } from "./load-past.ts";
import { loadPastCases } from "./load-written.ts";
import { planOf, policiesOf } from "./terms-of.ts";

/** Conversions of one transaction: what a run that dies does anew. */
const SIMULATION_PAGE = 2_000;
/** Conversions read at a time: two slices fit into the memory of a Worker, and a slice's statements cost little. */
const SIMULATION_SLICE = 500;
/** Conversions decided between two looks at what Postgres has answered. */
const TURN_CONVERSIONS = 10;

type Simulation = typeof simulations.$inferSelect;

/** How many conversions a transaction takes, and how many of them are read at a time. */
type SimulationSteps = {
  readonly hmacs: readonly Hmac[];
  readonly page?: number;
  readonly slice?: number;
};

/**
 * Takes a simulation one page of conversions further, in one transaction: what was added up and how far it
 * came are written together, so that a run that dies is taken up where it was. Changes nothing else. While a slice of the
 * page is decided, Postgres reads the next.
 *
 * @returns `busy` when another runs it at this moment
 */
export function advanceSimulation(
  context: Context,
  simulationId: SimulationId,
  { hmacs, page = SIMULATION_PAGE, slice = SIMULATION_SLICE }: SimulationSteps,
): Promise<"more" | "done" | "busy"> {
  return transact(context, async (tx) => {
    const [simulation] = await tx
      .select()
      .from(simulations)
      .where(and(eq(simulations.workspaceId, context.workspaceId), eq(simulations.id, simulationId)))
      .for("update", { skipLocked: true });
    if (!simulation) return "busy";
    if (simulation.status === "done") return "done";
    const run = { tx, context, simulation, policies: await policiesOf(tx, context, simulation), hmacs };
    const progress = await runPage(run, { page, slice });
    await move(tx, context, simulation, progress);
    return progress.isDone ? "done" : "more";
  });
}

type Run = {
  readonly tx: Db;
  readonly context: Context;
  readonly simulation: Simulation;
  readonly policies: readonly PolicyVersion[];
  readonly hmacs: readonly Hmac[];
};

/** How far a page came. */
type Progress = {
  readonly last: PastRow["conversion"] | null;
  readonly conversions: number;
  readonly changed: number;
  readonly isDone: boolean;
};

/** A slice of a page, and all that its conversions are decided anew by, but for what those before them come to. */
type Slice = { readonly rows: readonly PastRow[]; readonly cases: readonly Case[] };

async function runPage(
  run: Run,
  { page, slice }: { readonly page: number; readonly slice: number },
): Promise<Progress> {
  let progress: Progress = { last: null, conversions: 0, changed: 0, isDone: false };
  let asked = Math.min(slice, page);
  let coming: Promise<Slice> | null = loadSlice(run, null, asked);
  while (coming) {
    const { rows, cases }: Slice = await coming;
    const last: Progress["last"] = rows.at(-1)?.conversion ?? progress.last;
    const conversions = progress.conversions + rows.length;
    const isDone = rows.length < asked;
    const world = await worldOf(run, cases);
    asked = isDone ? 0 : Math.min(slice, page - conversions);
    coming = asked > 0 ? loadSlice(run, last, asked) : null;
    const deciding = decideAnew(run, { rows, cases }, world);
    await together(coming ? [deciding, coming] : [deciding]);
    const { tally, decided } = await deciding;
    await keep(run, tally, decided);
    progress = { last, conversions, changed: progress.changed + tally.changed, isDone };
  }
  return progress;
}

async function loadSlice(
  { tx, context, simulation, policies, hmacs }: Run,
  after: Progress["last"],
  max: number,
): Promise<Slice> {
  const cursor = after ? { cursorAt: after.occurredAt, cursorId: after.id } : {};
  const rows = await loadPast(tx, context, { ...simulation, ...cursor }, max);
  const conversions = rows.map(({ conversion }) => conversion);
  return { rows, cases: await loadPastCases(tx, context, { conversions, policies }, hmacs) };
}

function worldOf({ tx, context, simulation }: Run, cases: readonly Case[]): Promise<World> {
  return loadWorld(tx, context, cases, {
    before: { at: simulation.fromAt, id: "" },
    ...{ until: simulation.untilAt, simulationId: simulation.id, stays: null },
    plan: planOf(simulation),
  });
}

/** Decides a slice, and lets the answers of Postgres in between: their next statement then runs beside what is decided. */
async function decideAnew(
  { policies }: Run,
  { rows, cases }: Slice,
  world: World,
): Promise<{ readonly tally: Tally; readonly decided: readonly Redecided[] }> {
  const tally = openTally(world);
  const isAskedLater =
    world.history !== null || policies.some(({ policy }) => policy.customerLock.kind !== "none");
  const casesById = new Map(cases.map((each) => [each.conversion.id, each]));
  const decided: Redecided[] = [];
  for (const [index, { conversion, month, now, refunded }] of rows.entries()) {
    if (index % TURN_CONVERSIONS === 0) await nextTurn();
    const found = casesById.get(conversion.id);
    const redecided = found ? simulate(tally, { month, case: found, now, refunded }) : null;
    if (redecided && isAskedLater) decided.push(redecided);
  }
  return { tally, decided };
}

/** Keeps what a slice came to: its sums, and what later conversions ask. */
async function keep({ tx, context, simulation }: Run, tally: Tally, decided: readonly Redecided[]) {
  await keepCredits(tx, context, simulation.id, decided);
  await addTotals(tx, context, simulation.id, [...tally.totals.values()]);
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
  simulation: Simulation,
  { last, conversions, changed, isDone }: Progress,
): Promise<void> {
  await tx
    .update(simulations)
    .set({
      ...(last ? { cursorAt: last.occurredAt, cursorId: last.id } : {}),
      ...(isDone ? { status: "done" as const, doneAt: now } : {}),
      conversions: simulation.conversions + BigInt(conversions),
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
