import { and, asc, eq, inArray, lte, or, type SQL } from "drizzle-orm";
import type { CommissionPlan, PlanTerms } from "../../core/commission/commission-plan.ts";
import { parsePlanBody } from "../../core/commission/plan-body.ts";
import type { PlanId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { planVersions } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";

type Plans = ReadonlyMap<PlanId, CommissionPlan>;

/** What plans say in their versions in force, by id. One that is not there yet, or not at all, is not in it. */
export async function plansInForce(tx: Db, context: Context, planIds: readonly PlanId[]): Promise<Plans> {
  return plansOf(await termsAt(tx, context, { planIds, at: context.now }));
}

/**
 * What plans of cases say: in their versions in force, and before the first one began, in the first, since clocks may
 * be apart and a case that was kept must be answered all the same.
 */
export async function plansOfCases(tx: Db, context: Context, planIds: readonly PlanId[]): Promise<Plans> {
  const which = or(eq(planVersions.version, 1), lte(planVersions.effectiveFrom, context.now));
  return plansOf(await newestOf(tx, context, { planIds, which }));
}

/** The versions of plans in force at an instant, by the plan's id: none can be added later that would have been. */
export function termsAt(
  tx: Db,
  context: Context,
  { planIds, at }: { readonly planIds: readonly PlanId[]; readonly at: Date },
): Promise<ReadonlyMap<PlanId, PlanTerms>> {
  return newestOf(tx, context, { planIds, which: lte(planVersions.effectiveFrom, at) });
}

const plansOf = (terms: ReadonlyMap<PlanId, PlanTerms>): Plans =>
  new Map([...terms].map(([planId, { plan }]) => [planId, plan]));

async function newestOf(
  tx: Db,
  { workspaceId }: Context,
  { planIds, which }: { readonly planIds: readonly PlanId[]; readonly which: SQL | undefined },
): Promise<ReadonlyMap<PlanId, PlanTerms>> {
  if (planIds.length === 0) return new Map();
  const isAsked = and(
    eq(planVersions.workspaceId, workspaceId),
    inArray(planVersions.planId, [...new Set(planIds)]),
  );
  const rows = await tx
    .select({ planId: planVersions.planId, version: planVersions.version, body: planVersions.body })
    .from(planVersions)
    .where(and(isAsked, which))
    .orderBy(asc(planVersions.version));
  return new Map(
    rows.map(({ planId, version, body }) => [
      planId,
      { planId, planVersion: version, plan: parsePlanBody(body) },
    ]),
  );
}
