import { and, eq, isNull, lt, or } from "drizzle-orm";
import { type Db, inWorkspace } from "../../db/client.ts";
import { apiKeys } from "../../db/schema/index.ts";
import type { KeyOfCaller } from "./find-key.ts";

/** How exact `last_used_at` is: a key that is used all the time is written about no more often. */
const EXACT_MS = 10 * 60_000;

/** True of a key that is neither revoked nor expired. */
export function isGood(key: Pick<KeyOfCaller, "status" | "expiresAt">, now: Date): boolean {
  return key.status === "active" && (key.expiresAt === null || key.expiresAt > now);
}

/** Notes that a key was used, at most every ten minutes. No mutation anybody asked for, so not audited. */
export async function noteKeyUse(db: Db, key: KeyOfCaller, now: Date): Promise<void> {
  const longAgo = new Date(now.getTime() - EXACT_MS);
  if (key.lastUsedAt !== null && key.lastUsedAt >= longAgo) return;
  await inWorkspace(db, key.workspaceId, (tx) =>
    tx
      .update(apiKeys)
      .set({ lastUsedAt: now })
      .where(
        and(
          eq(apiKeys.workspaceId, key.workspaceId),
          eq(apiKeys.id, key.id),
          or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, longAgo)),
        ),
      ),
  );
}
