import * as z from "zod/mini";
import type { LedgerChange } from "../../../services/ledger/changes.ts";
import type { ClosingBalance, PeriodView } from "../../../services/ledger/close-period.ts";
import type { Verification } from "../../../services/ledger/verify-ledger.ts";
import { showInstant, showMoney } from "./money.ts";
import { count, idOf, instant, maybe, money, oneOf, several, text, view } from "./schema.ts";

/** What a verification of the ledger found. */
export const ledgerVerification = view("LedgerVerification", {
  object: z.literal("ledger_verification"),
  status: oneOf("broken", "intact", "partial"),
  after: text,
  verified: z.strictObject({ sequence: text, hash: text }),
  journals_count: count,
  entries_count: count,
  roots_count: count,
  fault: maybe(z.strictObject({ kind: text, sequence: text, journal_id: maybe(text), detail: text })),
});
/** A closed month. */
export const periodView = view("LedgerPeriod", {
  object: z.literal("ledger_period"),
  period: text,
  status: z.literal("closed"),
  starts_at: instant,
  ends_at: instant,
  ledger: z.strictObject({ sequence: text, hash: text }),
  balances: several(z.strictObject({ account: text, balance: money })),
  closed_by: text,
  closed_at: instant,
});
/** A journal that changed a number. */
export const ledgerChange = view("LedgerChange", {
  object: z.literal("ledger_change"),
  sequence: text,
  journal_id: idOf("jrn"),
  key: text,
  kind: text,
  written_at: instant,
  adjusts_period: maybe(text),
  change: money,
});

/** Shows what a verification found. `partial` ends before the ledger does: go on after `verified.sequence`. */
export function showVerification({
  after,
  verified,
  journals,
  entries,
  roots,
  isComplete,
  fault,
}: Verification): z.output<typeof ledgerVerification> {
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
export function showPeriod({
  period,
  lastSequence,
  lastHash,
  balances,
  closedBy,
  ...row
}: PeriodView): z.output<typeof periodView> {
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
}: LedgerChange): z.output<typeof ledgerChange> {
  return {
    ...{ object: "ledger_change", sequence: String(sequence), journal_id: journalId, key, kind },
    ...{ written_at: showInstant(writtenAt), adjusts_period: adjustsPeriod },
    change: showMoney(change.deltaMinor, change.currency),
  };
}
