import { Redis } from "@upstash/redis";
import type { VelocityCounter } from "../services/clicks/ports.ts";
import type { FunctionsEnv } from "./env.ts";

const MINUTE_MS = 60_000;
/** Counters outlive their minute by this much, for clicks that are delivered late. */
const COUNTER_SECONDS = 600;
/** How long Redis may take; clicks do not wait for it longer. */
const LIMIT_MS = 1_000;

/**
 * Counts in Redis: a set of click ids for each network, affiliate and minute, so that a click delivered
 * twice counts once. Where Redis is away every count is null, and no click is lost by it.
 */
export function redisVelocity(
  env: Pick<FunctionsEnv, "UPSTASH_REDIS_REST_URL" | "UPSTASH_REDIS_REST_TOKEN">,
): VelocityCounter {
  return {
    count: async (clicks) => {
      const keys = clicks.map(({ workspace_id, affiliate_id, network_hash, clicked_at_ms }) =>
        network_hash === null
          ? null
          : `velocity:${workspace_id}:${affiliate_id}:${network_hash}:${Math.floor(clicked_at_ms / MINUTE_MS)}`,
      );
      const distinct = [...new Set(keys.filter((key) => key !== null))];
      if (distinct.length === 0) return keys.map(() => null);
      try {
        const redis = new Redis({
          url: env.UPSTASH_REDIS_REST_URL,
          token: env.UPSTASH_REDIS_REST_TOKEN,
          retry: false,
          enableTelemetry: false,
          signal: () => AbortSignal.timeout(LIMIT_MS),
        });
        const pipeline = redis.pipeline();
        clicks.forEach(({ id }, index) => {
          const key = keys[index];
          if (key) pipeline.sadd(key, id);
        });
        for (const key of distinct) pipeline.expire(key, COUNTER_SECONDS);
        for (const key of distinct) pipeline.scard(key);
        const counts = (await pipeline.exec<unknown[]>()).slice(-distinct.length).map(Number);
        const byKey = new Map(distinct.map((key, index) => [key, counts[index] ?? null]));
        return keys.map((key) => (key === null ? null : (byKey.get(key) ?? null)));
      } catch (error) {
        console.error(JSON.stringify({ event: "velocity_unknown", error: String(error) }));
        return keys.map(() => null);
      }
    },
  };
}
