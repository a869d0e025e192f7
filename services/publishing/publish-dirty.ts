import { and, asc, inArray, lt, sql } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspaces } from "../../db/client.ts";
import { publications } from "../../db/schema/index.ts";
import { publishedCopy } from "./published-copy.ts";
import type { Publisher } from "./publisher.ts";

/** Copies published by one transaction. */
const COPIES_PER_TRANSACTION = 100;

/**
 * Publishes stale copies, the longest stale first, at most `max` of them.
 *
 * A copy's row is locked while the subject is read and written out, so two that publish at once never
 * leave the older copy in the store. When the store refuses, the copies stay stale and it throws.
 *
 * @returns how many were published
 */
export async function publishDirty(
  db: Db,
  workspaceIds: readonly WorkspaceId[],
  publisher: Publisher,
  max: number,
): Promise<number> {
  let total = 0;
  while (total < max) {
    const limit = Math.min(COPIES_PER_TRANSACTION, max - total);
    const published = await inWorkspaces(db, workspaceIds, (tx) =>
      publishSome(tx, workspaceIds, publisher, limit),
    );
    total += published;
    if (published < limit) break;
  }
  return total;
}

async function publishSome(
  tx: Db,
  workspaceIds: readonly WorkspaceId[],
  publisher: Publisher,
  limit: number,
): Promise<number> {
  const stale = await tx
    .select()
    .from(publications)
    .where(
      and(
        inArray(publications.workspaceId, [...workspaceIds]),
        lt(publications.publishedVersion, publications.version),
      ),
    )
    .orderBy(asc(publications.changedAt), asc(publications.kvKey))
    .limit(limit)
    .for("update", { skipLocked: true });
  for (const publication of stale) {
    const copy = await publishedCopy(tx, publication);
    if (copy) await publisher.put(publication.kvKey, JSON.stringify(copy));
  }
  if (stale.length > 0) {
    await tx
      .update(publications)
      .set({ publishedVersion: sql`${publications.version}`, publishedAt: sql`now()` })
      .where(
        inArray(
          publications.kvKey,
          stale.map(({ kvKey }) => kvKey),
        ),
      );
  }
  return stale.length;
}
