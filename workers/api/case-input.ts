import type * as z from "zod/mini";
import { type casePlan, planCaseOrder } from "../../contracts/api/case-parts.ts";
import type { createPlanCaseRequest } from "../../contracts/api/plan-cases.ts";
import type { createPolicyCaseRequest } from "../../contracts/api/policy-cases.ts";
import { policyBody } from "../../core/attribution/policy-body.ts";
import type { CasePlan } from "../../core/settlement/case-plan.ts";
import type { PlanSaleCase, PolicySaleCase, PolicySaleExpected } from "../../core/settlement/sale-case.ts";
import type { PlanId } from "../../core/shared/id.ts";
import { planInputOf } from "./plan-input.ts";
import { policyOf } from "./policy-terms.ts";

type PolicyRequest = z.output<typeof createPolicyCaseRequest>;

/** A case of the policy as it is kept; throws `RequestError` 422 for a plan of its own that would not do. */
export function policySaleOf({
  order: { coupon, ...order },
  ...given
}: PolicyRequest["given"]): PolicySaleCase {
  const { journey, plan, affiliates, customer, rates } = given;
  if (plan === undefined) return { journey, order: { coupon } };
  return {
    journey,
    order: { coupon, ...planCaseOrder.parse(order) },
    plan: casePlanOf(plan, "given.plan."),
    affiliates: (affiliates ?? []).map(({ plan: own, ...traits }, index) => ({
      ...traits,
      ...(own ? { plan: casePlanOf(own, `given.affiliates[${index}].plan.`) } : {}),
    })),
    customer: customer ?? { conversions_before: 0, first_converted_at: null },
    ...(rates ? { rates } : {}),
  };
}

/** What a case of the policy expects: credits, the reason why there are none, money, or money beside the one or the other. */
export function policySaleExpectedOf({
  credits,
  reason,
  sums,
}: PolicyRequest["expected"]): PolicySaleExpected {
  return {
    ...(credits ? { reason: "attributed", credits } : {}),
    ...(reason ? { reason, credits: [] } : {}),
    ...(sums ? { sums } : {}),
  };
}

/** A case of a plan as it is kept. */
export function planSaleOf({
  policy,
  ...given
}: z.output<typeof createPlanCaseRequest>["given"]): PlanSaleCase {
  if (policy === undefined) return given;
  const { version, terms } = policy;
  if (terms) return { ...given, policy: { terms: policyBody(policyOf(terms)) } };
  return version === undefined ? given : { ...given, policy: { version } };
}

function casePlanOf({ plan_id, rule, terms }: z.output<typeof casePlan>, within: string): CasePlan {
  if (plan_id !== undefined) return { plan_id: plan_id as PlanId };
  planInputOf({ rule, terms }, within);
  return terms ? { terms } : { rule };
}
