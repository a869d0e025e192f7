import type { Db } from "../db/client.ts";
import { parseClickIdKeys } from "../platform/keys.ts";
import type { IngestPorts } from "../services/clicks/ingest-clicks.ts";
import type { FunctionsEnv } from "./env.ts";
import { redisVelocity } from "./redis-velocity.ts";

/** What ingesting clicks needs, from the bindings. */
export function ingestPorts({
  env,
  db,
  now,
}: {
  readonly env: FunctionsEnv;
  readonly db: Db;
  readonly now: Date;
}): IngestPorts {
  return {
    db,
    now,
    hmacs: parseClickIdKeys(env.CLICK_ID_KEYS),
    velocity: redisVelocity(env),
    log: {
      putOnce: async (key, bytes, clicksCount) => {
        await env.CLICK_LOG.put(key, bytes, {
          onlyIf: { etagDoesNotMatch: "*" },
          httpMetadata: { contentType: "application/gzip" },
          customMetadata: { clicks: String(clicksCount) },
        });
      },
    },
  };
}
