import type { PlanCase } from "../../../services/plans/cases.ts";
import type { PlanException } from "../../../services/plans/exceptions.ts";
import { showInstant } from "./money.ts";

/** Shows a case of a plan, with what the newest version pays in it. */
export function showPlanCase({ id, planId, name, given, expected, outcome, retiredAt, createdAt }: PlanCase) {
  return {
    ...{ id, object: "plan_case", plan_id: planId, name, given, expected },
    outcome: {
      plan_version: outcome.planVersion,
      passes: outcome.problem === null,
      problem: outcome.problem,
      sums: outcome.sums,
    },
    retired_at: showInstant(retiredAt),
    created_at: showInstant(createdAt),
  };
}

/** Shows an affiliate's own plan in a program. */
export function showPlanException(exception: PlanException) {
  return {
    id: exception.id,
    object: "plan_exception",
    program_id: exception.programId,
    affiliate_id: exception.affiliateId,
    plan_id: exception.planId,
    effective_from: showInstant(exception.effectiveFrom),
    effective_to: showInstant(exception.effectiveTo),
    created_at: showInstant(exception.createdAt),
  };
}
