import * as z from "zod/mini";
import { UNATTRIBUTED_REASONS } from "../../core/attribution/reasons.ts";
import { line } from "../text.ts";
import {
  caseCoupon,
  caseCustomer,
  caseJourney,
  caseOrderFields,
  casePlan,
  caseRates,
  caseSums,
  caseTraits,
} from "./case-parts.ts";
import { name, problem, uniqueAffiliates, uniqueBy } from "./parts.ts";
import { listOf, oneOf, WHOLE_PPM, whole } from "./plans.ts";

const UNATTRIBUTED = Object.keys(UNATTRIBUTED_REASONS) as (keyof typeof UNATTRIBUTED_REASONS)[];

const caseCredits = z
  .array(z.strictObject({ affiliate: line(64), credit_ppm: whole(1, WHOLE_PPM) }))
  .check(z.minLength(1), z.maxLength(100), (context) => {
    const { value } = context;
    const sum = value.reduce((total, { credit_ppm }) => total + credit_ppm, 0);
    if (value.length > 0 && sum !== WHOLE_PPM) context.issues.push(problem(value, "must sum to 1000000"));
  })
  .check(uniqueBy("affiliate", () => "is named before"));

/** The order of a case; what plans ask about is there where money is asked for. */
export const policyCaseOrder = z.strictObject({
  coupon: z._default(caseCoupon, null),
  ...z.partial(z.strictObject(caseOrderFields)).shape,
});

/** A journey and an order; and for money, the plans and what they ask about. */
export const policyCaseFields = {
  journey: caseJourney,
  order: z._default(policyCaseOrder, { coupon: null }),
  plan: z.optional(casePlan),
  affiliates: z.optional(
    listOf(z.strictObject({ ...caseTraits, plan: z.optional(casePlan) }), 100).check(uniqueAffiliates),
  ),
  customer: z.optional(caseCustomer),
  rates: z.optional(caseRates),
};

const given = z.strictObject(policyCaseFields).check((context) => {
  const { order, plan, journey: _, ...about } = context.value;
  const add = (path: string[], message: string) => context.issues.push(problem(context.value, message, path));
  if (plan !== undefined) {
    if (order.amount_minor === undefined) add(["order", "amount_minor"], "is required with given.plan");
    if (order.currency === undefined) add(["order", "currency"], "is required with given.plan");
    return;
  }
  const fields = [...Object.entries(about), ...Object.entries({ ...order, coupon: undefined })];
  if (fields.some(([, value]) => value !== undefined)) {
    add(["plan"], "is required for a case that tells what plans ask about");
  }
});

const expected = z
  .strictObject({
    credits: z.optional(caseCredits),
    reason: z.optional(oneOf(UNATTRIBUTED)),
    sums: z.optional(caseSums),
  })
  .check((context) => {
    const { credits, reason, sums } = context.value;
    const add = (message: string, path: string[] = []) =>
      context.issues.push(problem(context.value, message, path));
    if (credits === undefined && reason === undefined && sums === undefined) {
      add(
        "must have credits that sum to 1000000, each affiliate once, the reason why there are none, or sums",
      );
    }
    if (credits !== undefined && reason !== undefined)
      add("must not have both credits and the reason why there are none");
    if (reason !== undefined && sums?.some(({ amount_minor }) => amount_minor !== "0")) {
      add("must be nothing where nobody is credited", ["sums"]);
    }
  });

/** `POST /v1/attribution/policies/cases`. */
export const createPolicyCaseRequest = z.strictObject({ name, given, expected }).check((context) => {
  const { given, expected } = context.value;
  const add = (path: string[], message: string) => context.issues.push(problem(context.value, message, path));
  if (expected.sums !== undefined && given.plan === undefined) {
    add(["given", "plan"], "is required with expected.sums");
  }
  if (expected.sums === undefined && given.plan !== undefined) {
    add(["expected", "sums"], "is required with given.plan");
  }
});
