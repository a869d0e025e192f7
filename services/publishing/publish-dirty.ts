import { notInArray } from "drizzle-orm";
import type { WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { publications } from "../../db/schema/index.ts";
import { type Published, publishSome } from "./publish-some.ts";
import type { Publisher } from "./publisher.ts";

/** Copies published by one transaction. */
const COPIES_PER_TRANSACTION = 100;

/**
 * Publishes stale copies, the longest stale first, at most `max` of them.
 *
 * A copy that the store refuses stays stale and keeps no other waiting; a store that refuses a whole
 * transaction's copies is away, and the run ends. Throws at its end if anything was refused.
 *
 * @returns how many were published
 */
export async function publishDirty(
  db: Db,
  workspaceIds: readonly WorkspaceId[],
  publisher: Publisher,
  max: number,
): Promise<number> {
  const refused: Published["refused"][number][] = [];
  let published = 0;
  while (published + refused.length < max) {
    const limit = Math.min(COPIES_PER_TRANSACTION, max - published - refused.length);
    const only = notInArray(
      publications.kvKey,
      refused.map(({ kvKey }) => kvKey),
    );
    const done = await publishSome({ db, workspaceIds }, publisher, { only, limit });
    published += done.published;
    refused.push(...done.refused);
    if (done.published === 0 || done.published + done.refused.length < limit) break;
  }
  if (refused.length > 0) throw refusedError(published, refused);
  return published;
}

/** Tells what the store refused, by its first reason. */
export function refusedError(published: number, refused: Published["refused"]): Error {
  const message = `${published} copies published, ${refused.length} refused: ${String(refused[0]?.reason)}`;
  return new AggregateError(
    refused.map(({ reason }) => reason),
    message,
  );
}
