import { publishNow } from "../../services/publishing/publish-now.ts";
import type { Call } from "./route.ts";

/**
 * Publishes the links or keys that the call changed to the edge's store, or without ids what is stale in
 * the workspace, once the change is committed and before the answer; what cannot be published then is left
 * to a cron.
 */
export function publishChanges(
  { env, onceCommitted }: Pick<Call, "env" | "onceCommitted">,
  subjectIds?: readonly string[],
): void {
  onceCommitted((context) =>
    publishNow(context, { put: (key, value) => env.PUBLISHED.put(key, value) }, subjectIds),
  );
}
