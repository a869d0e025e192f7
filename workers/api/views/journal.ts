import * as z from "zod/mini";
import { described } from "../../../contracts/described.ts";
import { ACCOUNTS } from "../../../core/ledger/accounts.ts";
import type { JournalView } from "../../../services/reading/journals.ts";
import { showInstant, showMoney } from "./money.ts";
import { idOf, instant, maybe, money, several, text, view } from "./schema.ts";

const references = described(
  z.record(text, text),
  "What it is of: ids under `commission_id`, `decision_id`, `dispute_id`, `payout_id` and the like; and, where a " +
    "currency was converted, the sums and rates.",
);
/** A journal with its entries, which sum to zero. */
export const journalView = view("Journal", {
  id: idOf("jrn"),
  object: z.literal("journal"),
  key: text,
  kind: text,
  refs: references,
  booked_at: instant,
  written_at: instant,
  adjusts_period: maybe(text),
  sequence: text,
  hash: text,
  entries: several(
    z.strictObject({ account: z.enum(ACCOUNTS), affiliate_id: maybe(idOf("aff")), amount: money }),
  ),
});

/** Shows a journal with its entries; a debit is positive, a credit negative, and they sum to zero. */
export function showJournal(journal: JournalView): z.output<typeof journalView> {
  return {
    id: journal.id,
    object: "journal",
    key: journal.key,
    kind: journal.kind,
    refs: journal.refs as z.output<typeof references>,
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
