import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
} from "drizzle-orm/pg-core";
import { CHANGE_KINDS } from "../../core/commission/refund.ts";
import type {
  AffiliateId,
  ChangeId,
  CommissionId,
  ConversionId,
  DecisionId,
  DisputeId,
  KeyId,
  PayoutId,
} from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, currency, instant, minorUnits, workspaceId } from "./columns.ts";
import { commissions } from "./commissions.ts";
import { decisions } from "./decisions.ts";
import { disputes } from "./disputes.ts";
import { workspaces } from "./organisations.ts";
import { payouts } from "./payouts.ts";

export const changeKind = pgEnum("change_kind", CHANGE_KINDS);
/** `parked`: its conversion is not decided yet, or not here. `refused`: it cannot be, and counts for nothing. */
export const changeStatus = pgEnum("change_status", ["parked", "applied", "refused"]);
export const adjustmentKind = pgEnum("adjustment_kind", ["unpaid", "carried"]);

/**
 * The merchant's report that something happened to a sale: a refund, a cancellation, a chargeback, or that a
 * chargeback was won. It may come before its conversion, so that there is no foreign key.
 */
export const conversionChanges = pgTable(
  "conversion_changes",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<ChangeId>().notNull(),
    conversionId: text("conversion_id").$type<ConversionId>().notNull(),
    /** The merchant's own id of it, unique among the changes of a conversion. */
    externalId: text("external_id").notNull(),
    /** SHA-256 of the canonical request, hex: tells a repeat from a conflict. */
    fingerprint: text().notNull(),
    kind: changeKind().notNull(),
    status: changeStatus().notNull().default("parked"),
    /** Minor units of the sale's currency; null, with no items, for the whole sale. */
    amountMinor: minorUnits("amount_minor"),
    /** `[{ sku, quantity } | { sku, amount_minor }]`. */
    items: jsonb(),
    chargebackExternalId: text("chargeback_external_id"),
    reason: text(),
    /** Why it was refused. */
    problem: text(),
    /** What of the sale was given back in all, once this was applied. */
    refundedMinor: minorUnits("refunded_minor"),
    keyId: text("key_id").$type<KeyId>().notNull(),
    occurredAt: instant("occurred_at").notNull(),
    receivedAt: instant("received_at").notNull(),
    appliedAt: instant("applied_at"),
    /** When it was applied, on the ledger's clock; null of one from before that was kept. */
    writtenAt: instant("written_at"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("conversion_changes_external_id").on(table.workspaceId, table.conversionId, table.externalId),
    index("conversion_changes_parked_idx")
      .on(table.workspaceId, table.conversionId)
      .where(sql`${table.status} = 'parked'`),
    check("conversion_changes_amount_not_negative", sql`${table.amountMinor} >= 0`),
    check("conversion_changes_sum_or_items", sql`${table.amountMinor} is null or ${table.items} is null`),
    check(
      "conversion_changes_names_its_chargeback",
      sql`(${table.chargebackExternalId} is not null) = (${table.kind} = 'chargeback_won')`,
    ),
    check("conversion_changes_problem", sql`(${table.problem} is not null) = (${table.status} = 'refused')`),
    check("conversion_changes_applied", sql`(${table.appliedAt} is null) = (${table.status} = 'parked')`),
  ],
);

/**
 * What a change of the sale, a newer decision of it, or a dispute did to a commission, in the affiliate's favour where
 * positive. `unpaid` changes what the commission pays; `carried` goes into the affiliate's next payout, once. What a
 * dispute gave is always carried, and no part of what later changes and decisions of the sale reckon with.
 */
export const commissionAdjustments = pgTable(
  "commission_adjustments",
  {
    workspaceId: workspaceId(),
    /** Its cause is one of the three. */
    changeId: text("change_id").$type<ChangeId>(),
    decisionId: text("decision_id").$type<DecisionId>(),
    disputeId: text("dispute_id").$type<DisputeId>(),
    /** A dispute gives once, and what it gave is taken back once at most. */
    causeId: text("cause_id")
      .$type<ChangeId | DecisionId | DisputeId | `${DisputeId}:back`>()
      .notNull()
      .generatedAlwaysAs(
        sql`coalesce(change_id, decision_id, dispute_id || case when amount_minor < 0 then ':back' else '' end)`,
      ),
    commissionId: text("commission_id").$type<CommissionId>().notNull(),
    kind: adjustmentKind().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    currency: currency().notNull(),
    amountMinor: minorUnits("amount_minor").notNull(),
    /** The payout that netted what is carried; null until one does, and again if its batch is cancelled. */
    payoutId: text("payout_id").$type<PayoutId>(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.causeId, table.commissionId, table.kind] }),
    foreignKey({
      columns: [table.workspaceId, table.changeId],
      foreignColumns: [conversionChanges.workspaceId, conversionChanges.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.decisionId],
      foreignColumns: [decisions.workspaceId, decisions.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.disputeId],
      foreignColumns: [disputes.workspaceId, disputes.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.commissionId],
      foreignColumns: [commissions.workspaceId, commissions.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.payoutId],
      foreignColumns: [payouts.workspaceId, payouts.id],
    }),
    index("commission_adjustments_open_idx")
      .on(table.workspaceId, table.currency, table.affiliateId)
      .where(sql`${table.kind} = 'carried' and ${table.payoutId} is null`),
    index("commission_adjustments_commission_idx").on(table.workspaceId, table.commissionId),
    index("commission_adjustments_dispute_idx")
      .on(table.workspaceId, table.disputeId)
      .where(sql`${table.disputeId} is not null`),
    index("commission_adjustments_payout_idx").on(table.workspaceId, table.payoutId),
    check(
      "commission_adjustments_cause",
      sql`num_nonnulls(${table.changeId}, ${table.decisionId}, ${table.disputeId}) = 1`,
    ),
    check("commission_adjustments_dispute", sql`${table.disputeId} is null or ${table.kind} = 'carried'`),
    check("commission_adjustments_not_zero", sql`${table.amountMinor} <> 0`),
    check("commission_adjustments_netted", sql`${table.payoutId} is null or ${table.kind} = 'carried'`),
  ],
);
