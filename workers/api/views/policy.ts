import * as z from "zod/mini";
import { caseOrderFields } from "../../../contracts/api/case-parts.ts";
import { policyCaseFields, policyCaseOrder } from "../../../contracts/api/policy-cases.ts";
import type { PolicyCase } from "../../../services/policies/cases.ts";
import type { PolicyVersion } from "../../../services/policies/newest-policy.ts";
import { showInstant } from "./money.ts";
import { caseCustomerView, caseSumsView } from "./plan.ts";
import { policyBodyView, showPolicyBody } from "./policy-body.ts";
import { count, idOf, instant, maybe, maybeInstant, several, text, view } from "./schema.ts";

/** A version of the attribution policy. */
export const policyView = view("PolicyVersion", {
  object: z.literal("policy_version"),
  version: count,
  policy: policyBodyView,
  hash: text,
  effective_from: instant,
});
const caseCredits = several(z.strictObject({ affiliate: text, credit_ppm: count }));
/** As it was given; what tells of the customer is null for who may not see it. */
const givenView = z.strictObject({
  ...policyCaseFields,
  order: z.extend(policyCaseOrder, { metadata: z.optional(maybe(caseOrderFields.metadata)) }),
  customer: z.optional(caseCustomerView),
});
/** Credits are there where a case asks for them, sums where it asks for money. */
const expectedView = z.strictObject({
  reason: z.optional(text),
  credits: z.optional(caseCredits),
  sums: z.optional(caseSumsView),
});
/** A case, and what the newest version of the policy makes of it. */
export const policyCaseView = view("PolicyCase", {
  id: idOf("poc"),
  object: z.literal("policy_case"),
  name: text,
  given: givenView,
  expected: expectedView,
  outcome: z.strictObject({
    policy_version: count,
    passes: z.boolean(),
    problem: maybe(text),
    reason: text,
    credits: caseCredits,
    sums: z.optional(caseSumsView),
  }),
  retired_at: maybeInstant,
  created_at: instant,
});

/** Shows a version of the attribution policy. */
export function showPolicy({
  version,
  body,
  hash,
  effectiveFrom,
}: PolicyVersion): z.output<typeof policyView> {
  return {
    object: "policy_version",
    version,
    policy: showPolicyBody(body),
    hash,
    effective_from: showInstant(effectiveFrom),
  };
}

/** Shows a case, and what the newest version of the policy makes of it. */
export function showPolicyCase(row: PolicyCase): z.output<typeof policyCaseView> {
  const { reason, credits, pay } = row.outcome;
  return {
    id: row.id,
    object: "policy_case",
    name: row.name,
    given: row.given as z.output<typeof policyCaseView>["given"],
    expected: row.expected as z.output<typeof expectedView>,
    outcome: {
      ...{ policy_version: row.version, passes: row.problem === null, problem: row.problem, reason, credits },
      ...(pay ? { sums: pay.sums } : {}),
    },
    retired_at: showInstant(row.retiredAt),
    created_at: showInstant(row.createdAt),
  };
}
