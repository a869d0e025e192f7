import type { PolicyCase } from "../../../services/policies/cases.ts";
import type { PolicyVersion } from "../../../services/policies/newest-policy.ts";
import { showInstant } from "./money.ts";

/** Shows a version of the attribution policy. */
export function showPolicy({ version, body, hash, effectiveFrom }: PolicyVersion) {
  return {
    object: "policy_version",
    version,
    policy: body,
    hash,
    effective_from: showInstant(effectiveFrom),
  };
}

/** Shows a case, and what the newest version of the policy makes of it. */
export function showPolicyCase(row: PolicyCase) {
  return {
    id: row.id,
    object: "policy_case",
    name: row.name,
    given: row.given,
    expected: row.expected,
    outcome: { policy_version: row.version, passes: row.problem === null, ...row.outcome },
    retired_at: showInstant(row.retiredAt),
    created_at: showInstant(row.createdAt),
  };
}
