import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { AttributionPolicy } from "../../core/attribution/policy.ts";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { parsePlanBody } from "../../core/commission/plan-body.ts";
import type { PlanCaseSum } from "../../core/commission/plan-case.ts";
import {
  type PlanSaleCase,
  type PlanSaleOutcome,
  planSaleProblem,
  policyOfCase,
  runPlanSale,
} from "../../core/settlement/sale-case.ts";
import { type PolicyVersion, policyAt } from "../../core/settlement/terms.ts";
import type { PlanId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { planCases, planVersions } from "../../db/schema/index.ts";
import { loadPolicies } from "../conversions/find-policy.ts";
import { type BrokenCases, broken } from "../policies/judge-by-cases.ts";
import type { Context } from "../shared/context.ts";

/** A case of a plan, as it is stored. */
export type PlanCaseRow = typeof planCases.$inferSelect;

/** What gives the journeys of cases their credits: every version of the policy, and that in force. */
export type CasePolicies = {
  readonly versions: readonly PolicyVersion[];
  readonly inForce: AttributionPolicy;
};

/** Loads what gives the journeys of cases their credits. */
export async function loadCasePolicies(tx: Db, context: Context): Promise<CasePolicies> {
  const versions = await loadPolicies(tx, context);
  return { versions, inForce: policyAt(versions, context.now.getTime()).policy };
}

/** Names every case in force that a version of a plan would break. */
export async function planCasesBroken(
  tx: Db,
  context: Context,
  { planId, plan }: { readonly planId: PlanId; readonly plan: CommissionPlan },
): Promise<BrokenCases> {
  const rows = await inForce(tx, context, eq(planCases.planId, planId));
  const policies = await loadCasePolicies(tx, context);
  return rows.flatMap((row) => broken(row, outcomeOf(plan, row, policies).problem));
}

/**
 * Names every case in force whose journey goes by the policy in force, which holds as it is and would not by
 * that version of the policy. One that does not hold waits for a version of its plan, and holds no policy back
 * (docs/decisions/0052-a-version-is-held-to-cases-of-both-sides.md).
 */
export async function planCasesBrokenByPolicy(
  tx: Db,
  context: Context,
  policy: AttributionPolicy,
): Promise<BrokenCases> {
  const isByPolicy = sql`(${planCases.given} -> 'journey') is not null and (${planCases.given} -> 'policy') is null`;
  const rows = await inForce(tx, context, isByPolicy);
  if (rows.length === 0) return [];
  const plans = await newestPlans(tx, context);
  const now = await loadCasePolicies(tx, context);
  const then = { ...now, inForce: policy };
  return rows.flatMap((row) => {
    const plan = plans.get(row.planId);
    if (!plan || outcomeOf(plan, row, now).problem !== null) return [];
    return broken(row, outcomeOf(plan, row, then).problem);
  });
}

/** What a plan makes of a case, and how it differs from what is expected. The columns are of these forms. */
export function outcomeOf(
  plan: CommissionPlan,
  row: Pick<PlanCaseRow, "given" | "expected">,
  { versions, inForce }: CasePolicies,
): PlanSaleOutcome & { readonly problem: string | null } {
  const given = row.given as PlanSaleCase;
  const outcome = runPlanSale(plan, given, policyOfCase(given, versions) ?? inForce);
  return { ...outcome, problem: planSaleProblem(row.expected as readonly PlanCaseSum[], outcome) };
}

/** The version of each plan that was added last, of those that have cases. */
async function newestPlans(tx: Db, { workspaceId }: Context): Promise<ReadonlyMap<PlanId, CommissionPlan>> {
  const rows = await tx
    .selectDistinctOn([planVersions.planId], { planId: planVersions.planId, body: planVersions.body })
    .from(planVersions)
    .innerJoin(
      planCases,
      and(eq(planCases.workspaceId, planVersions.workspaceId), eq(planCases.planId, planVersions.planId)),
    )
    .where(eq(planVersions.workspaceId, workspaceId))
    .orderBy(asc(planVersions.planId), sql`${planVersions.version} desc`);
  return new Map(rows.map(({ planId, body }) => [planId, parsePlanBody(body)]));
}

function inForce(tx: Db, { workspaceId }: Context, which: SQL) {
  return tx
    .select()
    .from(planCases)
    .where(and(eq(planCases.workspaceId, workspaceId), isNull(planCases.retiredAt), which))
    .orderBy(asc(planCases.id));
}
