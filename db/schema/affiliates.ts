import { sql } from "drizzle-orm";
import { char, check, foreignKey, index, pgEnum, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { AffiliateId, StageId } from "../../core/shared/id.ts";
import { createdAt, currency, instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";
import { stages } from "./pipelines.ts";
import { archivedAt, version } from "./resource-columns.ts";

export const affiliateStatus = pgEnum("affiliate_status", ["active", "suspended"]);

/** Who promotes and earns. What plans and policies ask about an affiliate are names that the merchant chose. */
export const affiliates = pgTable(
  "affiliates",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<AffiliateId>().notNull(),
    name: text().notNull(),
    email: text().notNull(),
    status: affiliateStatus().notNull().default("active"),
    /** How the affiliate promotes, e.g. `content` or `coupon`: policies rank classes. */
    class: text().notNull().default("content"),
    group: text("affiliate_group"),
    tier: text(),
    /** ISO 3166-1 alpha-2. */
    country: char({ length: 2 }),
    tags: text().array().notNull().default(sql`'{}'`),
    /** Who brought the affiliate in and earns overrides. A trigger keeps chains of sponsors free of cycles. */
    sponsorId: text("sponsor_id").$type<AffiliateId>(),
    /** What the affiliate is paid in where a program says so; null for the program's own. */
    currency: currency(),
    /** The address that stood before the first change of the last 30 days, and when it changed last. */
    previousEmail: text("previous_email"),
    emailChangedAt: instant("email_changed_at"),
    /** The stage of a pipeline that the affiliate is in. */
    stageId: text("stage_id").$type<StageId>(),
    version: version(),
    archivedAt: archivedAt(),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      columns: [table.workspaceId, table.sponsorId],
      foreignColumns: [table.workspaceId, table.id],
      name: "affiliates_sponsor_fk",
    }),
    foreignKey({
      columns: [table.workspaceId, table.stageId],
      foreignColumns: [stages.workspaceId, stages.id],
    }),
    index("affiliates_name_idx").on(table.workspaceId, table.name, table.id),
    index("affiliates_email_idx").on(table.workspaceId, table.email, table.id),
    index("affiliates_created_idx").on(table.workspaceId, table.createdAt, table.id),
    index("affiliates_stage_idx").on(table.workspaceId, table.stageId, table.id),
    index("affiliates_sponsor_idx").on(table.workspaceId, table.sponsorId),
    check("affiliates_sponsor_another", sql`${table.sponsorId} <> ${table.id}`),
  ],
);
