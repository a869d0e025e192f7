import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import { COMMISSION_CURRENCIES } from "../../core/money/commission-fx.ts";
import type { PlanId, ProgramId } from "../../core/shared/id.ts";
import { createdAt, currency, instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";
import { archivedAt, version } from "./resource-columns.ts";

export const programStatus = pgEnum("program_status", ["active", "paused", "closed"]);
/** `none`: the program's links never set a cookie, whatever the visitor's browser says. */
export const cookieMode = pgEnum("cookie_mode", ["first_party", "none"]);
/** Which of a visitor's query parameters reach the destination: all, those of campaigns (`utm_…`), or none. */
export const passQuery = pgEnum("pass_query", ["all", "utm", "none"]);

/** The currency commissions are paid in: that they are earned in, the sale's, the program's, or the affiliate's own. */
export const commissionCurrency = pgEnum("commission_currency", COMMISSION_CURRENCIES);

/** What affiliates are paid, as a chain of immutable versions. */
export const plans = pgTable(
  "plans",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<PlanId>().notNull(),
    name: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] })],
);

/** One version of a plan; never edited. The newest one effective at the time of the sale applies. */
export const planVersions = pgTable(
  "plan_versions",
  {
    workspaceId: workspaceId(),
    planId: text("plan_id").$type<PlanId>().notNull(),
    version: integer().notNull(),
    /** The rule as `core/commission/plan.ts` writes it. */
    body: jsonb().notNull(),
    /** SHA-256 of the canonical body, hex. */
    hash: text().notNull(),
    effectiveFrom: instant("effective_from").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.planId, table.version] }),
    foreignKey({ columns: [table.workspaceId, table.planId], foreignColumns: [plans.workspaceId, plans.id] }),
    check("plan_versions_version_positive", sql`${table.version} > 0`),
  ],
);

/** A merchant's terms: what is promoted, for which commission, under which hold. */
export const programs = pgTable(
  "programs",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<ProgramId>().notNull(),
    name: text().notNull(),
    currency: currency().notNull(),
    /** Which currency its commissions are converted into when they are earned. */
    commissionCurrency: commissionCurrency("commission_currency").notNull().default("earned"),
    planId: text("plan_id").$type<PlanId>().notNull(),
    status: programStatus().notNull().default("active"),
    /** Days a commission stays pending, since refunds come in that time. */
    holdDays: integer("hold_days").notNull().default(30),
    cookieMode: cookieMode("cookie_mode").notNull().default("first_party"),
    /** Hosts that `to=` may lead to: a name, or `*.name` for the names below it. */
    allowedHosts: text("allowed_hosts").array().notNull().default(sql`'{}'`),
    /** Schemes of apps that `to=` may lead to, besides https. */
    allowedSchemes: text("allowed_schemes").array().notNull().default(sql`'{}'`),
    passQuery: passQuery("pass_query").notNull().default("all"),
    /** Appends `afsrc=1`, so that well-behaved browser extensions stand down. */
    addsAfsrc: boolean("adds_afsrc").notNull().default(true),
    /** Its redirects wait until the click is kept for good, whatever their links say. */
    isDurable: boolean("is_durable").notNull().default(false),
    /** The query parameter by which a click id reaches the shop. */
    clickIdParameter: text("click_id_parameter").notNull().default("tb_clid"),
    version: version(),
    archivedAt: archivedAt(),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({ columns: [table.workspaceId, table.planId], foreignColumns: [plans.workspaceId, plans.id] }),
    check("programs_hold_days_range", sql`${table.holdDays} between 0 and 365`),
  ],
);

/**
 * What a program said before a change of its terms, until when. Never edited: what was earned until then was earned under it, also
 * where it is reported, or decided anew, later.
 */
export const formerTerms = pgTable(
  "former_terms",
  {
    workspaceId: workspaceId(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    /** The first instant it does not apply any more. */
    endedAt: instant("ended_at").notNull(),
    planId: text("plan_id").$type<PlanId>().notNull(),
    commissionCurrency: commissionCurrency("commission_currency").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.programId, table.endedAt] }),
    foreignKey({
      columns: [table.workspaceId, table.programId],
      foreignColumns: [programs.workspaceId, programs.id],
    }),
    foreignKey({ columns: [table.workspaceId, table.planId], foreignColumns: [plans.workspaceId, plans.id] }),
  ],
);
