import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import type { AffiliateId, ConversionId, PlanId, ProgramId, SimulationId } from "../../core/shared/id.ts";
import { createdAt, currency, instant, minorUnits, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

export const simulationStatus = pgEnum("simulation_status", ["queued", "done"]);

/**
 * A question to the past: what another attribution policy, or another version of a plan, would have credited
 * and paid. Changes nothing.
 */
export const simulations = pgTable(
  "simulations",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<SimulationId>().notNull(),
    /** The policy as `core/attribution/policy-body.ts` writes it; null for the versions in force. */
    policy: jsonb(),
    /** SHA-256 of the canonical body, hex. */
    policyHash: text("policy_hash"),
    /** The plan of a back-test; null where the plans in force pay. */
    planId: text("plan_id").$type<PlanId>(),
    /** What that plan is taken to say, as `core/commission/plan-body.ts` writes it. */
    planBody: jsonb("plan_body"),
    /** Conversions that happened from here on, and before `untilAt`. */
    fromAt: instant("from_at").notNull(),
    untilAt: instant("until_at").notNull(),
    status: simulationStatus().notNull().default("queued"),
    /** The last conversion whose part is in the totals; null before the first. */
    cursorAt: instant("cursor_at"),
    cursorId: text("cursor_id").$type<ConversionId>(),
    conversions: bigint({ mode: "bigint" }).notNull().default(sql`0`),
    /** Those of them whose credits would be others. */
    changedConversions: bigint("changed_conversions", { mode: "bigint" }).notNull().default(sql`0`),
    createdAt: createdAt(),
    doneAt: instant("done_at"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    index("simulations_queued_idx").on(table.workspaceId, table.id).where(sql`${table.status} = 'queued'`),
    check("simulations_policy_hash", sql`(${table.policy} is null) = (${table.policyHash} is null)`),
    check("simulations_plan_body", sql`(${table.planId} is null) = (${table.planBody} is null)`),
    check("simulations_period", sql`${table.fromAt} < ${table.untilAt}`),
    check("simulations_done_at", sql`(${table.status} = 'done') = (${table.doneAt} is not null)`),
    check("simulations_cursor", sql`(${table.cursorAt} is null) = (${table.cursorId} is null)`),
  ],
);

/** What a simulation found for an affiliate, month and currency: as it is now, and as it would be. */
export const simulationTotals = pgTable(
  "simulation_totals",
  {
    workspaceId: workspaceId(),
    simulationId: text("simulation_id").$type<SimulationId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    /** `YYYY-MM` in the time zone of the workspace. */
    month: text().notNull(),
    currency: currency().notNull(),
    conversionsNow: bigint("conversions_now", { mode: "bigint" }).notNull(),
    conversionsThen: bigint("conversions_then", { mode: "bigint" }).notNull(),
    /** Parts per million of a conversion. */
    creditNowPpm: bigint("credit_now_ppm", { mode: "bigint" }).notNull(),
    creditThenPpm: bigint("credit_then_ppm", { mode: "bigint" }).notNull(),
    commissionNowMinor: minorUnits("commission_now_minor").notNull(),
    commissionThenMinor: minorUnits("commission_then_minor").notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.workspaceId, table.simulationId, table.affiliateId, table.month, table.currency],
    }),
    foreignKey({
      columns: [table.workspaceId, table.simulationId],
      foreignColumns: [simulations.workspaceId, simulations.id],
    }),
  ],
);

/**
 * Credits a simulation gave so far, and what they would have earned: what later sales of the same simulation
 * are told of earlier ones. Kept only where a plan asks what sales before came to, or a customer may be locked.
 */
export const simulationCredits = pgTable(
  "simulation_credits",
  {
    workspaceId: workspaceId(),
    simulationId: text("simulation_id").$type<SimulationId>().notNull(),
    conversionId: text("conversion_id").$type<ConversionId>().notNull(),
    position: integer().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    creditPpm: integer("credit_ppm").notNull(),
    planId: text("plan_id").$type<PlanId>().notNull(),
    /** `YYYY-MM` in the time zone of the workspace. */
    month: text().notNull(),
    /** Null where no rule of the plan applies: volumes count none of it. */
    baseMinor: minorUnits("base_minor"),
    baseCurrency: currency("base_currency").notNull(),
    amountMinor: minorUnits("amount_minor").notNull(),
    currency: currency().notNull(),
    /** The keys of the customer, as `core/settlement/conversion.ts` writes them. */
    customerKeys: text("customer_keys").array().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.simulationId, table.conversionId, table.position] }),
    foreignKey({
      columns: [table.workspaceId, table.simulationId],
      foreignColumns: [simulations.workspaceId, simulations.id],
    }),
    index("simulation_credits_affiliate_idx").on(table.workspaceId, table.simulationId, table.affiliateId),
    index("simulation_credits_customer_idx").using("gin", table.customerKeys),
  ],
);

/** Bonuses a simulation gave so far: an affiliate earns each once. */
export const simulationBonuses = pgTable(
  "simulation_bonuses",
  {
    workspaceId: workspaceId(),
    simulationId: text("simulation_id").$type<SimulationId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    bonusKey: text("bonus_key").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.simulationId, table.affiliateId, table.bonusKey] }),
    foreignKey({
      columns: [table.workspaceId, table.simulationId],
      foreignColumns: [simulations.workspaceId, simulations.id],
    }),
  ],
);

/** What becomes of sales whose commissions are in a payout, or were booked in a closed month. */
export const lockedSales = pgEnum("locked_sales", ["stay", "carry"]);

/**
 * A simulation made true: its conversions are decided anew, page by page. What no longer stands is reversed
 * while it is unpaid, and carried into the next payout where it is not.
 */
export const simulationApplications = pgTable(
  "simulation_applications",
  {
    workspaceId: workspaceId(),
    simulationId: text("simulation_id").$type<SimulationId>().notNull(),
    locked: lockedSales().notNull(),
    status: simulationStatus().notNull().default("queued"),
    /** The last conversion that was looked at; null before the first. */
    cursorAt: instant("cursor_at"),
    cursorId: text("cursor_id").$type<ConversionId>(),
    conversions: bigint({ mode: "bigint" }).notNull().default(sql`0`),
    /** Those of them that were decided anew, since they came to something else. */
    changedConversions: bigint("changed_conversions", { mode: "bigint" }).notNull().default(sql`0`),
    /** Those that would have come to something else and stayed, since they are locked. */
    stayedConversions: bigint("stayed_conversions", { mode: "bigint" }).notNull().default(sql`0`),
    requestedBy: text("requested_by").notNull(),
    createdAt: createdAt(),
    doneAt: instant("done_at"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.simulationId] }),
    foreignKey({
      columns: [table.workspaceId, table.simulationId],
      foreignColumns: [simulations.workspaceId, simulations.id],
    }),
    index("simulation_applications_queued_idx")
      .on(table.workspaceId, table.simulationId)
      .where(sql`${table.status} = 'queued'`),
    check("simulation_applications_done_at", sql`(${table.status} = 'done') = (${table.doneAt} is not null)`),
    check("simulation_applications_cursor", sql`(${table.cursorAt} is null) = (${table.cursorId} is null)`),
  ],
);
