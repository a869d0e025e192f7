import { sql } from "drizzle-orm";
import { char, check, index, jsonb, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import type { KeyId, PersonId } from "../../core/shared/id.ts";
import { createdAt, instant, workspaceId } from "./columns.ts";
import { workspaces } from "./organisations.ts";

/**
 * What a call of the API answered that came with an `Idempotency-Key`, written in the transaction of its effect.
 * Nobody can change or drop it before it expires.
 */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    workspaceId: workspaceId().references(() => workspaces.id),
    /** The key that called, or the person. */
    callerId: text("caller_id").$type<KeyId | PersonId>().notNull(),
    method: text().notNull(),
    path: text().notNull(),
    /** As the caller chose it. */
    idempotencyKey: text("idempotency_key").notNull(),
    /** SHA-256 of query and body, hex. */
    fingerprint: char({ length: 64 }).notNull(),
    status: smallint().notNull(),
    headers: jsonb().$type<Readonly<Record<string, string>>>().notNull(),
    /** The body, sealed for the caller, in base64url. */
    sealedBody: text("sealed_body").notNull(),
    createdAt: createdAt(),
    expiresAt: instant("expires_at").notNull().default(sql`now() + interval '24 hours'`),
  },
  (table) => [
    primaryKey({
      name: "idempotency_keys_pk",
      columns: [table.workspaceId, table.callerId, table.method, table.path, table.idempotencyKey],
    }),
    index("idempotency_keys_expiry_idx").on(table.workspaceId, table.expiresAt),
    check("idempotency_keys_effect", sql`${table.status} between 200 and 299`),
  ],
);
