import { startRedisBridge } from "./bridge.ts";
import { createInProcessEngine } from "./in-process-engine.ts";
import { startRedisServerEngine } from "./redis-server-engine.ts";

/** A Redis the Workers reach by the Upstash REST protocol. */
export type LocalRedis = {
  readonly engine: "upstash" | "redis-server" | "in-process";
  readonly url: string;
  readonly token: string;
  readonly pid?: number;
  stop(): Promise<void>;
};

/**
 * Chooses a Redis: the Upstash database of the environment if there is one, else the `redis-server`
 * on PATH, else a small engine in this process; the last two behind a bridge of our own.
 */
export async function startRedis(options: {
  env: Readonly<Record<string, string | undefined>>;
  /** Token that the bridge asks for. */
  token: string;
  log?: (line: string) => void;
}): Promise<LocalRedis> {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = options.env;
  if (url && token) {
    return { engine: "upstash", url, token, stop: async () => undefined };
  }
  const log = options.log && { log: options.log };
  const server = await startRedisServerEngine({ password: options.token, ...log });
  const engine = server ?? createInProcessEngine(Date.now);
  const bridge = await startRedisBridge(engine, options.token);
  return {
    engine: engine.name,
    url: bridge.url,
    token: options.token,
    ...(engine.pid !== undefined && { pid: engine.pid }),
    stop: async () => {
      await bridge.stop();
      await engine.stop();
    },
  };
}
