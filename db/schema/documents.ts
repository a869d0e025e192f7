import { sql } from "drizzle-orm";
import {
  bigint,
  char,
  check,
  date,
  foreignKey,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { DOCUMENT_KINDS } from "../../core/documents/document.ts";
import type {
  AffiliateId,
  DocumentId,
  LegalDetailsId,
  PayoutId,
  SelfBillingId,
} from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, currency, instant, minorUnits, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";
import { payouts } from "./payouts.ts";

export const documentKind = pgEnum("document_kind", DOCUMENT_KINDS);

/**
 * Name and address of a party as its documents show them: of the merchant, or of an affiliate. Append-only
 * versions, of which the last counts for documents to come; those that are made hold their own copy.
 */
export const legalDetails = pgTable(
  "legal_details",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<LegalDetailsId>().notNull(),
    /** Null for the merchant. */
    affiliateId: text("affiliate_id").$type<AffiliateId>(),
    version: integer().notNull(),
    name: text().notNull(),
    addressLine1: text("address_line1").notNull(),
    addressLine2: text("address_line2"),
    postalCode: text("postal_code"),
    city: text().notNull(),
    region: text(),
    /** ISO 3166-1 alpha-2. */
    country: char({ length: 2 }).notNull(),
    companyNumber: text("company_number"),
    /** The merchant's. An affiliate's is its tax form of kind `vat`. */
    vatId: text("vat_id"),
    /** What an affiliate's payouts hold of VAT where its sales to the merchant bear it; null where they bear none. */
    vatRateBps: integer("vat_rate_bps"),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("legal_details_version")
      .on(table.workspaceId, table.affiliateId, table.version)
      .nullsNotDistinct(),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    check("legal_details_version_positive", sql`${table.version} > 0`),
    check("legal_details_vat_id", sql`${table.vatId} is null or ${table.affiliateId} is null`),
    check(
      "legal_details_vat_rate",
      sql`${table.vatRateBps} is null or (${table.affiliateId} is not null and ${table.vatRateBps} between 1 and 9999)`,
    ),
  ],
);

/** That an affiliate agreed to be billed by the merchant in its name. Payouts from then on, until it ends, get an invoice. */
export const selfBillingAgreements = pgTable(
  "self_billing_agreements",
  {
    workspaceId: workspaceId(),
    id: text().$type<SelfBillingId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    /** What was agreed to, in the merchant's word for it, e.g. the version of its terms. */
    terms: text().notNull(),
    agreedAt: instant("agreed_at").notNull(),
    endedAt: instant("ended_at"),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    uniqueIndex("self_billing_agreements_one")
      .on(table.workspaceId, table.affiliateId)
      .where(sql`${table.endedAt} is null`),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    check(
      "self_billing_agreements_order",
      sql`${table.endedAt} is null or ${table.endedAt} >= ${table.agreedAt}`,
    ),
  ],
);

/**
 * How the documents of a kind are numbered, and the last number given. Whoever makes documents locks this row
 * first and writes the number with them, and the commit fails unless each number up to it is a document's.
 */
export const documentSeries = pgTable(
  "document_series",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    kind: documentKind().notNull(),
    /** What stands before the number; no two kinds of a workspace share one. */
    prefix: text().notNull(),
    lastSequence: bigint("last_sequence", { mode: "bigint" }).notNull().default(sql`0`),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.kind] }),
    unique("document_series_prefix").on(table.workspaceId, table.prefix),
    check("document_series_prefix_form", sql`${table.prefix} ~ '^[A-Z0-9][A-Z0-9/-]{0,14}[A-Z/-]$'`),
    check("document_series_not_negative", sql`${table.lastSequence} >= 0`),
  ],
);

/**
 * A document of a payout. Append-only but for where its PDF lies: what was wrong, or came back, is answered by
 * a document of its own. The body holds all that the document says, so that it reads the same for ever.
 */
export const documents = pgTable(
  "documents",
  {
    workspaceId: workspaceId(),
    id: text().$type<DocumentId>().notNull(),
    kind: documentKind().notNull(),
    /** Counted from 1 for each kind, without a gap. */
    sequence: bigint({ mode: "bigint" }).notNull(),
    /** Prefix and sequence as printed. */
    number: text().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    payoutId: text("payout_id").$type<PayoutId>().notNull(),
    /** The document that this one takes back, or null. */
    correctsId: text("corrects_id").$type<DocumentId>(),
    currency: currency().notNull(),
    /** What it comes to; negative where it takes back. */
    totalMinor: minorUnits("total_minor").notNull(),
    /** Day in the workspace's time zone. */
    issuedOn: date("issued_on", { mode: "string" }).notNull(),
    /** Canonical JSON, as `core/documents` writes it. */
    body: text().notNull(),
    /** SHA-256 of the body, hex. */
    hash: char({ length: 64 }).notNull(),
    /** SHA-256 of the PDF, hex, once it is stored; never changed after that. */
    pdfHash: char("pdf_hash", { length: 64 }),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("documents_sequence").on(table.workspaceId, table.kind, table.sequence),
    unique("documents_number").on(table.workspaceId, table.number),
    unique("documents_payout").on(table.workspaceId, table.payoutId, table.kind),
    index("documents_affiliate_idx").on(table.workspaceId, table.affiliateId, table.id),
    index("documents_without_pdf_idx").on(table.workspaceId, table.id).where(sql`${table.pdfHash} is null`),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.payoutId],
      foreignColumns: [payouts.workspaceId, payouts.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.correctsId],
      foreignColumns: [table.workspaceId, table.id],
      name: "documents_corrects_fk",
    }),
    check("documents_sequence_positive", sql`${table.sequence} > 0`),
    check(
      "documents_sign",
      sql`(${table.kind} in ('statement', 'invoice')) = (${table.totalMinor} > 0)
        and (${table.kind} in ('statement', 'invoice')) = (${table.correctsId} is null) and ${table.totalMinor} <> 0`,
    ),
  ],
);

/**
 * Which documents a payout is to have, written by a trigger when it was paid or came back. One that cannot be made
 * yet says what it waits for, and is looked at again.
 */
export const documentTasks = pgTable(
  "document_tasks",
  {
    workspaceId: workspaceId(),
    payoutId: text("payout_id").$type<PayoutId>().notNull(),
    kind: documentKind().notNull(),
    /** Not looked at before. */
    lookAt: instant("look_at").notNull().defaultNow(),
    /** What is missing: `merchant_details`, `affiliate_details`, `vat_rate`, or null. */
    waitsFor: text("waits_for"),
    /** When the document was made; null while it is not. */
    doneAt: instant("done_at"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.payoutId, table.kind] }),
    index("document_tasks_open_idx").on(table.workspaceId, table.lookAt).where(sql`${table.doneAt} is null`),
    foreignKey({
      columns: [table.workspaceId, table.payoutId],
      foreignColumns: [payouts.workspaceId, payouts.id],
    }),
  ],
);
