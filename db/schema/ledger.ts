import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  date,
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

/** Place in a workspace's ledger, counted from 1 without a gap. */
const sequence = (name = "sequence") => bigint(name, { mode: "bigint" });

/**
 * Entries written together. Append-only; corrections are new journals. Each holds the hash of the one before
 * it, so that none can be changed, taken out or moved without every later hash telling.
 */
export const journals = pgTable(
  "journals",
  {
    // That there is one is looked up once a statement (docs/decisions/0048).
    workspaceId: workspaceId(),
    id: text().$type<JournalId>().notNull(),
    /** Natural key of the effect: the same effect booked twice is one journal. */
    key: text().notNull(),
    kind: text().notNull(),
    /** SHA-256 of the canonical entries, hex: tells a repeat from a conflict. */
    fingerprint: text().notNull(),
    /** The rows the journal explains, e.g. `{ commission_id }`. */
    refs: jsonb().notNull(),
    /** The instant whose period it counts in, never one of a closed period. */
    bookedAt: instant("booked_at").notNull(),
    /** When it was written; never earlier than the journal before it. */
    createdAt: createdAt(),
    sequence: sequence().notNull(),
    /** Hash of the journal before it, hex; zeros for the first. */
    previousHash: text("previous_hash").notNull(),
    /** SHA-256 of all of the above and below but the hash itself, hex; `core/ledger/chain.ts` says of which text. */
    hash: text().notNull(),
    /** Number of its entries, so that none can be added once it is booked. */
    entriesCount: integer("entries_count").notNull(),
    /** Line of its first entry: what the foreign key that asks for entries at commit points with. */
    firstLine: integer("first_line").notNull().default(0),
    /** The closed month, `YYYY-MM`, whose numbers it would have changed. */
    adjustsPeriod: text("adjusts_period"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("journals_key").on(table.workspaceId, table.key),
    unique("journals_sequence").on(table.workspaceId, table.sequence),
    check("journals_first_line", sql`${table.firstLine} = 0`),
    index("journals_created_idx").on(table.workspaceId, table.createdAt, table.sequence),
  ],
);

/**
 * One line of a journal. Triggers refuse entries that are not all of their journal's, from line 0, in one
 * statement, summing to zero; a deferred foreign key refuses a journal without any.
 */
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

/** Where a workspace's ledger ends. Whoever writes journals locks this row first, so it orders them. */
export const ledgerHeads = pgTable("ledger_heads", {
  workspaceId: workspaceId()
    .primaryKey()
    .references(() => workspaces.id),
  /** Sequence, hash and time of the last journal; 0 and zeros before the first. */
  lastSequence: sequence("last_sequence").notNull(),
  lastHash: text("last_hash").notNull(),
  lastCreatedAt: instant("last_created_at").notNull(),
  /** The first instant that no closed period has; null where none is closed. */
  closedBefore: instant("closed_before"),
});

/** Sums of entries, kept by a trigger; `verify` compares them with the entries. */
export const ledgerBalances = pgTable(
  "ledger_balances",
  {
    workspaceId: workspaceId(),
    account: ledgerAccount().notNull(),
    /** Empty where the account is of no affiliate. */
    affiliateId: text("affiliate_id").notNull(),
    currency: currency().notNull(),
    balanceMinor: minorUnits("balance_minor").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.account, table.affiliateId, table.currency] }),
    index("ledger_balances_affiliate_idx").on(table.workspaceId, table.affiliateId),
  ],
);

/** A closed month and where the ledger stood when it was closed. Append-only: it is never opened again. */
export const ledgerPeriods = pgTable(
  "ledger_periods",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    /** `YYYY-MM`. */
    period: text().notNull(),
    /** The month, in UTC; open at its end. */
    startsAt: instant("starts_at").notNull(),
    endsAt: instant("ends_at").notNull(),
    lastSequence: sequence("last_sequence").notNull(),
    lastHash: text("last_hash").notNull(),
    /** Balances of the accounts at its end, by currency, all affiliates together. */
    balances: jsonb().notNull(),
    closedBy: text("closed_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.period] })],
);

/** What was published of a day's journals. Append-only; the published object is the anchor, this its copy. */
export const ledgerRoots = pgTable(
  "ledger_roots",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    /** Day (UTC) on which the journals were written. */
    day: date({ mode: "string" }).notNull(),
    firstSequence: sequence("first_sequence").notNull(),
    lastSequence: sequence("last_sequence").notNull(),
    /** Hash of the journal at `lastSequence`. */
    lastHash: text("last_hash").notNull(),
    entriesCount: integer("entries_count").notNull(),
    /** Root of the Merkle tree over the day's entries, hex. */
    root: text().notNull(),
    /** SHA-256 of the object published before this one; null for the first. */
    previousDocumentHash: text("previous_document_hash"),
    documentHash: text("document_hash").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.day] }),
    unique("ledger_roots_last").on(table.workspaceId, table.lastSequence),
  ],
);
