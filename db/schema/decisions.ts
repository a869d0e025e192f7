import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { ReasonCode } from "../../core/attribution/reasons.ts";
import type {
  AffiliateId,
  ConversionId,
  DecisionId,
  JourneyId,
  LinkId,
  PlanId,
  ProgramId,
  SimulationId,
} from "../../core/shared/id.ts";
import { instant, minorUnits, workspaceId } from "./columns.ts";
import { conversions } from "./conversions.ts";
import { journeys } from "./journeys.ts";
import { policyVersions } from "./policies.ts";
import { simulations } from "./simulations.ts";

/** Who earns, under which policy version. Never edited: a re-run makes a new revision. */
export const decisions = pgTable(
  "decisions",
  {
    workspaceId: workspaceId(),
    id: text().$type<DecisionId>().notNull(),
    conversionId: text("conversion_id").$type<ConversionId>().notNull(),
    revision: integer().notNull(),
    journeyId: text("journey_id").$type<JourneyId>().notNull(),
    /** Null where the policy is that of the simulation that was applied, which is no version. */
    policyVersion: integer("policy_version"),
    policyHash: text("policy_hash").notNull(),
    reason: text().$type<ReasonCode>().notNull(),
    /** Why each touchpoint was in or out: `[{ touch_id, is_in, why }]; of old ones `click_id``. */
    considered: jsonb().notNull(),
    /** All that the commissions were worked out from; null of a decision before there were plans of rules. */
    commissionInputs: jsonb("commission_inputs"),
    /** The simulation that was applied by it; null of a conversion's first decision. */
    simulationId: text("simulation_id").$type<SimulationId>(),
    decidedAt: instant("decided_at").notNull(),
    /** When it was written, on the ledger's clock; null of one from before that was kept. */
    writtenAt: instant("written_at").default(sql`ledger_instant()`),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("decisions_conversion_revision").on(table.workspaceId, table.conversionId, table.revision),
    foreignKey({
      columns: [table.workspaceId, table.conversionId],
      foreignColumns: [conversions.workspaceId, conversions.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.journeyId],
      foreignColumns: [journeys.workspaceId, journeys.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.policyVersion],
      foreignColumns: [policyVersions.workspaceId, policyVersions.version],
    }),
    foreignKey({
      columns: [table.workspaceId, table.simulationId],
      foreignColumns: [simulations.workspaceId, simulations.id],
    }),
    check("decisions_policy", sql`${table.policyVersion} is not null or ${table.simulationId} is not null`),
    check("decisions_first", sql`${table.revision} > 1 or ${table.simulationId} is null`),
  ],
);

/** One touchpoint's part of a decision; the parts of a decision sum to 1,000,000 or there is none. */
export const credits = pgTable(
  "credits",
  {
    workspaceId: workspaceId(),
    decisionId: text("decision_id").$type<DecisionId>().notNull(),
    position: integer().notNull(),
    /** The touchpoint of the journey that it is the credit of. */
    touchId: text("touch_id").notNull(),
    /** Null unless that is a click. */
    clickId: uuid("click_id"),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    linkId: text("link_id").$type<LinkId>(),
    /** Parts per million. */
    creditPpm: integer("credit_ppm").notNull(),
    /** The plan it earned under, also where it earned nothing; null of a credit before plans had rules. */
    planId: text("plan_id").$type<PlanId>(),
    /** Its part of the amount that earns under that plan, in the sale's currency: what volumes are summed of. */
    baseMinor: minorUnits("base_minor"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.decisionId, table.position] }),
    foreignKey({
      columns: [table.workspaceId, table.decisionId],
      foreignColumns: [decisions.workspaceId, decisions.id],
    }),
    // Not by workspace first: see docs/decisions/0047.
    index("credits_volume_idx").on(table.affiliateId, table.planId),
    check("credits_base_not_negative", sql`${table.baseMinor} >= 0`),
    check("credits_ppm_range", sql`${table.creditPpm} between 1 and 1000000`),
  ],
);

/** The fraud points of a decision, with the evidence of each signal. */
export const fraudScores = pgTable(
  "fraud_scores",
  {
    workspaceId: workspaceId(),
    decisionId: text("decision_id").$type<DecisionId>().notNull(),
    /** Version of the scoring rules. */
    version: integer().notNull(),
    points: integer().notNull(),
    threshold: integer().notNull(),
    isHeld: boolean("is_held").notNull(),
    /** `[{ code, points, evidence }]`. */
    signals: jsonb().notNull(),
    scoredAt: instant("scored_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.decisionId] }),
    foreignKey({
      columns: [table.workspaceId, table.decisionId],
      foreignColumns: [decisions.workspaceId, decisions.id],
    }),
    check("fraud_scores_held_from_threshold", sql`${table.isHeld} = (${table.points} >= ${table.threshold})`),
  ],
);
