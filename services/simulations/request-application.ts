import { and, asc, eq } from "drizzle-orm";
import type { SimulationId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { simulationApplications, simulations } from "../../db/schema/index.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, NotFound } from "../shared/problems.ts";

/** How far a simulation has been applied. */
export type Application = typeof simulationApplications.$inferSelect;
/** What becomes of sales whose commissions are in a payout, or were booked in a closed month. */
export type LockedSales = Application["locked"];

/**
 * Asks that what a simulation found be made so. It is done by a cron, page by page. Asked twice, it is done
 * once; a simulation that is not done, or of a plan that is no version yet, cannot be applied.
 */
export function requestApplication(
  context: Context,
  simulationId: SimulationId,
  locked: LockedSales,
): Promise<Result<Application, NotFound | Conflict>> {
  const { workspaceId, actor, now } = context;
  return transact(context, async (tx) => {
    const [simulation] = await tx
      .select()
      .from(simulations)
      .where(and(eq(simulations.workspaceId, workspaceId), eq(simulations.id, simulationId)))
      .for("update");
    if (!simulation) return fail({ code: "not_found", param: null });
    if (simulation.status !== "done") return fail(conflict("status", "must be done before it is applied"));
    if (simulation.planId !== null)
      return fail(conflict("plan_id", "is of a back-test: add a version to the plan instead"));
    const isOfIt = and(
      eq(simulationApplications.workspaceId, workspaceId),
      eq(simulationApplications.simulationId, simulationId),
    );
    const [earlier] = await tx.select().from(simulationApplications).where(isOfIt);
    if (earlier?.locked === locked) return ok(earlier);
    if (earlier) return fail(conflict("locked", `is ${earlier.locked} already: it is applied once`));
    const [made] = await tx
      .insert(simulationApplications)
      .values({ workspaceId, simulationId, locked, requestedBy: actor, createdAt: now })
      .returning();
    await audit(tx, context, [
      { action: "simulation.application_requested", subjectId: simulationId, change: { locked } },
    ]);
    return ok(made as Application);
  });
}

const conflict = (param: string, message: string): Conflict => ({ code: "conflict", param, message });

/** Simulations of the workspace that are to be applied and are not yet, oldest first. */
export function listUnapplied(context: Context): Promise<readonly SimulationId[]> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select({ id: simulationApplications.simulationId })
      .from(simulationApplications)
      .where(
        and(
          eq(simulationApplications.workspaceId, context.workspaceId),
          eq(simulationApplications.status, "queued"),
        ),
      )
      .orderBy(asc(simulationApplications.createdAt), asc(simulationApplications.simulationId));
    return rows.map(({ id }) => id);
  });
}
