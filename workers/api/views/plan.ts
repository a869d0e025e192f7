import * as z from "zod/mini";
import { planCaseOrder } from "../../../contracts/api/case-parts.ts";
import { planCaseFields } from "../../../contracts/api/plan-cases.ts";
import type { PlanCase } from "../../../services/plans/cases.ts";
import type { PlanException } from "../../../services/plans/exceptions.ts";
import { showInstant } from "./money.ts";
import { policyBodyView } from "./policy-body.ts";
import { count, idOf, instant, maybe, maybeInstant, minor, several, text, view } from "./schema.ts";

/** What affiliates earn by a case. */
export const caseSumsView = several(
  z.strictObject({ affiliate: text, kind: text, amount_minor: minor, currency: text }),
);
/** The customer of a case; null within for who may not see it. */
export const caseCustomerView = z.strictObject({
  conversions_before: maybe(count),
  first_converted_at: maybeInstant,
});
/** As it was given; what tells of the customer is null for who may not see it. */
const givenView = z.strictObject({
  ...planCaseFields,
  order: z.extend(planCaseFields.order, { metadata: maybe(planCaseOrder.shape.metadata) }),
  customer: caseCustomerView,
  policy: z.optional(
    z.union([z.strictObject({ version: count }), z.strictObject({ terms: policyBodyView })]),
  ),
});
/** A case of a plan, with what the newest version pays in it. */
export const planCaseView = view("PlanCase", {
  id: idOf("pcs"),
  object: z.literal("plan_case"),
  plan_id: idOf("pln"),
  name: text,
  given: givenView,
  expected: caseSumsView,
  outcome: z.strictObject({
    plan_version: count,
    passes: z.boolean(),
    problem: maybe(text),
    sums: caseSumsView,
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
