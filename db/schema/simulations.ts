import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import type { AffiliateId, ConversionId, SimulationId } from "../../core/shared/id.ts";
import { createdAt, currency, instant, minorUnits, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

export const simulationStatus = pgEnum("simulation_status", ["queued", "done"]);

/** A question to the past: what another attribution policy would have credited and paid. Changes nothing. */
export const simulations = pgTable(
  "simulations",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<SimulationId>().notNull(),
    /** The policy as `core/attribution/policy-body.ts` writes it. */
    policy: jsonb().notNull(),
    /** SHA-256 of the canonical body, hex. */
    policyHash: text("policy_hash").notNull(),
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
