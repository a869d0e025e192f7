import { inArray } from "drizzle-orm";
import { tellError } from "../../core/shared/tell-error.ts";
import { publications } from "../../db/schema/index.ts";
import type { Context } from "../shared/context.ts";
import { refusedError } from "./publish-dirty.ts";
import { publishSome } from "./publish-some.ts";
import type { Publisher } from "./publisher.ts";

/** Copies a request publishes itself; a cron publishes the others. */
const COPIES_PER_REQUEST_MAX = 100;

/**
 * Publishes what the request changed, after its commit: the links and keys named, or without names what
 * is stale in the workspace. A store that is away does not fail the request: what stays stale is
 * published by the cron.
 */
export async function publishNow(
  context: Context,
  publisher: Publisher,
  subjectIds?: readonly string[],
): Promise<void> {
  const { db, workspaceId, requestId } = context;
  const only = subjectIds && inArray(publications.subjectId, [...subjectIds]);
  try {
    const { published, refused } = await publishSome({ db, workspaceIds: [workspaceId] }, publisher, {
      only,
      limit: COPIES_PER_REQUEST_MAX,
    });
    if (refused.length > 0) throw refusedError(published, refused);
  } catch (error) {
    console.error(JSON.stringify({ event: "publish_later", request_id: requestId, error: tellError(error) }));
  }
}
