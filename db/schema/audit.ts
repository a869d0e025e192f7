import { bigint, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

/** Who did what. Append-only; written in the transaction of the change itself. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: bigint({ mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    workspaceId: workspaceId().references(() => workspaces.id),
    /** `key:key_…` or `system:…`. */
    actor: text().notNull(),
    /** What was done, e.g. `link.created`. */
    action: text().notNull(),
    subjectId: text("subject_id").notNull(),
    /** What changed; secrets never appear here. */
    change: jsonb().notNull(),
    requestId: text("request_id").notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("audit_log_workspace_idx").on(table.workspaceId, table.id)],
);
