import type { AuditVerification } from "../../../services/audit/verify-audit.ts";

/** Shows what a verification found. `partial` ends before the log does: go on after `verified.sequence`. */
export function showAuditVerification({ after, verified, acts, isComplete, fault }: AuditVerification) {
  return {
    object: "audit_verification",
    status: fault !== null ? "broken" : isComplete ? "intact" : "partial",
    after: String(after),
    verified: { sequence: String(verified.sequence), hash: verified.hash },
    acts_count: acts,
    fault: fault && {
      ...{ kind: fault.kind, sequence: String(fault.sequence), event_id: fault.rowId },
      detail: fault.detail,
    },
  };
}
