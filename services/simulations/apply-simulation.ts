import { and, eq } from "drizzle-orm";
import type { Hmac } from "../../core/link/click-id.ts";
import {
  type Before,
  beforeAll,
  type Case,
  judge,
  remember,
  rememberDecision,
} from "../../core/settlement/decide.ts";
import { isOther, isStillEarned } from "../../core/settlement/redecide.ts";
import { withoutWaiting } from "../../core/settlement/simulate.ts";
import type { SimulationId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { simulationApplications, simulations } from "../../db/schema/index.ts";
import type { ConversionRow } from "../conversions/accepted-conversion.ts";
import { loadWorld } from "../conversions/load-world.ts";
import { lockLedger } from "../ledger/lock-ledger.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { loadConversionPage } from "./load-past.ts";
import { loadStanding, type Standing } from "./load-standing.ts";
import { loadPastCases } from "./load-written.ts";
import type { Application } from "./request-application.ts";
import { policiesOf } from "./terms-of.ts";
import { beginningsOf, type Redecision, writeRedecisions } from "./write-redecisions.ts";

/** Conversions of one page: the ledger of the workspace is locked while it is written. */
const APPLICATION_PAGE = 200;

type Simulation = typeof simulations.$inferSelect;

/**
 * Applies a simulation to one page of its conversions, by when they happened, in one transaction: what they come
 * to, what is reversed, carried and booked, and how far it came are written together, so that a run that dies is
 * taken up where it was. What is the same as before stays as it is.
 *
 * @returns `busy` when another runs it at this moment
 */
export function advanceApplication(
  context: Context,
  simulationId: SimulationId,
  { hmacs, page = APPLICATION_PAGE }: { readonly hmacs: readonly Hmac[]; readonly page?: number },
): Promise<"more" | "done" | "busy"> {
  return transact(context, async (tx) => {
    const { closedBefore } = await lockLedger(tx, context);
    const found = await findApplication(tx, context, simulationId);
    if (!found) return "busy";
    const { application, simulation } = found;
    if (application.status === "done") return "done";
    const { cursorAt, cursorId } = application;
    const rows = await loadConversionPage(tx, context, { ...simulation, cursorAt, cursorId }, page);
    const conversions = rows.map(({ conversion }) => conversion);
    const run = await decideAnew(tx, context, { simulation, application, conversions, closedBefore }, hmacs);
    await writeRedecisions(tx, context, { simulationId, closedBefore, redecided: run.redecided });
    const isDone = rows.length < page;
    await move(tx, context, { application, conversions, run, isDone });
    return isDone ? "done" : "more";
  });
}

async function findApplication(
  tx: Db,
  { workspaceId }: Context,
  simulationId: SimulationId,
): Promise<{ readonly application: Application; readonly simulation: Simulation } | null> {
  const [row] = await tx
    .select({ application: simulationApplications, simulation: simulations })
    .from(simulationApplications)
    .innerJoin(
      simulations,
      and(
        eq(simulations.workspaceId, simulationApplications.workspaceId),
        eq(simulations.id, simulationApplications.simulationId),
      ),
    )
    .where(
      and(
        eq(simulationApplications.workspaceId, workspaceId),
        eq(simulationApplications.simulationId, simulationId),
      ),
    )
    .for("update", { of: simulationApplications, skipLocked: true });
  return row ?? null;
}

type Asked = {
  readonly simulation: Simulation;
  readonly application: Application;
  readonly conversions: readonly ConversionRow[];
  readonly closedBefore: Date | null;
};

/** What a page comes to. */
type Run = {
  readonly redecided: readonly Redecision[];
  /** Those that would come to something else, and stay since they are locked. */
  readonly stayed: number;
};

async function decideAnew(
  tx: Db,
  context: Context,
  { simulation, application, conversions, closedBefore }: Asked,
  hmacs: readonly Hmac[],
): Promise<Run> {
  const [first] = conversions;
  if (!first) return { redecided: [], stayed: 0 };
  const standings = await loadStanding(
    tx,
    context,
    conversions.map(({ id }) => id),
  );
  const policies = await policiesOf(tx, context, simulation);
  const cases = await loadPastCases(tx, context, { conversions, policies }, hmacs);
  const world = withoutWaiting(
    await loadWorld(tx, context, cases, {
      before: { at: first.occurredAt, id: first.id },
      until: simulation.untilAt,
      stays: application.locked === "stay" ? { decidedBefore: closedBefore } : null,
      ...{ simulationId: null, plan: null },
    }),
  );
  const known = beforeAll(world);
  const casesById = new Map(cases.map((each) => [each.conversion.id, each]));
  const redecided: Redecision[] = [];
  let stayed = 0;
  for (const conversion of conversions) {
    const [each, standing] = [casesById.get(conversion.id), standings.get(conversion.id)];
    if (!each || !standing) continue;
    const outcome = judge(world, each, known);
    const isMoved = outcome.kind === "decided" && isOther(standing, outcome);
    const stays = application.locked === "stay" && isLocked(standing, closedBefore);
    if (isMoved && !stays) {
      const anew = { conversion, decision: outcome, standing };
      redecided.push(anew);
      rememberAnew(known, each, anew);
    } else {
      if (isMoved) stayed += 1;
      rememberAsItStands(known, each, standing);
    }
  }
  return { redecided, stayed };
}

/** A payout has its money, or had it, or a closed month has its journals. */
function isLocked({ commissions, decidedAt }: Standing, closedBefore: Date | null): boolean {
  const isPaid = commissions.some(
    ({ status, supersededFrom, carriedMinor }) =>
      supersededFrom === null && (status === "batched" || status === "paid" || carriedMinor !== 0n),
  );
  return isPaid || (closedBefore !== null && decidedAt < closedBefore);
}

/** What is written as reversed at once is earned no more. */
function rememberAnew(known: Before, each: Case, anew: Redecision): void {
  const beginnings = beginningsOf(anew);
  const commissions = anew.decision.commissions.filter(
    (_, index) => beginnings[index]?.status !== "reversed",
  );
  rememberDecision(known, each, { ...anew.decision, commissions });
}

function rememberAsItStands(known: Before, { conversion }: Case, { credits, commissions }: Standing): void {
  remember(known, conversion, {
    credits,
    commissions: commissions.filter((each) => each.supersededFrom === null && isStillEarned(each)),
    bases: credits.flatMap(({ position, affiliateId, planId, baseMinor }) =>
      planId === null || baseMinor === null ? [] : [{ position, affiliateId, planId, baseMinor }],
    ),
  });
}

async function move(
  tx: Db,
  context: Context,
  {
    application,
    conversions,
    run,
    isDone,
  }: Pick<Asked, "application" | "conversions"> & { readonly run: Run; readonly isDone: boolean },
): Promise<void> {
  const last = conversions.at(-1);
  const counts = {
    conversions: application.conversions + BigInt(conversions.length),
    changedConversions: application.changedConversions + BigInt(run.redecided.length),
    stayedConversions: application.stayedConversions + BigInt(run.stayed),
  };
  await tx
    .update(simulationApplications)
    .set({
      ...counts,
      ...(last ? { cursorAt: last.occurredAt, cursorId: last.id } : {}),
      ...(isDone ? { status: "done" as const, doneAt: context.now } : {}),
    })
    .where(
      and(
        eq(simulationApplications.workspaceId, context.workspaceId),
        eq(simulationApplications.simulationId, application.simulationId),
      ),
    );
  if (!isDone) return;
  const { changedConversions, stayedConversions } = counts;
  const change = {
    ...{ conversions: String(counts.conversions), changed: String(changedConversions) },
    stayed: String(stayedConversions),
  };
  await audit(tx, context, [{ action: "simulation.applied", subjectId: application.simulationId, change }]);
}
