import {
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
export const touchVia = pgEnum("touch_via", ["click_id", "visitor", "customer"]);

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
    clickId: uuid("click_id").notNull(),
    clickedAt: instant("clicked_at").notNull(),
    linkId: text("link_id").$type<LinkId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    programId: text("program_id").$type<ProgramId>().notNull(),
    verdict: verdict().notNull(),
    via: touchVia().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.journeyId, table.position] }),
    foreignKey({
      columns: [table.workspaceId, table.journeyId],
      foreignColumns: [journeys.workspaceId, journeys.id],
    }),
  ],
);
