import * as z from "zod/mini";
import {
  caseAffiliate,
  caseCoupon,
  caseCustomer,
  caseJourney,
  caseRates,
  caseSums,
  caseTraits,
  planCaseOrder,
} from "./case-parts.ts";
import { name, problem, uniqueAffiliates } from "./parts.ts";
import { listOf, WHOLE_PPM, whole } from "./plans.ts";
import { policyTerms } from "./policies.ts";

const NOBODY_BEFORE = { conversions_before: 0, first_converted_at: null };

const casePolicy = z
  .strictObject({ version: z.optional(whole(1, 1_000_000)), terms: z.optional(policyTerms) })
  .check((context) => {
    const { version, terms } = context.value;
    if ((version === undefined) !== (terms === undefined)) return;
    context.issues.push(problem(context.value, "must have one of version and terms"));
  });

/** The fields of a case but for the policy: an order, who is credited with it or its journey, and what history knows. */
export const planCaseFields = {
  order: z.extend(planCaseOrder, { coupon: z.optional(caseCoupon) }),
  credits: z.optional(
    listOf(z.strictObject({ affiliate: caseAffiliate, credit_ppm: whole(1, WHOLE_PPM) }), 100, 1).check(
      (context) => {
        const sum = context.value.reduce((total, { credit_ppm }) => total + credit_ppm, 0);
        if (sum !== WHOLE_PPM) context.issues.push(problem(context.value, "must sum to 1000000"));
      },
    ),
  ),
  journey: z.optional(caseJourney),
  affiliates: z._default(listOf(z.strictObject(caseTraits), 100).check(uniqueAffiliates), []),
  customer: z._default(caseCustomer, NOBODY_BEFORE),
  rates: z.optional(caseRates),
};

/** `POST /v1/plans/{id}/cases`. */
export const createPlanCaseRequest = z.strictObject({
  name,
  given: z.strictObject({ ...planCaseFields, policy: z.optional(casePolicy) }).check((context) => {
    const { credits, journey, policy, order } = context.value;
    const add = (field: string, message: string, deeper: readonly string[] = []) =>
      context.issues.push(problem(context.value, message, [field, ...deeper]));
    if (credits === undefined && journey === undefined) add("credits", "is required, or journey");
    if (journey !== undefined) {
      if (credits !== undefined) add("credits", "must not be given together with journey");
      return;
    }
    if (policy !== undefined) add("policy", "belongs to a journey");
    if (order.coupon) add("order", "belongs to a journey", ["coupon"]);
  }),
  expected: caseSums,
});
