import { sql } from "drizzle-orm";
import {
  boolean,
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
import type { LinkRule, LinkVariant } from "../../core/link/targeting.ts";
import type { AffiliateId, LinkId, ProgramId } from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { programs } from "./programs.ts";
import { archivedAt, version } from "./resource-columns.ts";

export const linkStatus = pgEnum("link_status", ["active", "disabled"]);

/** A short link. Never deleted: clicks and money refer to it. */
export const links = pgTable(
  "links",
  {
    workspaceId: workspaceId(),
    id: text().$type<LinkId>().notNull(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    host: text().notNull(),
    slug: text().notNull(),
    destinationUrl: text("destination_url").notNull(),
    status: linkStatus().notNull().default("active"),
    startsAt: instant("starts_at"),
    expiresAt: instant("expires_at"),
    /** Where visitors go while the link may not be followed; without one they see a page that says so. */
    fallbackUrl: text("fallback_url"),
    /** Targeting rules in order: the first that matches says where the visitor goes. */
    rules: jsonb().$type<readonly LinkRule[]>().notNull().default([]),
    /** Weighted destinations; a visitor keeps the one they got. */
    variants: jsonb().$type<readonly LinkVariant[]>().notNull().default([]),
    /** The redirect waits until the click is kept for good. */
    isDurable: boolean("is_durable").notNull().default(false),
    /** The code of the coupon this link stands for; its slug is then found in any case. */
    couponCode: text("coupon_code"),
    version: version(),
    archivedAt: archivedAt(),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    // A host may be shared by workspaces, so the path is unique across all of them.
    unique("links_host_slug").on(table.host, table.slug),
    foreignKey({
      columns: [table.workspaceId, table.programId],
      foreignColumns: [programs.workspaceId, programs.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    index("links_program_idx").on(table.workspaceId, table.programId, table.id),
    index("links_affiliate_idx").on(table.workspaceId, table.affiliateId, table.id),
    index("links_slug_idx").on(table.workspaceId, table.slug, table.id),
    index("links_created_idx").on(table.workspaceId, table.createdAt, table.id),
    check("links_slug_form", sql`${table.slug} ~ '^[A-Za-z0-9_-]{1,64}$'`),
  ],
);
