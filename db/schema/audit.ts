import { sql } from "drizzle-orm";
import { bigint, index, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { createdAt, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

/**
 * Who did what. Append-only; written in the transaction of the change itself. Each row holds the hash of the one
 * before it, so that none can be changed, taken out or moved without every later hash telling.
 */
export const auditLog = pgTable(
  "audit_log",
  {
    id: bigint({ mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    // That there is one is looked up once a statement (docs/decisions/0048).
    workspaceId: workspaceId(),
    /** `key:key_…` or `system:…`. */
    actor: text().notNull(),
    /** What was done, e.g. `link.created`. */
    action: text().notNull(),
    subjectId: text("subject_id").notNull(),
    /** What changed; secrets never appear here. */
    change: jsonb().notNull(),
    requestId: text("request_id").notNull(),
    createdAt: createdAt(),
    /** Place in the workspace's log, from 1; null, like the hashes, of a row from before there was a chain. */
    sequence: bigint({ mode: "bigint" }),
    previousHash: text("previous_hash"),
    /** SHA-256 of all of the above, hex; `core/audit/chain.ts` says of which text. */
    hash: text(),
  },
  (table) => [
    index("audit_log_workspace_idx").on(table.workspaceId, table.id),
    unique("audit_log_sequence").on(table.workspaceId, table.sequence),
  ],
);

/** Where a workspace's audit log ends. Whoever writes to it locks this row first, so it orders the rows. */
export const auditHeads = pgTable("audit_heads", {
  workspaceId: workspaceId()
    .primaryKey()
    .references(() => workspaces.id),
  /** Sequence and hash of the last row; 0 and zeros before the first. */
  lastSequence: bigint("last_sequence", { mode: "bigint" }).notNull().default(sql`0`),
  lastHash: text("last_hash").notNull().default("0".repeat(64)),
});
