import { type SQLWrapper, sql } from "drizzle-orm";
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
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { CommissionFx } from "../../core/money/commission-fx.ts";
import type {
  AffiliateId,
  CommissionId,
  ConversionId,
  DecisionId,
  PlanId,
  ProgramId,
} from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, currency, instant, minorUnits, workspaceId } from "./columns.ts";
import { conversions } from "./conversions.ts";
import { credits, decisions } from "./decisions.ts";
import { planVersions, programs } from "./programs.ts";

export const commissionStatus = pgEnum("commission_status", [
  "pending",
  "approved",
  "held",
  "batched",
  "paid",
  "reversed",
]);

/** `override`: a sponsor's part of what a credit earned further down; `bonus`: a threshold was reached. */
export const commissionKind = pgEnum("commission_kind", ["sale", "override", "bonus"]);

/** What one credit earns, its affiliate or those above. */
export const commissions = pgTable(
  "commissions",
  {
    workspaceId: workspaceId(),
    id: text().$type<CommissionId>().notNull(),
    decisionId: text("decision_id").$type<DecisionId>().notNull(),
    creditPosition: integer("credit_position").notNull(),
    conversionId: text("conversion_id").$type<ConversionId>().notNull(),
    kind: commissionKind().notNull().default("sale"),
    /** 0 of a sale; of an override the sponsor's distance, of a bonus its place in the plan, both from 1. */
    level: integer().notNull().default(0),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    planId: text("plan_id").$type<PlanId>().notNull(),
    planVersion: integer("plan_version").notNull(),
    /** The credit's part of the sale, in minor units of the sale's currency. */
    baseMinor: minorUnits("base_minor").notNull(),
    baseCurrency: currency("base_currency").notNull(),
    amountMinor: minorUnits("amount_minor").notNull(),
    currency: currency().notNull(),
    /** What changes of the sale took of it while it was in no payout: it pays the rest. */
    reducedMinor: minorUnits("reduced_minor").notNull().default(sql`0`),
    /** What it was before changes of the sale took all of it; null if they did not, or a person did. */
    reversedFrom: commissionStatus("reversed_from"),
    /** The newer decision of the conversion that took its place, and what it was until then; null while it stands. */
    supersededBy: text("superseded_by").$type<DecisionId>(),
    supersededFrom: commissionStatus("superseded_from"),
    /** What was earned before it was converted, and the rates it was converted at; null if it was not. */
    fx: jsonb().$type<CommissionFx>(),
    /** The rule of the plan that applied; null of a commission before plans had rules. */
    ruleId: text("rule_id"),
    /** `{plan}:{bonus}:{period}` of a bonus: an affiliate earns it once. */
    bonusKey: text("bonus_key"),
    /** Each condition with true or false, and the arithmetic, as `core/commission/calculate-plan.ts` writes it. */
    trace: jsonb(),
    /** The calculation in words, as shown to the affiliate. */
    arithmetic: text().notNull(),
    status: commissionStatus().notNull(),
    /**
     * Its status, with what is in a payout under way as approved still: what indexes are made of, so that claiming a
     * million changes none of them (docs/decisions/0027-claims-that-change-no-index.md).
     */
    indexedStatus: commissionStatus("indexed_status")
      .notNull()
      .generatedAlwaysAs(
        sql`case when status = 'batched' then 'approved'::commission_status else status end`,
      ),
    /** Approved by the cron once this has passed. */
    holdUntil: instant("hold_until").notNull(),
    approvedAt: instant("approved_at"),
    /** From when on it may be paid, by the NET terms in force at its approval; null for the approval itself. */
    payableAt: instant("payable_at"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("commissions_credit").on(
      table.workspaceId,
      table.decisionId,
      table.creditPosition,
      table.kind,
      table.level,
    ),
    uniqueIndex("commissions_bonus")
      .on(table.workspaceId, table.affiliateId, table.bonusKey)
      .where(
        sql`${table.bonusKey} is not null and ${table.indexedStatus} <> 'reversed' and ${table.supersededBy} is null`,
      ),
    foreignKey({
      columns: [table.workspaceId, table.decisionId, table.creditPosition],
      foreignColumns: [credits.workspaceId, credits.decisionId, credits.position],
    }),
    foreignKey({
      columns: [table.workspaceId, table.supersededBy],
      foreignColumns: [decisions.workspaceId, decisions.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.conversionId],
      foreignColumns: [conversions.workspaceId, conversions.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.programId],
      foreignColumns: [programs.workspaceId, programs.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.planId, table.planVersion],
      foreignColumns: [planVersions.workspaceId, planVersions.planId, planVersions.version],
    }),
    index("commissions_pending_idx")
      .on(table.workspaceId, table.holdUntil)
      .where(sql`${table.indexedStatus} = 'pending'`),
    index("commissions_approved_idx")
      .on(table.workspaceId, table.currency, table.id)
      .where(sql`${table.indexedStatus} = 'approved'`),
    index("commissions_conversion_idx").on(table.workspaceId, table.conversionId),
    index("commissions_held_idx").on(table.workspaceId, table.id).where(sql`${table.indexedStatus} = 'held'`),
    index("commissions_affiliate_idx").on(table.workspaceId, table.affiliateId, table.id),
    ...checksOf(table),
  ],
);

/** What each row of a commission must hold, whoever writes it. */
function checksOf(
  table: Readonly<
    Record<
      | "kind"
      | "level"
      | "status"
      | "amountMinor"
      | "reducedMinor"
      | "reversedFrom"
      | "bonusKey"
      | "supersededBy"
      | "supersededFrom"
      | "approvedAt",
      SQLWrapper
    >
  >,
) {
  return [
    check("commissions_level", sql`(${table.kind} = 'sale') = (${table.level} = 0) and ${table.level} >= 0`),
    check("commissions_bonus_key", sql`(${table.bonusKey} is not null) = (${table.kind} = 'bonus')`),
    check("commissions_amount_positive", sql`${table.amountMinor} > 0`),
    check("commissions_reduced_range", sql`${table.reducedMinor} between 0 and ${table.amountMinor}`),
    check(
      "commissions_reversed_from",
      sql`${table.reversedFrom} is null or (${table.status} = 'reversed'
        and ${table.reversedFrom} in ('pending', 'held', 'approved') and ${table.reducedMinor} = ${table.amountMinor})`,
    ),
    check(
      "commissions_superseded",
      sql`(${table.supersededBy} is null) = (${table.supersededFrom} is null)
        and (${table.supersededBy} is null or ${table.status} not in ('pending', 'held'))`,
    ),
    check(
      "commissions_approved_at",
      sql`(${table.approvedAt} is not null) or ${table.status} in ('pending', 'held', 'reversed')`,
    ),
  ];
}
