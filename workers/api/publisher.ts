import { publishNow } from "../../services/publishing/publish-now.ts";
import type { Call } from "./route.ts";

/** Publishes what the call changed to the edge's store; what cannot be published now is left to a cron. */
export function publishChanges({ env, context }: Call): Promise<void> {
  return publishNow(context, { put: (key, value) => env.PUBLISHED.put(key, value) });
}
