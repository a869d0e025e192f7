import type { LedgerChange } from "../../../services/ledger/changes.ts";
import type { ClosingBalance, PeriodView } from "../../../services/ledger/close-period.ts";
import type { Verification } from "../../../services/ledger/verify-ledger.ts";
import { showInstant, showMoney } from "./money.ts";

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

/** Shows a closed month, with where the ledger stood when it was closed. */
export function showPeriod({ period, lastSequence, lastHash, balances, closedBy, ...row }: PeriodView) {
  return {
    ...{ object: "ledger_period", period, status: "closed" },
    ...{ starts_at: showInstant(row.startsAt), ends_at: showInstant(row.endsAt) },
    ledger: { sequence: String(lastSequence), hash: lastHash },
    balances: (balances as readonly ClosingBalance[]).map(({ account, currency, balanceMinor }) => ({
      ...{ account, balance: showMoney(BigInt(balanceMinor), currency) },
    })),
    ...{ closed_by: closedBy, closed_at: showInstant(row.createdAt) },
  };
}

/** Shows a journal that changed a number. */
export function showChange({
  sequence,
  journalId,
  key,
  kind,
  writtenAt,
  adjustsPeriod,
  ...change
}: LedgerChange) {
  return {
    ...{ object: "ledger_change", sequence: String(sequence), journal_id: journalId, key, kind },
    ...{ written_at: showInstant(writtenAt), adjusts_period: adjustsPeriod },
    change: showMoney(change.deltaMinor, change.currency),
  };
}
