import { sql } from "drizzle-orm";
import { check, foreignKey, index, jsonb, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import type { AffiliateId, PlanCaseId, PlanExceptionId, PlanId, ProgramId } from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { plans, programs } from "./programs.ts";

/**
 * One affiliate's own plan in a program, as a chain of rows that are never edited: at any instant the newest
 * that has begun and not ended applies, and otherwise the program's plan.
 */
export const planExceptions = pgTable(
  "plan_exceptions",
  {
    workspaceId: workspaceId(),
    id: text().$type<PlanExceptionId>().notNull(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    /** Null: back to the program's plan from here on. */
    planId: text("plan_id").$type<PlanId>(),
    effectiveFrom: instant("effective_from").notNull(),
    /** The first instant it does not apply any more; null for no end. */
    effectiveTo: instant("effective_to"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("plan_exceptions_begin").on(
      table.workspaceId,
      table.programId,
      table.affiliateId,
      table.effectiveFrom,
    ),
    foreignKey({
      columns: [table.workspaceId, table.programId],
      foreignColumns: [programs.workspaceId, programs.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    foreignKey({ columns: [table.workspaceId, table.planId], foreignColumns: [plans.workspaceId, plans.id] }),
    check("plan_exceptions_ends_later", sql`${table.effectiveTo} > ${table.effectiveFrom}`),
  ],
);

/** What a plan must pay in a given case: a version that pays something else is refused. */
export const planCases = pgTable(
  "plan_cases",
  {
    workspaceId: workspaceId(),
    id: text().$type<PlanCaseId>().notNull(),
    planId: text("plan_id").$type<PlanId>().notNull(),
    name: text().notNull(),
    /** The order, the credits and what history knows, as `core/commission/plan-case.ts` reads them. */
    given: jsonb().notNull(),
    /** `[{ affiliate_id, kind, amount_minor, currency }]`. */
    expected: jsonb().notNull(),
    /** From then on it holds no version back. */
    retiredAt: instant("retired_at"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({ columns: [table.workspaceId, table.planId], foreignColumns: [plans.workspaceId, plans.id] }),
    index("plan_cases_plan_idx").on(table.workspaceId, table.planId, table.id),
  ],
);
