import type * as z from "zod/mini";
import type { createPlanVersionRequest, planTerms } from "../../contracts/api/plans.ts";
import type { CommissionPlan } from "../../core/commission/commission-plan.ts";
import { judgePlan } from "../../core/commission/judge-plan.ts";
import { type PlanRulesBody, parsePlanBody } from "../../core/commission/plan-body.ts";
import type { Currency } from "../../core/money/currency.ts";
import type { PlanInput } from "../../services/plans/plans.ts";
import { RequestError } from "../shared/errors.ts";

type Given = Omit<z.output<typeof createPlanVersionRequest>, "effective_from">;

/**
 * The plan of a request; throws `RequestError` 422 naming every field that no rule of form catches.
 *
 * @param within the path of what has the plan, with a dot at its end
 */
export function planInputOf({ rule, terms }: Given, within = ""): PlanInput {
  if (terms !== undefined) return { terms: termsOf(terms, within) };
  if (rule?.kind === "percent") return { rule: { kind: "percent", rateBps: BigInt(rule.rate_bps) } };
  if (rule === undefined) throw new RequestError("invalid_parameter", "rule is required, or terms.");
  const { amount_minor, currency } = rule;
  return { rule: { kind: "flat", amountMinor: BigInt(amount_minor), currency: currency as Currency } };
}

function termsOf(terms: z.output<typeof planTerms>, within: string): CommissionPlan {
  const plan = parsePlanBody({ v: 2, ...(terms as Omit<PlanRulesBody, "v">) });
  const problems = judgePlan(plan).map(({ param, message }) => ({
    ...{ param: `${within}terms.${param}`, code: "invalid_value", message },
  }));
  const [first] = problems;
  if (first) throw new RequestError("invalid_parameter", `${first.param} ${first.message}.`, problems);
  return plan;
}
