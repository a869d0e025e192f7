import * as z from "zod/mini";
import { auditSequence } from "../../../contracts/api/ledger.ts";
import type { AuditVerification } from "../../../services/audit/verify-log.ts";
import { count, maybe, oneOf, text, view } from "./schema.ts";

/** What a verification may be asked: after which act it begins. */
export const verifyQuery = z.strictObject({ after: z.optional(auditSequence) });
/** Acts of one answer: a second or two of work. */
export const VERIFIED_PER_CALL_MAX = 50_000;

/** What a verification of the audit log found. */
export const auditVerification = view("AuditVerification", {
  object: z.literal("audit_verification"),
  status: oneOf("broken", "intact", "partial"),
  after: text,
  verified: z.strictObject({ sequence: text, hash: text }),
  acts_count: count,
  fault: maybe(z.strictObject({ kind: text, sequence: text, event_id: maybe(text), detail: text })),
});

/** Shows what a verification found. `partial` ends before the log does: go on after `verified.sequence`. */
export function showAuditVerification({
  after,
  verified,
  acts,
  isComplete,
  fault,
}: AuditVerification): z.output<typeof auditVerification> {
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
