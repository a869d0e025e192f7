import { sql } from "drizzle-orm";
import {
  char,
  check,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
} from "drizzle-orm/pg-core";
import { ATTRIBUTED_REASONS, type ReasonCode } from "../../core/attribution/reasons.ts";
import type { ConversionId, KeyId } from "../../core/shared/id.ts";
import { currency, instant, minorUnits, workspaceId } from "./columns.ts";

export const conversionStatus = pgEnum("conversion_status", ["received", "attributed", "unattributed"]);

/** Reasons of a conversion that somebody was credited with, as the text of a list. */
const ATTRIBUTED_CODES = sql.raw(
  Object.keys(ATTRIBUTED_REASONS)
    .map((code) => `'${code}'`)
    .join(", "),
);

/** The merchant's report that something was bought or done. */
export const conversions = pgTable(
  "conversions",
  {
    // That there is one is looked up once a statement (docs/decisions/0048).
    workspaceId: workspaceId(),
    id: text().$type<ConversionId>().notNull(),
    externalId: text("external_id").notNull(),
    /** SHA-256 of the canonical request, hex: tells a repeat from a conflict. */
    fingerprint: text().notNull(),
    event: text().notNull(),
    status: conversionStatus().notNull().default("received"),
    /** Null exactly while the conversion is undecided. */
    reason: text().$type<ReasonCode>(),
    amountMinor: minorUnits("amount_minor").notNull(),
    currency: currency().notNull(),
    /** What of it was given back so far. */
    refundedMinor: minorUnits("refunded_minor").notNull().default(sql`0`),
    occurredAt: instant("occurred_at").notNull(),
    receivedAt: instant("received_at").notNull(),
    /** From when on it waits for clicks that are not there yet. */
    firstLookAt: instant("first_look_at").notNull().defaultNow(),
    /** Click ids as the merchant sent them, unverified. */
    clickIds: text("click_ids").array().notNull(),
    customerExternalId: text("customer_external_id"),
    customerEmailSha256: text("customer_email_sha256"),
    couponCode: text("coupon_code"),
    items: jsonb(),
    /** What of the amount is shipping and tax, and what the discount took off the items, as far as it was said. */
    shippingMinor: minorUnits("shipping_minor").notNull().default(sql`0`),
    taxMinor: minorUnits("tax_minor").notNull().default(sql`0`),
    discountMinor: minorUnits("discount_minor").notNull().default(sql`0`),
    /** Of the buyer, ISO 3166-1 alpha-2. */
    country: char({ length: 2 }),
    metadata: jsonb(),
    keyId: text("key_id").$type<KeyId>().notNull(),
    /** When an undecided conversion is looked at next; null once decided. */
    retryAt: instant("retry_at"),
    attempts: integer().notNull().default(0),
    decidedAt: instant("decided_at"),
    /** When it was written, on the ledger's clock. */
    createdAt: instant("created_at").notNull().default(sql`ledger_instant()`),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("conversions_external_id").on(table.workspaceId, table.externalId),
    index("conversions_waiting_idx")
      .on(table.workspaceId, table.retryAt)
      .where(sql`${table.status} = 'received'`),
    index("conversions_customer_idx")
      .on(table.workspaceId, table.customerExternalId, table.occurredAt)
      .where(sql`${table.customerExternalId} is not null`),
    index("conversions_customer_email_idx")
      .on(table.workspaceId, table.customerEmailSha256, table.occurredAt)
      .where(sql`${table.customerEmailSha256} is not null`),
    index("conversions_received_idx").on(table.workspaceId, table.receivedAt, table.id),
    index("conversions_occurred_idx").on(table.workspaceId, table.occurredAt, table.id),
    check("conversions_amount_not_negative", sql`${table.amountMinor} >= 0`),
    check("conversions_refunded_range", sql`${table.refundedMinor} between 0 and ${table.amountMinor}`),
    check(
      "conversions_parts_not_negative",
      sql`${table.shippingMinor} >= 0 and ${table.taxMinor} >= 0 and ${table.discountMinor} >= 0`,
    ),
    check("conversions_reason_iff_decided", sql`(${table.reason} is null) = (${table.status} = 'received')`),
    check(
      "conversions_attributed_reason",
      sql`(${table.reason} in (${ATTRIBUTED_CODES})) = (${table.status} = 'attributed')`,
    ),
  ],
);
