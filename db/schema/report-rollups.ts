import { sql } from "drizzle-orm";
import { bigint, char, check, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { AffiliateId, ProgramId } from "../../core/shared/id.ts";
import { verdict } from "./clicks.ts";
import { currency, instant, workspaceId } from "./columns.ts";
import { saleSums } from "./sale-counts.ts";

/**
 * What of clicks has been summed by what they say of themselves: an hour of an affiliate in a program. It holds as long as `clicks` is what
 * `click_counts` come to; else the rows tell (docs/decisions/0049-details-rolled-up-behind.md).
 */
export const clickRollups = pgTable(
  "click_rollups",
  {
    workspaceId: workspaceId(),
    hour: instant("hour").notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    /** How many clicks were summed. */
    clicks: bigint({ mode: "bigint" }).notNull(),
    /** Labels that any of them has, e.g. `sub1`; of the others nothing is kept. */
    labels: text().array().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.hour, table.affiliateId, table.programId] })],
);

/** Clicks of an hour by one thing that they say of themselves; `value` is empty of those that say nothing. */
export const clickDetails = pgTable(
  "click_details",
  {
    workspaceId: workspaceId(),
    hour: instant("hour").notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    /** `country`, `device`, `referrer`, or a label: `sub1` to `sub8`. */
    detail: text().notNull(),
    value: text().notNull(),
    verdict: verdict().notNull(),
    clicks: bigint({ mode: "bigint" }).notNull(),
  },
  (table) => [
    // By what is asked for before the hour: a report reads one detail of many hours.
    primaryKey({
      columns: [
        table.workspaceId,
        table.detail,
        table.hour,
        table.affiliateId,
        table.programId,
        table.value,
        table.verdict,
      ],
    }),
    check("click_details_positive", sql`${table.clicks} > 0`),
  ],
);

/**
 * What of sales has been summed by what their clicks and orders say: a quarter of an hour of an affiliate in a program. It holds as long as
 * `changes` is what those of `sale_counts` come to.
 */
export const saleRollups = pgTable(
  "sale_rollups",
  {
    workspaceId: workspaceId(),
    quarter: instant("quarter").notNull(),
    /** Empty of what nobody is credited with, as in `sale_counts`. */
    affiliateId: text("affiliate_id").notNull(),
    programId: text("program_id").notNull(),
    changes: bigint({ mode: "bigint" }).notNull(),
    /** Labels that any of their clicks has. */
    labels: text().array().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.quarter, table.affiliateId, table.programId] }),
  ],
);

/** Sales by one thing that their clicks or orders say. */
export const saleDetails = pgTable(
  "sale_details",
  {
    workspaceId: workspaceId(),
    quarter: instant("quarter").notNull(),
    affiliateId: text("affiliate_id").notNull(),
    programId: text("program_id").notNull(),
    currency: currency().notNull(),
    /** As of clicks, and `coupon`. */
    detail: text().notNull(),
    value: text().notNull(),
    ...saleSums(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.workspaceId,
        table.detail,
        table.quarter,
        table.affiliateId,
        table.programId,
        table.currency,
        table.value,
      ],
    }),
  ],
);

/** What clicks that are credited say of themselves: kept when the rows of their day are dropped. */
export const creditedClicks = pgTable(
  "credited_clicks",
  {
    workspaceId: workspaceId(),
    clickId: uuid("click_id").notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    /** By which a person is found that is to be erased. */
    visitorId: text("visitor_id").notNull(),
    country: char({ length: 2 }),
    device: text(),
    referrerHost: text("referrer_host"),
    subIds: text("sub_ids").array().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.clickId] }),
    index("credited_clicks_visitor_idx").on(table.workspaceId, table.visitorId),
  ],
);
