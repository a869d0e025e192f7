import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgTable, text } from "drizzle-orm/pg-core";
import { instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

export const publicationKind = pgEnum("publication_kind", ["link", "key", "host"]);

/**
 * The outbox of published copies: a row for each key of the edge's store. It is marked dirty in the
 * transaction that changes the link or key, so a crash before publishing loses nothing.
 */
export const publications = pgTable(
  "publications",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    kvKey: text("kv_key").primaryKey(),
    kind: publicationKind().notNull(),
    subjectId: text("subject_id").notNull(),
    /** Goes up with each change of the subject; the copy is stale while `publishedVersion` is lower. */
    version: integer().notNull().default(1),
    publishedVersion: integer("published_version").notNull().default(0),
    changedAt: instant("changed_at").notNull().defaultNow(),
    publishedAt: instant("published_at"),
  },
  (table) => [
    index("publications_dirty_idx")
      .on(table.workspaceId, table.changedAt)
      .where(sql`${table.publishedVersion} < ${table.version}`),
    check("publications_version_order", sql`${table.publishedVersion} <= ${table.version}`),
  ],
);
