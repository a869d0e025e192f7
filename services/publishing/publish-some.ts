import { and, asc, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { type Db, inWorkspaces } from "../../db/client.ts";
import { publications } from "../../db/schema/index.ts";
import { publishedCopies } from "./published-copies.ts";
import type { Publisher } from "./publisher.ts";

/** What became of stale copies: those the store refused stay stale. */
export type Published = {
  readonly published: number;
  readonly refused: readonly { readonly kvKey: string; readonly reason: unknown }[];
};

/**
 * Publishes stale copies in one transaction, the longest stale first, at most `limit` of them.
 *
 * A copy's row is locked while its subject is read and written out, so two that publish at once never
 * leave the older copy in the store. A row that is locked is left out: whoever holds it reads the subject
 * as it is now, since a change of the subject waits for the same lock.
 */
export function publishSome(
  { db, workspaceIds }: { readonly db: Db; readonly workspaceIds: readonly WorkspaceId[] },
  publisher: Publisher,
  { only, limit }: { readonly only: SQL | undefined; readonly limit: number },
): Promise<Published> {
  return inWorkspaces(db, workspaceIds, async (tx) => {
    const isWorkspace = inArray(publications.workspaceId, [...workspaceIds]);
    const isStale = lt(publications.publishedVersion, publications.version);
    const stale = await tx
      .select()
      .from(publications)
      .where(and(isWorkspace, isStale, only))
      .orderBy(asc(publications.changedAt), asc(publications.kvKey))
      .limit(limit)
      .for("update", { skipLocked: true });
    if (stale.length === 0) return { published: 0, refused: [] };
    const copies = await publishedCopies(tx, stale);
    const outcomes = await Promise.allSettled(
      stale.map(async ({ kvKey }) => {
        const copy = copies.get(kvKey);
        if (copy) await publisher.put(kvKey, JSON.stringify(copy));
      }),
    );
    const refused = outcomes.flatMap((outcome, index) => {
      const kvKey = stale[index]?.kvKey;
      return outcome.status === "rejected" && kvKey ? [{ kvKey, reason: outcome.reason as unknown }] : [];
    });
    const isRefused = new Set(refused.map(({ kvKey }) => kvKey));
    await notePublished(
      tx,
      stale.map(({ kvKey }) => kvKey).filter((kvKey) => !isRefused.has(kvKey)),
    );
    return { published: stale.length - refused.length, refused };
  });
}

async function notePublished(tx: Db, kvKeys: string[]): Promise<void> {
  if (kvKeys.length === 0) return;
  await tx
    .update(publications)
    .set({ publishedVersion: sql`${publications.version}`, publishedAt: sql`now()` })
    .where(inArray(publications.kvKey, kvKeys));
}
