import { sql } from "drizzle-orm";
import {
  check,
  index,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { DomainId } from "../../core/shared/id.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";
import { archivedAt, version } from "./resource-columns.ts";

export const domainStatus = pgEnum("domain_status", ["pending", "verified", "failed"]);
/**
 * What the last check found: no record, records that do not hold the token, no answer from the resolver,
 * or that another workspace proved the host first.
 */
export const domainProblem = pgEnum("domain_problem", [
  "record_missing",
  "record_differs",
  "resolver_away",
  "host_taken",
]);

/** A host of a workspace's own for its links. Links can be made on it once a DNS record proved it. */
export const linkDomains = pgTable(
  "link_domains",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<DomainId>().notNull(),
    host: text().notNull(),
    status: domainStatus().notNull().default("pending"),
    /** What the TXT record at `_tributary.{host}` must hold. */
    verificationToken: text("verification_token").notNull(),
    /** When the resolver last gave an answer. */
    checkedAt: instant("checked_at"),
    /** When the record was last found in place. */
    verifiedAt: instant("verified_at"),
    /** Null while the last check found the record. */
    problem: domainProblem(),
    /** Where the bare host leads. */
    rootUrl: text("root_url"),
    /** Served as `/.well-known/apple-app-site-association`. */
    appleAssociation: jsonb("apple_association"),
    /** Served as `/.well-known/assetlinks.json`. */
    androidAssetLinks: jsonb("android_asset_links"),
    version: version(),
    archivedAt: archivedAt(),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("link_domains_host").on(table.workspaceId, table.host),
    // Many may claim a host; one can prove it.
    uniqueIndex("link_domains_verified_host").on(table.host).where(sql`${table.status} = 'verified'`),
    index("link_domains_created_idx").on(table.workspaceId, table.createdAt, table.id),
    check(
      "link_domains_host_form",
      sql`${table.host} = lower(${table.host}) and length(${table.host}) <= 253`,
    ),
  ],
);
