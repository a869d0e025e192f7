import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type {
  AffiliateId,
  ContactId,
  GroupId,
  MemberId,
  NoteId,
  SavedReportId,
  SegmentId,
  StageId,
  TagId,
  TaskId,
} from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { instant, workspaceId } from "./columns.ts";
import { members } from "./members.ts";
import { stages } from "./pipelines.ts";
import { resourceColumns } from "./resource-columns.ts";

/** The group names of affiliates, each with a colour. The name never changes, since plans and policies ask for it. */
export const affiliateGroups = pgTable(
  "affiliate_groups",
  {
    ...resourceColumns(),
    id: text().$type<GroupId>().notNull(),
    name: text().notNull(),
    color: text(),
    description: text(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    uniqueIndex("affiliate_groups_name").on(table.workspaceId, table.name),
  ],
);

/** The tags of affiliates, as `affiliate_groups`. */
export const tags = pgTable(
  "tags",
  {
    ...resourceColumns(),
    id: text().$type<TagId>().notNull(),
    name: text().notNull(),
    color: text(),
    description: text(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    uniqueIndex("tags_name").on(table.workspaceId, table.name),
  ],
);

/** A person at an affiliate, besides the address that the affiliate has itself. */
export const contacts = pgTable(
  "contacts",
  {
    ...resourceColumns(),
    id: text().$type<ContactId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    name: text().notNull(),
    email: text(),
    phone: text(),
    /** What the person does there. */
    position: text(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    index("contacts_affiliate_idx").on(table.workspaceId, table.affiliateId, table.id),
    index("contacts_name_idx").on(table.workspaceId, table.name, table.id),
  ],
);

/** What was written down about an affiliate, for colleagues alone. */
export const notes = pgTable(
  "notes",
  {
    ...resourceColumns(),
    id: text().$type<NoteId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    text: text().notNull(),
    isPinned: boolean("is_pinned").notNull().default(false),
    /** Who wrote it, as the audit log names actors. */
    author: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    index("notes_affiliate_idx").on(table.workspaceId, table.affiliateId, table.id),
  ],
);

/** What somebody has to do, as a rule about an affiliate. */
export const tasks = pgTable(
  "tasks",
  {
    ...resourceColumns(),
    id: text().$type<TaskId>().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>(),
    title: text().notNull(),
    text: text(),
    dueAt: instant("due_at").notNull(),
    /** Who is to do it, and is reminded of it. */
    assigneeId: text("assignee")
      .$type<MemberId>()
      .references(() => members.id),
    remindAt: instant("remind_at"),
    /** When the reminder was left to be sent; set anew when it moves. */
    remindedAt: instant("reminded_at"),
    doneAt: instant("done_at"),
    doneBy: text("done_by"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    index("tasks_affiliate_idx").on(table.workspaceId, table.affiliateId, table.id),
    index("tasks_assignee_idx")
      .on(table.workspaceId, table.assigneeId, table.id)
      .where(sql`${table.assigneeId} is not null`),
    index("tasks_due_idx").on(table.workspaceId, table.dueAt, table.id),
    index("tasks_remind_idx")
      .on(table.workspaceId, table.remindAt)
      .where(sql`${table.remindedAt} is null and ${table.doneAt} is null`),
    check("tasks_done", sql`(${table.doneAt} is null) = (${table.doneBy} is null)`),
    check("tasks_reminder", sql`${table.remindAt} is null or ${table.assigneeId} is not null`),
  ],
);

/** A move of an affiliate from stage to stage; never changed. */
export const stageMoves = pgTable(
  "stage_moves",
  {
    workspaceId: workspaceId(),
    id: bigint({ mode: "bigint" }).generatedAlwaysAsIdentity().notNull(),
    affiliateId: text("affiliate_id").$type<AffiliateId>().notNull(),
    fromStageId: text("from_stage_id").$type<StageId>(),
    toStageId: text("to_stage_id").$type<StageId>(),
    actor: text().notNull(),
    movedAt: instant("moved_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.fromStageId],
      foreignColumns: [stages.workspaceId, stages.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.toStageId],
      foreignColumns: [stages.workspaceId, stages.id],
    }),
    index("stage_moves_affiliate_idx").on(table.workspaceId, table.affiliateId, table.id),
    check("stage_moves_moves", sql`${table.fromStageId} is distinct from ${table.toStageId}`),
  ],
);

/** Affiliates that a rule describes, found anew whenever they are asked for. */
export const segments = pgTable(
  "segments",
  {
    ...resourceColumns(),
    id: text().$type<SegmentId>().notNull(),
    name: text().notNull(),
    description: text(),
    /** As `core/crm/segment-rule.ts` has it. */
    rule: jsonb().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    uniqueIndex("segments_name").on(table.workspaceId, table.name),
  ],
);

/** A report somebody asks for again: what it asks the reports for, under a name. */
export const savedReports = pgTable(
  "saved_reports",
  {
    ...resourceColumns(),
    id: text().$type<SavedReportId>().notNull(),
    name: text().notNull(),
    definition: jsonb().notNull(),
    /** Who saved it, as the audit log names actors; others see it only where it is shared. */
    owner: text().notNull(),
    isShared: boolean("is_shared").notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    index("saved_reports_name_idx").on(table.workspaceId, table.name, table.id),
  ],
);
