import { and, asc, eq, inArray, lte } from "drizzle-orm";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { parsePlanBody } from "../../core/commission/plan-body.ts";
import type { PlanId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { planVersions } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

/** What plans say in their versions in force, by id. One that is not there yet, or not at all, is not in it. */
export async function plansInForce(
  tx: Db,
  { workspaceId, now }: Context,
  planIds: readonly PlanId[],
): Promise<ReadonlyMap<PlanId, CommissionPlan>> {
  if (planIds.length === 0) return new Map();
  const rows = await tx
    .select({ planId: planVersions.planId, body: planVersions.body })
    .from(planVersions)
    .where(
      and(
        eq(planVersions.workspaceId, workspaceId),
        inArray(planVersions.planId, [...new Set(planIds)]),
        lte(planVersions.effectiveFrom, now),
      ),
    )
    .orderBy(asc(planVersions.version));
  return new Map(rows.map(({ planId, body }) => [planId, parsePlanBody(body)]));
}
