import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  char,
  check,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { VERDICTS } from "../../core/link/verdict.ts";
import type { AffiliateId, LinkId, ProgramId } from "../../core/shared/id.ts";
import { instant, workspaceId } from "./columns.ts";

export const verdict = pgEnum("verdict", VERDICTS);
/** `redirect`: a followed link; `direct`: reported by the snippet on the merchant's own page. */
export const clickSource = pgEnum("click_source", ["redirect", "direct"]);
/** `cookie`: the visitor's own id; `daily`: a hash whose salt is destroyed, for visitors without a cookie. */
export const visitorKind = pgEnum("visitor_kind", ["cookie", "daily"]);

/**
 * Every accepted click, whatever its verdict. The id begins with the time, so the table is
 * partitioned by ranges of the id, a partition a day, and the id alone is the primary key
 * (docs/decisions/0004-clicks-partitioned-by-id.md).
 */
export const clicks = pgTable(
  "clicks",
  {
    /** The first 16 bytes of the click id. */
    id: uuid().primaryKey(),
    workspaceId: workspaceId(),
    clickedAt: instant("clicked_at").notNull(),
    linkId: text("link_id").$type<LinkId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    visitorId: text("visitor_id").notNull(),
    visitorKind: visitorKind("visitor_kind").notNull(),
    verdict: verdict().notNull(),
    evidence: text().array().notNull(),
    /** Keyed hash of the truncated address under the salt of the day; never the address. */
    networkHash: text("network_hash"),
    userAgent: text("user_agent"),
    referrerHost: text("referrer_host"),
    source: clickSource().notNull().default("redirect"),
    /** What `core/link/agent.ts` reads from the user agent. */
    device: text(),
    os: text(),
    browser: text(),
    country: char({ length: 2 }),
    /** The part of the country (ISO 3166-2, without the country). */
    region: text(),
    /** The language the visitor's browser asks for first (BCP 47, lower case). */
    language: text(),
    asn: bigint({ mode: "number" }),
    /** The affiliate's own labels, `sub1` to `sub8`, in order; empty where not given. */
    subIds: text("sub_ids").array().notNull(),
    /** The targeting rule and the variant that chose where the click was sent, and that host. */
    ruleId: text("rule_id"),
    variantId: text("variant_id"),
    landingHost: text("landing_host"),
    /** The visitor's browser sent `Sec-GPC: 1` or consent was refused. */
    isOptedOut: boolean("is_opted_out").notNull(),
    /** Clicks of this network on this affiliate in the same minute, as counted then; null if unknown. */
    velocity: integer(),
    receivedAt: instant("received_at").notNull().defaultNow(),
  },
  (table) => [
    index("clicks_visitor_idx").on(table.workspaceId, table.visitorId, table.id),
    index("clicks_link_idx").on(table.workspaceId, table.linkId, table.id),
    // Lists and reports of one workspace must not read the clicks of the others.
    index("clicks_workspace_idx").on(table.workspaceId, table.id),
    check("clicks_sub_ids_max", sql`cardinality(${table.subIds}) <= 8`),
  ],
);

/**
 * Clicks of a link by hour (UTC) and verdict, counted in the statement that writes the rows: gross is
 * the sum over all verdicts, net the sum over those a policy counts.
 */
export const clickCounts = pgTable(
  "click_counts",
  {
    workspaceId: workspaceId(),
    hour: instant("hour").notNull(),
    linkId: text("link_id").$type<LinkId>().notNull(),
    verdict: verdict().notNull(),
    clicks: bigint({ mode: "bigint" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.hour, table.linkId, table.verdict] }),
    check("click_counts_positive", sql`${table.clicks} > 0`),
  ],
);
