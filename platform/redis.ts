import { Redis } from "@upstash/redis";

/** How Redis is reached: over HTTP, as serverless runtimes do. */
export type RedisEnv = { readonly UPSTASH_REDIS_REST_URL: string; readonly UPSTASH_REDIS_REST_TOKEN: string };

/**
 * Sends the commands that `fill` puts into a pipeline in one request and gives their results in order. Tried once;
 * throws where Redis is away, answers with an error, or takes longer than `limitMs`, whatever its client makes of that.
 */
export async function askRedis(
  env: RedisEnv,
  limitMs: number,
  fill: (pipeline: ReturnType<Redis["pipeline"]>) => void,
): Promise<unknown[]> {
  const signal = AbortSignal.timeout(limitMs);
  const redis = new Redis({
    url: env.UPSTASH_REDIS_REST_URL,
    token: env.UPSTASH_REDIS_REST_TOKEN,
    retry: false,
    enableTelemetry: false,
    signal: () => signal,
  });
  const pipeline = redis.pipeline();
  fill(pipeline);
  const limit = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error(`no answer within ${limitMs} ms`)));
  });
  return Promise.race([pipeline.exec<unknown[]>(), limit]);
}
