import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
} from "drizzle-orm/pg-core";
import { ACCOUNTS } from "../../core/ledger/accounts.ts";
import type { AffiliateId, JournalId } from "../../core/shared/id.ts";
import { createdAt, currency, instant, minorUnits, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

export const ledgerAccount = pgEnum("ledger_account", ACCOUNTS);

/** Entries written together. Append-only; corrections are new journals. */
export const journals = pgTable(
  "journals",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<JournalId>().notNull(),
    /** Natural key of the effect: the same effect booked twice is one journal. */
    key: text().notNull(),
    kind: text().notNull(),
    /** SHA-256 of the canonical entries, hex: tells a repeat from a conflict. */
    fingerprint: text().notNull(),
    /** The rows the journal explains, e.g. `{ commission_id }`. */
    refs: jsonb().notNull(),
    bookedAt: instant("booked_at").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("journals_key").on(table.workspaceId, table.key),
    index("journals_booked_idx").on(table.workspaceId, table.bookedAt, table.id),
  ],
);

/** One line of a journal. A deferred constraint trigger refuses a journal that does not sum to zero. */
export const ledgerEntries = pgTable(
  "ledger_entries",
  {
    workspaceId: workspaceId(),
    journalId: text("journal_id").$type<JournalId>().notNull(),
    line: integer().notNull(),
    account: ledgerAccount().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>(),
    currency: currency().notNull(),
    /** Minor units; a debit is positive, a credit negative. */
    amountMinor: minorUnits("amount_minor").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.journalId, table.line] }),
    foreignKey({
      columns: [table.workspaceId, table.journalId],
      foreignColumns: [journals.workspaceId, journals.id],
    }),
    index("ledger_entries_account_idx").on(
      table.workspaceId,
      table.account,
      table.affiliateId,
      table.currency,
    ),
    check("ledger_entries_not_zero", sql`${table.amountMinor} <> 0`),
  ],
);
