import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
} from "drizzle-orm/pg-core";
import type { AffiliateId, EventId, EventTargetId, ProgramId } from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";
import { programs } from "./programs.ts";
import { archivedAt, version } from "./resource-columns.ts";

/** `webhook`: a merchant's endpoint, to which events are posted; `postback`: an affiliate's address, which is asked for. */
export const eventTargetKind = pgEnum("event_target_kind", ["webhook", "postback"]);
export const eventTargetStatus = pgEnum("event_target_status", ["enabled", "disabled"]);
/** Why a target gets nothing: somebody's wish, it answered 410, or it failed for too long. */
export const eventTargetEnd = pgEnum("event_target_end", ["by_hand", "gone", "failing"]);
export const eventDeliveryStatus = pgEnum("event_delivery_status", ["waiting", "delivered", "failed"]);

/** What happened, as it is told to others: written in the transaction of the change, and never changed. */
export const events = pgTable(
  "events",
  {
    // That there is one is looked up once a statement (docs/decisions/0048).
    workspaceId: workspaceId(),
    id: text().$type<EventId>().notNull(),
    /** One of `core/events/catalogue.ts`. */
    type: text().notNull(),
    subjectId: text("subject_id").notNull(),
    /** Whom it is about, and of which program; null where it is about nobody, or none. */
    affiliateId: text("affiliate_id").$type<AffiliateId>(),
    programId: text("program_id").$type<ProgramId>(),
    /** As the contract of the type has it. */
    data: jsonb().notNull(),
    /** Natural key: what happened to what, so that nothing is told twice. */
    cause: text().notNull(),
    requestId: text("request_id").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("events_cause").on(table.workspaceId, table.cause),
  ],
);

/** Where events are told. */
export const eventTargets = pgTable(
  "event_targets",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<EventTargetId>().notNull(),
    kind: eventTargetKind().notNull(),
    /** Of a postback a template with macros. */
    url: text().notNull(),
    /** Types it listens to, or `*` alone for all. */
    types: text().array().notNull(),
    description: text().notNull().default(""),
    status: eventTargetStatus().notNull().default("enabled"),
    /** Why it is disabled; null while it is not. */
    ended: eventTargetEnd(),
    /** Who is told by mail when it is disabled; null for nobody. */
    contactEmail: text("contact_email"),
    /** What signs, in an envelope for this row; null of a postback. */
    sealedSecret: text("sealed_secret"),
    /** Secrets that were replaced and sign as well, and until when the last of them does. */
    sealedEarlierSecret: text("sealed_earlier_secret"),
    earlierUntil: instant("earlier_until"),
    /** Of a postback: whose it is, and of which program alone, or null for all. */
    affiliateId: text("affiliate_id").$type<AffiliateId>(),
    programId: text("program_id").$type<ProgramId>(),
    /** Since when every attempt failed, and how many deliveries were given up since; null and 0 once one succeeds. */
    failingSince: instant("failing_since"),
    givenUp: integer("given_up").notNull().default(0),
    version: version(),
    archivedAt: archivedAt(),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.programId],
      foreignColumns: [programs.workspaceId, programs.id],
    }),
    index("event_targets_affiliate_idx").on(table.workspaceId, table.affiliateId, table.id),
    index("event_targets_created_idx").on(table.workspaceId, table.createdAt, table.id),
    check("event_targets_ended", sql`(${table.ended} is null) = (${table.status} = 'enabled')`),
    check("event_targets_types", sql`cardinality(${table.types}) > 0`),
    check(
      "event_targets_earlier",
      sql`(${table.sealedEarlierSecret} is null) = (${table.earlierUntil} is null)`,
    ),
    check(
      "event_targets_kind",
      sql`case ${table.kind} when 'webhook' then ${table.sealedSecret} is not null and ${table.affiliateId} is null
            and ${table.programId} is null
          else ${table.sealedSecret} is null and ${table.affiliateId} is not null end`,
    ),
  ],
);

/** That an event is to be told to a target, once however often it is tried; written with the event. */
export const eventDeliveries = pgTable(
  "event_deliveries",
  {
    workspaceId: workspaceId(),
    targetId: text("target_id").$type<EventTargetId>().notNull(),
    eventId: text("event_id").$type<EventId>().notNull(),
    status: eventDeliveryStatus().notNull().default("waiting"),
    /** Attempts since it was last asked for, which say where in the schedule it is; and all of them. */
    tries: integer().notNull().default(0),
    attempts: integer().notNull().default(0),
    /** When it is tried next; whoever tries it puts this off first, so that no other does. */
    dueAt: instant("due_at").notNull(),
    /** What the last attempt was answered with, or what went wrong. */
    statusCode: integer("status_code"),
    problem: text(),
    deliveredAt: instant("delivered_at"),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.targetId, table.eventId] }),
    foreignKey({
      columns: [table.workspaceId, table.targetId],
      foreignColumns: [eventTargets.workspaceId, eventTargets.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.eventId],
      foreignColumns: [events.workspaceId, events.id],
    }).onDelete("cascade"),
    index("event_deliveries_event_idx").on(table.workspaceId, table.eventId),
    index("event_deliveries_due_idx")
      .on(table.workspaceId, table.targetId, table.dueAt)
      .where(sql`${table.status} = 'waiting'`),
    check(
      "event_deliveries_delivered",
      sql`(${table.status} = 'delivered') = (${table.deliveredAt} is not null)`,
    ),
  ],
);

/** One attempt to tell an event, and what came of it. */
export const eventAttempts = pgTable(
  "event_attempts",
  {
    workspaceId: workspaceId(),
    targetId: text("target_id").$type<EventTargetId>().notNull(),
    eventId: text("event_id").$type<EventId>().notNull(),
    /** From 1. */
    number: integer().notNull(),
    startedAt: instant("started_at").notNull(),
    durationMs: integer("duration_ms").notNull(),
    /** Null where nothing answered; `problem` then says why. */
    statusCode: integer("status_code"),
    problem: text(),
    /** How the answer begins. */
    answer: text(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.targetId, table.eventId, table.number] }),
    foreignKey({
      columns: [table.workspaceId, table.targetId, table.eventId],
      foreignColumns: [eventDeliveries.workspaceId, eventDeliveries.targetId, eventDeliveries.eventId],
    }).onDelete("cascade"),
  ],
);
