import { spawnSync } from "node:child_process";
import { startRedisBridge } from "../../local/redis/bridge.ts";
import { createInProcessEngine } from "../../local/redis/in-process-engine.ts";
import { startRedisServerEngine } from "../../local/redis/redis-server-engine.ts";
import { type RedisCommand, type RedisEngine, RedisError } from "../../local/redis/reply.ts";
import type { RedisEnv } from "../../platform/redis.ts";

/**
 * What goes wrong with a Redis. `silent`: it takes what it is sent and says nothing, as after SIGSTOP. `killed`: it is gone,
 * with all it knew. `refusing`: nobody listens where it was. `full`: it takes no more, as beyond its `maxmemory`. `emptied`:
 * somebody sent it FLUSHALL.
 */
export const REDIS_FAULTS = ["silent", "killed", "refusing", "full", "emptied"] as const;
type RedisFault = (typeof REDIS_FAULTS)[number];

/** Kinds of Redis that can be had here: a real one only where its server is installed. */
export const REDIS_KINDS = ["in-process", "redis-server"] as const;
type RedisKind = (typeof REDIS_KINDS)[number];

/** A Redis, by the protocol by which production reaches it, that can be made to fail. */
export type FaultyRedis = {
  readonly env: RedisEnv;
  /** Has it fail; it stays so. */
  fail(fault: RedisFault): Promise<void>;
  stop(): Promise<void>;
};

const TOKEN = "token-of-the-test";
/** What Redis says beyond its `maxmemory`, and to which of the commands that are used here. */
const OUT_OF_MEMORY = "OOM command not allowed when used memory > 'maxmemory'.";
const TAKES_MEMORY = new Set(["SADD", "INCR", "DECR", "SET"]);

/** True where a `redis-server` can be started. */
export function hasRedisServer(): boolean {
  return spawnSync("redis-server", ["--version"]).status === 0;
}

/** Starts a Redis of a kind, behind the bridge of the local stack. */
export async function startFaultyRedis(kind: RedisKind): Promise<FaultyRedis> {
  const server = kind === "redis-server" ? await startServer() : startInProcess();
  const bridge = await startRedisBridge(server.engine, TOKEN);
  return {
    env: { UPSTASH_REDIS_REST_URL: bridge.url, UPSTASH_REDIS_REST_TOKEN: TOKEN },
    fail: async (fault) => {
      if (fault === "emptied") await server.engine.execute(["FLUSHALL"]);
      else if (fault === "refusing") await bridge.stop();
      else await server.fail(fault);
    },
    stop: async () => {
      await server.end();
      await bridge.stop();
    },
  };
}

type Failing = Exclude<RedisFault, "emptied" | "refusing">;
type Served = { readonly engine: RedisEngine; fail(fault: Failing): Promise<void>; end(): Promise<void> };

function startInProcess(): Served {
  const inner = createInProcessEngine(Date.now);
  let fault: Failing | null = null;
  const before = async (command: RedisCommand): Promise<void> => {
    if (fault === "silent") await new Promise(() => undefined);
    if (fault === "killed") throw new Error("Socket closed unexpectedly");
    if (fault === "full" && TAKES_MEMORY.has((command[0] ?? "").toUpperCase())) {
      throw new RedisError(OUT_OF_MEMORY);
    }
  };
  return {
    engine: {
      ...inner,
      execute: async (command) => {
        await before(command);
        return inner.execute(command);
      },
    },
    fail: async (next) => {
      fault = next;
    },
    end: inner.stop,
  };
}

/** A real one: the faults are its own, by signals and by its setting. */
async function startServer(): Promise<Served> {
  let current = await launch();
  return {
    engine: {
      name: "redis-server",
      execute: (command) => current.execute(command),
      transaction: (commands) => current.transaction(commands),
      stop: () => current.stop(),
    },
    fail: async (fault) => {
      if (fault !== "full") return void process.kill(current.pid, fault === "silent" ? "SIGSTOP" : "SIGKILL");
      await current.stop();
      current = await launch(["maxmemory 1"]);
    },
    end: async () => {
      try {
        // While it sleeps it hears of no end.
        process.kill(current.pid, "SIGCONT");
      } catch {
        // It was killed.
      }
      await current.stop();
    },
  };
}

async function launch(settings: readonly string[] = []): Promise<RedisEngine & { readonly pid: number }> {
  const engine = await startRedisServerEngine({ password: TOKEN, settings });
  if (engine?.pid === undefined) throw new Error("redis-server did not start");
  return { ...engine, pid: engine.pid };
}
