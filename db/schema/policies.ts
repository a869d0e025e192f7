import { sql } from "drizzle-orm";
import { check, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

/**
 * A workspace's attribution policy as a chain of immutable versions. It belongs to the workspace and
 * not to a program, since one journey may touch several programs and still ends in one decision.
 */
export const policyVersions = pgTable(
  "policy_versions",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    version: integer().notNull(),
    /** The policy as `core/attribution/policy.ts` writes it. */
    body: jsonb().notNull(),
    /** SHA-256 of the canonical body, hex. */
    hash: text().notNull(),
    effectiveFrom: instant("effective_from").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.version] }),
    check("policy_versions_version_positive", sql`${table.version} > 0`),
  ],
);
