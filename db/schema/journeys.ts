import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { AffiliateId, ConversionId, JourneyId, LinkId, ProgramId } from "../../core/shared/id.ts";
import { verdict } from "./clicks.ts";
import { instant, workspaceId } from "./columns.ts";
import { conversions } from "./conversions.ts";

/** How a touchpoint came into a journey. */
export const touchVia = pgEnum("touch_via", ["click_id", "visitor", "customer", "coupon", "lock"]);
/** `lock`: an earlier conversion of the same customer, by which its affiliate may hold the customer. */
export const touchKind = pgEnum("touch_kind", ["click", "coupon", "lock"]);

/** Which visitors a customer was seen as: a customer known later ties earlier clicks. */
export const identityEdges = pgTable(
  "identity_edges",
  {
    workspaceId: workspaceId(),
    /** `external:` or `email_sha256:` and the value. */
    customerKey: text("customer_key").notNull(),
    visitorId: text("visitor_id").notNull(),
    conversionId: text("conversion_id").$type<ConversionId>().notNull(),
    firstSeenAt: instant("first_seen_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.customerKey, table.visitorId] }),
    foreignKey({
      columns: [table.workspaceId, table.conversionId],
      foreignColumns: [conversions.workspaceId, conversions.id],
    }),
  ],
);

/** The touchpoints before one conversion, as assembled once; kept apart from the decision. */
export const journeys = pgTable(
  "journeys",
  {
    workspaceId: workspaceId(),
    id: text().$type<JourneyId>().notNull(),
    conversionId: text("conversion_id").$type<ConversionId>().notNull(),
    /** 1 for the first assembly; a later re-run assembles anew. */
    revision: integer().notNull(),
    /** What was wrong with click ids the merchant named: `[{ click_id, reason }]`. */
    clickProblems: jsonb("click_problems").notNull(),
    assembledAt: instant("assembled_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("journeys_conversion_revision").on(table.workspaceId, table.conversionId, table.revision),
    foreignKey({
      columns: [table.workspaceId, table.conversionId],
      foreignColumns: [conversions.workspaceId, conversions.id],
    }),
  ],
);

/** One touchpoint of a journey; a copy, so that the journey outlives the click's partition. */
export const journeyTouches = pgTable(
  "journey_touches",
  {
    workspaceId: workspaceId(),
    journeyId: text("journey_id").$type<JourneyId>().notNull(),
    /** 0 is the oldest. */
    position: integer().notNull(),
    /** The click's id, `coupon:{code}` or `lock:{conversion id}`. */
    touchId: text("touch_id").notNull(),
    kind: touchKind().notNull().default("click"),
    /** Null unless it is a click. */
    clickId: uuid("click_id"),
    /** Of a coupon the time of the order, of a lock that of the earlier conversion. */
    clickedAt: instant("clicked_at").notNull(),
    linkId: text("link_id").$type<LinkId>(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    /** Null unless it is a click. */
    verdict: verdict(),
    via: touchVia().notNull(),
    /** As the affiliate was classed when the journey was assembled. */
    affiliateClass: text("affiliate_class").notNull().default("content"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.journeyId, table.position] }),
    check(
      "journey_touches_click",
      sql`(${table.kind} = 'click') = (${table.clickId} is not null) and (${table.kind} = 'click') = (${table.verdict} is not null)`,
    ),
    foreignKey({
      columns: [table.workspaceId, table.journeyId],
      foreignColumns: [journeys.workspaceId, journeys.id],
    }),
  ],
);
