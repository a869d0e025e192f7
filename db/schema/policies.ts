import { sql } from "drizzle-orm";
import { check, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { PolicyCaseId } from "../../core/shared/id.ts";
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

/** What the policy must give in a given case: a version that gives something else is refused. */
export const policyCases = pgTable(
  "policy_cases",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<PolicyCaseId>().notNull(),
    name: text().notNull(),
    /** The journey and the order, as `core/attribution/policy-case.ts` reads them. */
    given: jsonb().notNull(),
    /** `{ reason, credits: [{ affiliate, credit_ppm }] }`. */
    expected: jsonb().notNull(),
    /** From then on it holds no version back. */
    retiredAt: instant("retired_at"),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] })],
);
