import { sql } from "drizzle-orm";
import {
  boolean,
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
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { AffiliateId, BatchId, CommissionId, PayoutId } from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, currency, instant, minorUnits, workspaceId } from "./columns.ts";
import { commissions } from "./commissions.ts";
import { workspaces } from "./organisations.ts";

export const payoutBatchStatus = pgEnum("payout_batch_status", [
  "prepared",
  "approved",
  "submitting",
  "submitted",
  "unknown",
  "paid",
  "failed",
  "cancelled",
]);
export const payoutProvider = pgEnum("payout_provider", ["csv"]);

/** The least that is paid out in a currency; without a row there is no minimum. */
export const payoutMinimums = pgTable(
  "payout_minimums",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    currency: currency().notNull(),
    minimumMinor: minorUnits("minimum_minor").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.currency] }),
    check("payout_minimums_not_negative", sql`${table.minimumMinor} >= 0`),
  ],
);

/** The payouts of one run in one currency. */
export const payoutBatches = pgTable(
  "payout_batches",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<BatchId>().notNull(),
    currency: currency().notNull(),
    provider: payoutProvider().notNull(),
    status: payoutBatchStatus().notNull().default("prepared"),
    totalMinor: minorUnits("total_minor").notNull(),
    payoutsCount: integer("payouts_count").notNull(),
    /** Actor who prepared it, e.g. `key:key_…` or `system:cron`; never the one who approves. */
    preparedBy: text("prepared_by").notNull(),
    approvedBy: text("approved_by"),
    approvedAt: instant("approved_at"),
    submittedAt: instant("submitted_at"),
    paidAt: instant("paid_at"),
    /** Where the provider's file lies, once there is one. */
    fileKey: text("file_key"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    index("payout_batches_status_idx").on(table.workspaceId, table.status),
    check("payout_batches_total_positive", sql`${table.totalMinor} > 0 and ${table.payoutsCount} > 0`),
    check(
      "payout_batches_second_person",
      sql`${table.approvedBy} is null or ${table.approvedBy} <> ${table.preparedBy}`,
    ),
    check(
      "payout_batches_approved_first",
      sql`${table.approvedBy} is not null or ${table.status} in ('prepared', 'cancelled')`,
    ),
  ],
);

/** One transfer to one affiliate. Amount and recipient are frozen when the batch is prepared. */
export const payouts = pgTable(
  "payouts",
  {
    workspaceId: workspaceId(),
    id: text().$type<PayoutId>().notNull(),
    batchId: text("batch_id").$type<BatchId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    currency: currency().notNull(),
    amountMinor: minorUnits("amount_minor").notNull(),
    /** Name and address of the recipient as they were then. */
    recipient: jsonb().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("payouts_batch_affiliate").on(table.workspaceId, table.batchId, table.affiliateId),
    foreignKey({
      columns: [table.workspaceId, table.batchId],
      foreignColumns: [payoutBatches.workspaceId, payoutBatches.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    check("payouts_amount_positive", sql`${table.amountMinor} > 0`),
  ],
);

/** Which commissions a payout pays. A commission is in at most one live payout. */
export const payoutItems = pgTable(
  "payout_items",
  {
    workspaceId: workspaceId(),
    payoutId: text("payout_id").$type<PayoutId>().notNull(),
    commissionId: text("commission_id").$type<CommissionId>().notNull(),
    amountMinor: minorUnits("amount_minor").notNull(),
    /** False once the batch was cancelled and the commission is free again. */
    isLive: boolean("is_live").notNull().default(true),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.payoutId, table.commissionId] }),
    uniqueIndex("payout_items_one_live")
      .on(table.workspaceId, table.commissionId)
      .where(sql`${table.isLive}`),
    foreignKey({
      columns: [table.workspaceId, table.payoutId],
      foreignColumns: [payouts.workspaceId, payouts.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.commissionId],
      foreignColumns: [commissions.workspaceId, commissions.id],
    }),
  ],
);

/** Each call of a provider, written before the call is made. */
export const payoutAttempts = pgTable(
  "payout_attempts",
  {
    workspaceId: workspaceId(),
    batchId: text("batch_id").$type<BatchId>().notNull(),
    attempt: integer().notNull(),
    provider: payoutProvider().notNull(),
    /** The provider's idempotency key: the same for every attempt of a batch. */
    providerKey: text("provider_key").notNull(),
    /** SHA-256 of amounts and recipients as submitted, hex. */
    fingerprint: text().notNull(),
    outcome: text(),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.batchId, table.attempt] }),
    foreignKey({
      columns: [table.workspaceId, table.batchId],
      foreignColumns: [payoutBatches.workspaceId, payoutBatches.id],
    }),
  ],
);
