import { groupValues } from "../core/shared/group-by.ts";
import { askRedis, type RedisEnv } from "../platform/redis.ts";
import type { ClickRow } from "../services/clicks/click-row.ts";
import type { VelocityCounter } from "../services/clicks/ports.ts";

const MINUTE_MS = 60_000;
/** Counters outlive their minute by this much, for clicks that are delivered late. */
const COUNTER_SECONDS = 600;
/** How long Redis may take; clicks do not wait for it longer. */
const LIMIT_MS = 1_000;
/** An error of the client repeats the whole command. */
const ERROR_CHARS_MAX = 200;

/**
 * Counts in Redis: a set of click ids for each network, affiliate and minute, so that a click delivered
 * twice counts once. Where Redis is away every count is null, and no click is lost by it.
 */
export function redisVelocity(env: RedisEnv): VelocityCounter {
  return {
    count: async (clicks) => {
      const keys = clicks.map(keyOf);
      const counted = clicks.flatMap((click, index) => {
        const key = keys[index];
        return key ? [{ key, id: click.id }] : [];
      });
      const idsByKey = groupValues(counted, { keyOf: ({ key }) => key, keep: ({ id }) => id });
      if (idsByKey.size === 0) return keys.map(() => null);
      try {
        const counts = await countAll(env, idsByKey);
        return keys.map((key) => (key === null ? null : (counts.get(key) ?? null)));
      } catch (error) {
        const text = String(error).slice(0, ERROR_CHARS_MAX);
        console.error(JSON.stringify({ event: "velocity_unknown", error: text }));
        return keys.map(() => null);
      }
    },
  };
}

function keyOf({ workspace_id, affiliate_id, network_hash, clicked_at_ms }: ClickRow): string | null {
  if (network_hash === null) return null;
  return `velocity:${workspace_id}:${affiliate_id}:${network_hash}:${Math.floor(clicked_at_ms / MINUTE_MS)}`;
}

/** Adds all ids and reads all sizes in one request: three commands a key, however many clicks it has. */
async function countAll(
  env: RedisEnv,
  idsByKey: ReadonlyMap<string, readonly string[]>,
): Promise<ReadonlyMap<string, number>> {
  const results = await askRedis(env, LIMIT_MS, (pipeline) => {
    for (const [key, [first = "", ...others]] of idsByKey) pipeline.sadd(key, first, ...others);
    for (const key of idsByKey.keys()) pipeline.expire(key, COUNTER_SECONDS);
    for (const key of idsByKey.keys()) pipeline.scard(key);
  });
  const sizes = results.slice(-idsByKey.size).map(Number);
  return new Map([...idsByKey.keys()].map((key, index) => [key, sizes[index] ?? 0]));
}
