import * as z from "zod/mini";
import { planCaseGiven, planCaseOrder } from "../../../contracts/api/plan-cases.ts";
import type { PlanCase } from "../../../services/plans/cases.ts";
import type { PlanException } from "../../../services/plans/exceptions.ts";
import { showInstant } from "./money.ts";
import { count, idOf, instant, maybe, maybeInstant, minor, several, text, view } from "./schema.ts";

const caseSums = several(
  z.strictObject({ affiliate: text, kind: text, amount_minor: minor, currency: text }),
);
/** As it was given; what tells of the customer is null for who may not see it. */
const givenView = z.extend(planCaseGiven, {
  order: z.extend(planCaseOrder, { metadata: maybe(planCaseOrder.shape.metadata) }),
  customer: z.strictObject({ conversions_before: maybe(count), first_converted_at: maybeInstant }),
});
/** A case of a plan, with what the newest version pays in it. */
export const planCaseView = view("PlanCase", {
  id: idOf("pcs"),
  object: z.literal("plan_case"),
  plan_id: idOf("pln"),
  name: text,
  given: givenView,
  expected: caseSums,
  outcome: z.strictObject({
    plan_version: count,
    passes: z.boolean(),
    problem: maybe(text),
    sums: caseSums,
  }),
  retired_at: maybeInstant,
  created_at: instant,
});
/** An affiliate's own plan in a program. */
export const planExceptionView = view("PlanException", {
  id: idOf("pex"),
  object: z.literal("plan_exception"),
  program_id: idOf("prg"),
  affiliate_id: idOf("aff"),
  plan_id: maybe(idOf("pln")),
  effective_from: instant,
  effective_to: maybeInstant,
  created_at: instant,
});

/** Shows a case of a plan, with what the newest version pays in it. */
export function showPlanCase({
  id,
  planId,
  name,
  given,
  expected,
  outcome,
  retiredAt,
  createdAt,
}: PlanCase): z.output<typeof planCaseView> {
  return {
    ...{
      id,
      object: "plan_case",
      plan_id: planId,
      name,
      given: given as z.output<typeof givenView>,
      expected,
    },
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
export function showPlanException(exception: PlanException): z.output<typeof planExceptionView> {
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
