import { sql } from "drizzle-orm";
import { bigint, check, foreignKey, index, pgEnum, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { AffiliateId, CapId, LinkId, ProgramId } from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { links } from "./links.ts";
import { programs } from "./programs.ts";

export const capMetric = pgEnum("cap_metric", ["clicks", "conversions"]);
/** Days and months of UTC. */
export const capPeriod = pgEnum("cap_period", ["day", "month", "total"]);
export const capStatus = pgEnum("cap_status", ["active", "disabled"]);

/**
 * How many clicks or conversions a link, or an affiliate in a program, may bring in a period. What is
 * over goes to the overflow address, or where the link leads if there is none, and counts as `over_cap`.
 */
export const caps = pgTable(
  "caps",
  {
    workspaceId: workspaceId(),
    id: text().$type<CapId>().notNull(),
    /** Either a link, or an affiliate and a program. */
    linkId: text("link_id").$type<LinkId>(),
    affiliateId: text("affiliate_id").$type<AffiliateId>(),
    programId: text("program_id").$type<ProgramId>(),
    metric: capMetric().notNull(),
    period: capPeriod().notNull(),
    /** The last one that is not over. */
    max: bigint({ mode: "number" }).notNull(),
    overflowUrl: text("overflow_url"),
    status: capStatus().notNull().default("active"),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({ columns: [table.workspaceId, table.linkId], foreignColumns: [links.workspaceId, links.id] }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.programId],
      foreignColumns: [programs.workspaceId, programs.id],
    }),
    index("caps_link_idx").on(table.workspaceId, table.linkId),
    index("caps_pair_idx").on(table.workspaceId, table.affiliateId, table.programId),
    check(
      "caps_scope",
      sql`(${table.linkId} is null) = (${table.affiliateId} is not null)
        and (${table.affiliateId} is null) = (${table.programId} is null)`,
    ),
    check("caps_max_not_negative", sql`${table.max} >= 0`),
  ],
);
