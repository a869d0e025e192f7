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
import type { BatchSource } from "../../core/payout/batch-source.ts";
import { PAYOUT_PROVIDERS, PAYOUT_STATUSES } from "../../core/payout/payout-lifecycle.ts";
import type { AffiliateId, BatchId, CommissionId, PayoutId, PayoutMethodId } from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, currency, instant, minorUnits, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";
import { payoutMethods } from "./payout-methods.ts";

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
export const payoutProvider = pgEnum("payout_provider", PAYOUT_PROVIDERS);
export const payoutStatus = pgEnum("payout_status", PAYOUT_STATUSES);

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

/** How a workspace reaches a provider. One for each account there; that which was put last is paid from. */
export const payoutAccounts = pgTable(
  "payout_accounts",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    provider: payoutProvider().notNull(),
    /** Which account at the provider. Keys of it may change, the account that a batch is paid from may not. */
    identity: text().notNull(),
    /** Secrets and settings; they open in the functions alone. */
    sealed: text().notNull(),
    /** Enough to tell which keys these are, e.g. `sk_live_…3f2a`. */
    hint: text().notNull(),
    putBy: text("put_by").notNull(),
    putAt: instant("put_at").notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.provider, table.identity] })],
);

/** The payouts of one run by one provider, in one currency. */
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
    /** What each currency gives to it, and at which rates. */
    sources: jsonb().$type<readonly BatchSource[]>().notNull().default([]),
    /** Actor who prepared it, e.g. `key:key_…` or `system:cron`; never the one who approves. */
    preparedBy: text("prepared_by").notNull(),
    approvedBy: text("approved_by"),
    approvedAt: instant("approved_at"),
    submittedAt: instant("submitted_at"),
    paidAt: instant("paid_at"),
    /** The account it is paid from, from the first call on. Null for the file of names, which needs none. */
    accountIdentity: text("account_identity"),
    /** Where the provider's file lies, once there is one. */
    fileKey: text("file_key"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    index("payout_batches_status_idx").on(table.workspaceId, table.status),
    foreignKey({
      columns: [table.workspaceId, table.provider, table.accountIdentity],
      foreignColumns: [payoutAccounts.workspaceId, payoutAccounts.provider, payoutAccounts.identity],
    }),
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
    /** The method it is paid to; null where it is paid by name, from a file. */
    payoutMethodId: text("payout_method_id").$type<PayoutMethodId>(),
    status: payoutStatus().notNull().default("prepared"),
    /** The key it was handed to the provider under, and what finds it again there. */
    providerKey: text("provider_key"),
    reference: text(),
    /** Why it failed, came back, or needs a person, in the provider's word. */
    reason: text(),
    submittedAt: instant("submitted_at"),
    paidAt: instant("paid_at"),
    /** When it failed or came back, as the provider says where it does. */
    endedAt: instant("ended_at"),
    /** Who said last what became of it, where that was a person and not the provider. */
    resolvedBy: text("resolved_by"),
    /** What the account it was paid from was debited, where that is told and in another currency; told once. */
    debitedMinor: minorUnits("debited_minor"),
    debitedCurrency: currency("debited_currency"),
    /** When its provider is asked next whether it came back, of one that is paid; null where it is not asked any more. */
    returnDueAt: instant("return_due_at"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    index("payouts_reference_idx")
      .on(table.workspaceId, table.reference)
      .where(sql`${table.reference} is not null`),
    index("payouts_return_due_idx")
      .on(table.workspaceId, table.returnDueAt)
      .where(sql`${table.returnDueAt} is not null`),
    check(
      "payouts_submitted_first",
      sql`(${table.providerKey} is null) = (${table.status} in ('prepared', 'cancelled'))`,
    ),
    unique("payouts_batch_affiliate").on(table.workspaceId, table.batchId, table.affiliateId),
    foreignKey({
      columns: [table.workspaceId, table.batchId],
      foreignColumns: [payoutBatches.workspaceId, payoutBatches.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId, table.payoutMethodId],
      foreignColumns: [payoutMethods.workspaceId, payoutMethods.affiliateId, payoutMethods.id],
      name: "payouts_method_of_affiliate",
    }),
    check("payouts_amount_positive", sql`${table.amountMinor} > 0`),
    check("payouts_return_due_paid", sql`${table.returnDueAt} is null or ${table.status} = 'paid'`),
    check(
      "payouts_debited_otherwise",
      sql`case when ${table.debitedCurrency} is null then ${table.debitedMinor} is null
        else coalesce(${table.debitedMinor} > 0, false) and ${table.debitedCurrency} <> ${table.currency} end`,
    ),
  ],
);

/**
 * Which commissions a payout pays. A commission is in at most one live payout. A trigger refuses what is no
 * commission of the payout's affiliate, or another sum than it pays: once for all rows of a statement.
 */
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
    index("payout_items_freed_idx").on(table.workspaceId, table.commissionId).where(sql`not ${table.isLive}`),
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
    /** The provider's idempotency key: the same for every attempt of the same payouts. */
    providerKey: text("provider_key").notNull(),
    /** SHA-256 of amounts and recipients as submitted, hex. */
    fingerprint: text().notNull(),
    /** What finds the order as a whole again at the provider, once it said so. */
    reference: text(),
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

/** What a provider told of a payout, once however often it did. */
export const payoutEvents = pgTable(
  "payout_events",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    provider: payoutProvider().notNull(),
    /** The provider's own id of it. */
    eventId: text("event_id").notNull(),
    /** Null where it is of no payout of ours. */
    payoutId: text("payout_id").$type<PayoutId>(),
    /** What it says the payout is: `submitted`, `paid`, `failed` or `needs_review`. */
    said: text().notNull(),
    reference: text(),
    reason: text(),
    occurredAt: instant("occurred_at").notNull(),
    receivedAt: instant("received_at").notNull(),
    /** `moved`, `unchanged`, `contradicts` what is booked, or `unknown_payout`. */
    outcome: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.provider, table.eventId] }),
    index("payout_events_payout_idx").on(table.workspaceId, table.payoutId),
    foreignKey({
      columns: [table.workspaceId, table.payoutId],
      foreignColumns: [payouts.workspaceId, payouts.id],
    }),
    check(
      "payout_events_outcome",
      sql`${table.outcome} in ('moved', 'unchanged', 'contradicts', 'unknown_payout')`,
    ),
  ],
);
