import { publishNow } from "../../services/publishing/publish-now.ts";
import type { Call } from "./route.ts";

/**
 * Publishes the links or keys that the call changed to the edge's store, or without ids what is stale in
 * the workspace; what cannot be published now is left to a cron.
 */
export function publishChanges({ env, context }: Call, subjectIds?: readonly string[]): Promise<void> {
  return publishNow(context, { put: (key, value) => env.PUBLISHED.put(key, value) }, subjectIds);
}
