import type { CommissionPlan, PlanTerms } from "../commission/commission-plan.ts";
import { parsePlanBody } from "../commission/plan-body.ts";
import { caseTerms } from "../commission/plan-case.ts";
import { assert } from "../shared/assert.ts";
import type { PlanId } from "../shared/id.ts";

/** A plan as a case names it: one of the workspace by its id, or one of the case's own, as versions are given. */
export type CasePlan = {
  readonly plan_id?: PlanId | undefined;
  readonly rule?: unknown;
  readonly terms?: object | undefined;
};

/**
 * The terms of a plan that a case names.
 *
 * @param plans  what the plans of the workspace say, by id
 * @param owner  whose own plan it is, if it is not that of all
 */
export function planOfCase(
  { plan_id, rule, terms }: CasePlan,
  plans: ReadonlyMap<PlanId, CommissionPlan>,
  owner = "",
): PlanTerms {
  if (plan_id === undefined) {
    const body = terms ? { v: 2, ...terms } : rule;
    return caseTerms(parsePlanBody(body), owner === "" ? "case" : `case:${owner}`);
  }
  const plan = plans.get(plan_id);
  assert(plan !== undefined, "a case names a plan that there is");
  return caseTerms(plan, plan_id);
}

/** Every plan of the workspace that a case names, with the field that names it. */
export function plansNamedBy(given: {
  readonly plan?: CasePlan | undefined;
  readonly affiliates?: readonly { readonly plan?: CasePlan | undefined }[] | undefined;
}): readonly { readonly planId: PlanId; readonly param: string }[] {
  const named = [
    { plan: given.plan, param: "given.plan.plan_id" },
    ...(given.affiliates ?? []).map(({ plan }, index) => ({
      plan,
      param: `given.affiliates[${index}].plan.plan_id`,
    })),
  ];
  return named.flatMap(({ plan, param }) => (plan?.plan_id ? [{ planId: plan.plan_id, param }] : []));
}
