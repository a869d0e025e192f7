import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import type { NoticeId } from "../../core/shared/id.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

export const noticeStatus = pgEnum("notice_status", ["waiting", "sent", "failed"]);

/** Messages to people, written in the transaction of their cause and sent by a cron, at least once. */
export const notices = pgTable(
  "notices",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<NoticeId>().notNull(),
    /** What it is of, e.g. `payout_method_changed`. */
    kind: text().notNull(),
    /** Natural key: what it tells of and whom, so that nobody is told twice. */
    cause: text().notNull(),
    /** Recipient, subject and text, in an envelope for this row. */
    sealed: text().notNull(),
    status: noticeStatus().notNull().default("waiting"),
    attempts: integer().notNull().default(0),
    /** When it is tried next; whoever tries moves it on first. */
    dueAt: instant("due_at").notNull(),
    sentAt: instant("sent_at"),
    /** Why the last try failed, without a word of recipient or text. */
    problem: text(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("notices_cause").on(table.workspaceId, table.cause),
    index("notices_due_idx").on(table.workspaceId, table.dueAt).where(sql`${table.status} = 'waiting'`),
    check("notices_sent", sql`(${table.status} = 'sent') = (${table.sentAt} is not null)`),
  ],
);
