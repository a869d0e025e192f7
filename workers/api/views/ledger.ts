import type { Verification } from "../../../services/ledger/verify-ledger.ts";

/** Shows what a verification found. `partial` ends before the ledger does: go on after `verified.sequence`. */
export function showVerification({
  after,
  verified,
  journals,
  entries,
  roots,
  isComplete,
  fault,
}: Verification) {
  return {
    object: "ledger_verification",
    status: fault !== null ? "broken" : isComplete ? "intact" : "partial",
    after: String(after),
    verified: { sequence: String(verified.sequence), hash: verified.hash },
    journals_count: journals,
    entries_count: entries,
    roots_count: roots,
    fault:
      fault === null
        ? null
        : {
            ...{ kind: fault.kind, sequence: String(fault.sequence), journal_id: fault.journalId },
            detail: fault.detail,
          },
  };
}
