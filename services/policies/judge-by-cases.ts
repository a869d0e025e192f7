import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { AttributionPolicy } from "../../core/attribution/policy.ts";
import { parsePolicy } from "../../core/attribution/policy-body.ts";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { plansNamedBy } from "../../core/settlement/case-plan.ts";
import {
  type PolicySaleCase,
  type PolicySaleExpected,
  type PolicySaleOutcome,
  policySaleProblem,
  runPolicySale,
} from "../../core/settlement/sale-case.ts";
import type { PlanId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { policyCases } from "../../db/schema/index.ts";
import { plansOfCases } from "../plans/plans-in-force.ts";
import type { Context } from "../shared/context.ts";
import type { CasesBroken } from "../shared/problems.ts";
import { newestPolicy } from "./newest-policy.ts";

/** A case of the policy, as it is stored. */
export type PolicyCaseRow = typeof policyCases.$inferSelect;
type Plans = ReadonlyMap<PlanId, CommissionPlan>;

/** What is broken by a version: each case by its id, with what it expects and what it finds. */
export type BrokenCases = CasesBroken["cases"];

/** Names every case in force that a version of the policy would break. */
export async function policyCasesBroken(
  tx: Db,
  context: Context,
  policy: AttributionPolicy,
): Promise<BrokenCases> {
  const rows = await inForce(tx, context);
  const plans = await plansOf(tx, context, rows);
  return rows.flatMap((row) => broken(row, outcomeOf(policy, row, plans).problem));
}

/**
 * Names every case in force that names a plan, holds under the newest policy, and would not by that version of
 * the plan. One that does not hold as it is waits for a policy, and holds no plan back
 * (docs/decisions/0052-a-version-is-held-to-cases-of-both-sides.md).
 */
export async function policyCasesBrokenByPlan(
  tx: Db,
  context: Context,
  { planId, plan }: { readonly planId: PlanId; readonly plan: CommissionPlan },
): Promise<BrokenCases> {
  const rows = (await inForce(tx, context, sql`(${policyCases.given} -> 'plan') is not null`)).filter(
    ({ given }) => plansNamedBy(given as PolicySaleCase).some((named) => named.planId === planId),
  );
  if (rows.length === 0) return [];
  const policy = parsePolicy((await newestPolicy(tx, context)).body);
  const now = await plansOf(tx, context, rows);
  const then = new Map([...now, [planId, plan]]);
  return rows.flatMap((row) =>
    outcomeOf(policy, row, now).problem === null ? broken(row, outcomeOf(policy, row, then).problem) : [],
  );
}

/** The plans that cases name, as `plansOfCases` has them. */
export function plansOf(
  tx: Db,
  context: Context,
  rows: readonly Pick<PolicyCaseRow, "given">[],
): Promise<Plans> {
  const named = rows.flatMap(({ given }) => plansNamedBy(given as PolicySaleCase));
  return plansOfCases(
    tx,
    context,
    named.map(({ planId }) => planId),
  );
}

/** What a policy makes of a case, and how it differs from what is expected. The columns are of these forms. */
export function outcomeOf(
  policy: AttributionPolicy,
  { given, expected }: Pick<PolicyCaseRow, "given" | "expected">,
  plans: Plans,
): { readonly outcome: PolicySaleOutcome; readonly problem: string | null } {
  const outcome = runPolicySale(policy, given as PolicySaleCase, plans);
  return { outcome, problem: policySaleProblem(expected as PolicySaleExpected, outcome) };
}

function inForce(tx: Db, { workspaceId }: Context, also?: ReturnType<typeof sql>) {
  return tx
    .select()
    .from(policyCases)
    .where(and(eq(policyCases.workspaceId, workspaceId), isNull(policyCases.retiredAt), also))
    .orderBy(asc(policyCases.id));
}

/** A case as it is told that a version breaks it; none without a problem. */
export function broken(
  { id, name }: { readonly id: string; readonly name: string },
  problem: string | null,
): BrokenCases {
  return problem === null ? [] : [{ id, message: `${name}: ${problem}` }];
}
