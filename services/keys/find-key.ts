import { eq, sql } from "drizzle-orm";
import type { KeyKind } from "../../core/access/key-format.ts";
import type { AffiliateId, KeyId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { apiKeys } from "../../db/schema/index.ts";

/** A key as it is found by its hash, before anything is known of its workspace. */
export type KeyOfCaller = {
  readonly id: KeyId;
  readonly workspaceId: WorkspaceId;
  readonly kind: KeyKind;
  readonly scopes: readonly string[];
  /** The affiliate whose own key it is, if it is one. */
  readonly affiliateId: AffiliateId | null;
  readonly status: "active" | "revoked";
  readonly expiresAt: Date | null;
  /** Ranges that it may be used from; empty for any. */
  readonly allowedAddresses: readonly string[];
  readonly lastUsedAt: Date | null;
};

const OF_CALLER = {
  id: apiKeys.id,
  workspaceId: apiKeys.workspaceId,
  kind: apiKeys.kind,
  scopes: apiKeys.scopes,
  affiliateId: apiKeys.affiliateId,
  status: apiKeys.status,
  expiresAt: apiKeys.expiresAt,
  allowedAddresses: apiKeys.allowedAddresses,
  lastUsedAt: apiKeys.lastUsedAt,
};

/** Finds a key by its keyed hash, or null. Whoever has the hash had the key: no workspace is needed. */
export function findKey(db: Db, hash: string): Promise<KeyOfCaller | null> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('app.key_hash', ${hash}, true)`);
    const [row] = await tx.select(OF_CALLER).from(apiKeys).where(eq(apiKeys.hash, hash));
    return row ?? null;
  });
}

/**
 * Finds a key by its id, or null. An id is no secret: the caller must have a signature made with what
 * follows from it (`deriveSecret`) before anything is answered.
 */
export function findKeyById(db: Db, keyId: KeyId): Promise<KeyOfCaller | null> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('app.key_id', ${keyId}, true)`);
    const [row] = await tx.select(OF_CALLER).from(apiKeys).where(eq(apiKeys.id, keyId));
    return row ?? null;
  });
}
