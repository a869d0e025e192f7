import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { AffiliateId, CouponId, LinkId, ProgramId } from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { links } from "./links.ts";
import { programs } from "./programs.ts";
import { archivedAt, version } from "./resource-columns.ts";

export const couponStatus = pgEnum("coupon_status", ["active", "disabled"]);

/** A code that names an affiliate in the shop's checkout. Codes differ by more than their case. */
export const coupons = pgTable(
  "coupons",
  {
    workspaceId: workspaceId(),
    id: text().$type<CouponId>().notNull(),
    code: text().notNull(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    /** The vanity link whose slug is the code. */
    linkId: text("link_id").$type<LinkId>(),
    status: couponStatus().notNull().default("active"),
    version: version(),
    archivedAt: archivedAt(),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    uniqueIndex("coupons_code").on(table.workspaceId, sql`lower(${table.code})`),
    foreignKey({
      columns: [table.workspaceId, table.programId],
      foreignColumns: [programs.workspaceId, programs.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    foreignKey({ columns: [table.workspaceId, table.linkId], foreignColumns: [links.workspaceId, links.id] }),
    index("coupons_code_idx").on(table.workspaceId, table.code, table.id),
    index("coupons_created_idx").on(table.workspaceId, table.createdAt, table.id),
    index("coupons_program_idx").on(table.workspaceId, table.programId, table.id),
    index("coupons_affiliate_idx").on(table.workspaceId, table.affiliateId, table.id),
    check("coupons_code_form", sql`${table.code} ~ '^[A-Za-z0-9_-]{1,64}$'`),
  ],
);
