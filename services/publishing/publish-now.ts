import type { Context } from "../shared/context.ts";
import { publishDirty } from "./publish-dirty.ts";
import type { Publisher } from "./publisher.ts";

/** Copies a request publishes itself; a cron publishes the others. */
const COPIES_PER_REQUEST_MAX = 100;

/**
 * Publishes what the request changed, after its commit. A store that is away does not fail the request:
 * what stays stale is published by the cron.
 */
export async function publishNow(context: Context, publisher: Publisher): Promise<void> {
  try {
    await publishDirty(context.db, [context.workspaceId], publisher, COPIES_PER_REQUEST_MAX);
  } catch (error) {
    console.error(
      JSON.stringify({ event: "publish_later", request_id: context.requestId, error: String(error) }),
    );
  }
}
