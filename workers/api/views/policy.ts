import * as z from "zod/mini";
import { createPolicyCaseRequest } from "../../../contracts/api/policies.ts";
import type { PolicyCase } from "../../../services/policies/cases.ts";
import type { PolicyVersion } from "../../../services/policies/newest-policy.ts";
import { showInstant } from "./money.ts";
import { policyBodyView, showPolicyBody } from "./policy-body.ts";
import { count, idOf, instant, maybeInstant, several, text, view } from "./schema.ts";

/** A version of the attribution policy. */
export const policyView = view("PolicyVersion", {
  object: z.literal("policy_version"),
  version: count,
  policy: policyBodyView,
  hash: text,
  effective_from: instant,
});
const caseCredits = several(z.strictObject({ affiliate: text, credit_ppm: count }));
const expectedView = z.strictObject({ reason: text, credits: caseCredits });
/** A case, and what the newest version of the policy makes of it. */
export const policyCaseView = view("PolicyCase", {
  id: idOf("poc"),
  object: z.literal("policy_case"),
  name: text,
  given: createPolicyCaseRequest.shape.given,
  expected: expectedView,
  outcome: z.strictObject({
    policy_version: count,
    passes: z.boolean(),
    reason: text,
    credits: caseCredits,
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
  return {
    id: row.id,
    object: "policy_case",
    name: row.name,
    given: row.given as z.output<typeof policyCaseView>["given"],
    expected: row.expected as z.output<typeof expectedView>,
    outcome: { policy_version: row.version, passes: row.problem === null, ...row.outcome },
    retired_at: showInstant(row.retiredAt),
    created_at: showInstant(row.createdAt),
  };
}
