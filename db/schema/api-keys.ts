import { sql } from "drizzle-orm";
import { check, foreignKey, index, pgEnum, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import type { Permission } from "../../core/access/permissions.ts";
import type { AffiliateId, KeyId } from "../../core/shared/id.ts";
import { affiliates } from "./affiliates.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";
import { version } from "./resource-columns.ts";

export const keyKind = pgEnum("key_kind", ["secret_live", "secret_test", "publishable", "postback"]);
export const keyStatus = pgEnum("key_status", ["active", "revoked"]);

/** An API key. The key itself is shown once and never stored. */
export const apiKeys = pgTable(
  "api_keys",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    id: text().$type<KeyId>().notNull(),
    name: text().notNull(),
    kind: keyKind().notNull(),
    /** HMAC-SHA-256 of the key under the pepper, hex. */
    hash: text().notNull(),
    last4: text().notNull(),
    scopes: text().array().$type<Permission[]>().notNull(),
    /** Hosts of the pages that may use a publishable key: a name, or `*.name`. */
    allowedHosts: text("allowed_hosts").array().notNull().default(sql`'{}'`),
    /** The affiliate whose own key it is: it opens the portal and nothing else. Never changed. */
    affiliateId: text("affiliate_id").$type<AffiliateId>(),
    /** The actor who made it; null where no caller did. */
    createdBy: text("created_by"),
    /** Ranges of addresses that the key may be used from, as `platform/address-range.ts` writes them; empty for any. */
    allowedAddresses: text("allowed_addresses").array().notNull().default(sql`'{}'`),
    status: keyStatus().notNull().default("active"),
    expiresAt: instant("expires_at"),
    /** When the key was used last, to ten minutes. */
    lastUsedAt: instant("last_used_at"),
    /** The key that this one takes the place of. */
    replaces: text().$type<KeyId>(),
    version: version(),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    revokedAt: instant("revoked_at"),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    unique("api_keys_hash").on(table.hash),
    foreignKey({
      columns: [table.workspaceId, table.affiliateId],
      foreignColumns: [affiliates.workspaceId, affiliates.id],
    }),
    foreignKey({
      columns: [table.workspaceId, table.replaces],
      foreignColumns: [table.workspaceId, table.id],
      name: "api_keys_replaces_fk",
    }),
    unique("api_keys_replaced_once").on(table.workspaceId, table.replaces),
    index("api_keys_affiliate_idx").on(table.workspaceId, table.affiliateId, table.id),
    index("api_keys_name_idx").on(table.workspaceId, table.name, table.id),
    index("api_keys_created_idx").on(table.workspaceId, table.createdAt, table.id),
    check(
      "api_keys_portal",
      sql`case when ${table.affiliateId} is null then not (${table.scopes} && array['portal:read', 'portal:write'])
        else ${table.scopes} <@ array['portal:read', 'portal:write'] and ${table.kind} in ('secret_live', 'secret_test') end`,
    ),
  ],
);
