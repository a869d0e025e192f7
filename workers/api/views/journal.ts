import type { JournalView } from "../../../services/reading/journals.ts";
import { showInstant, showMoney } from "./money.ts";

/** Shows a journal with its entries; a debit is positive, a credit negative, and they sum to zero. */
export function showJournal(journal: JournalView) {
  return {
    id: journal.id,
    object: "journal",
    key: journal.key,
    kind: journal.kind,
    refs: journal.refs,
    booked_at: showInstant(journal.bookedAt),
    written_at: showInstant(journal.createdAt),
    adjusts_period: journal.adjustsPeriod,
    sequence: String(journal.sequence),
    hash: journal.hash,
    entries: journal.entries.map((entry) => ({
      account: entry.account,
      affiliate_id: entry.affiliateId,
      amount: showMoney(entry.amountMinor, entry.currency),
    })),
  };
}
