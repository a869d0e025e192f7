import { and, asc, eq, inArray, lte, or, type SQL } from "drizzle-orm";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { parsePlanBody } from "../../core/commission/plan-body.ts";
import type { PlanId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { planVersions } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** What plans say in their versions in force, by id. One that is not there yet, or not at all, is not in it. */
export function plansInForce(
  tx: Db,
  context: Context,
  planIds: readonly PlanId[],
): Promise<ReadonlyMap<PlanId, CommissionPlan>> {
  return newestOf(tx, context, { planIds, which: lte(planVersions.effectiveFrom, context.now) });
}

/**
 * What plans of cases say: in their versions in force, and before the first one began, in the first, since clocks may
 * be apart and a case that was kept must be answered all the same.
 */
export function plansOfCases(
  tx: Db,
  context: Context,
  planIds: readonly PlanId[],
): Promise<ReadonlyMap<PlanId, CommissionPlan>> {
  const which = or(eq(planVersions.version, 1), lte(planVersions.effectiveFrom, context.now));
  return newestOf(tx, context, { planIds, which });
}

async function newestOf(
  tx: Db,
  { workspaceId }: Context,
  { planIds, which }: { readonly planIds: readonly PlanId[]; readonly which: SQL | undefined },
): Promise<ReadonlyMap<PlanId, CommissionPlan>> {
  if (planIds.length === 0) return new Map();
  const isAsked = and(
    eq(planVersions.workspaceId, workspaceId),
    inArray(planVersions.planId, [...new Set(planIds)]),
  );
  const rows = await tx
    .select({ planId: planVersions.planId, body: planVersions.body })
    .from(planVersions)
    .where(and(isAsked, which))
    .orderBy(asc(planVersions.version));
  return new Map(rows.map(({ planId, body }) => [planId, parsePlanBody(body)]));
}
