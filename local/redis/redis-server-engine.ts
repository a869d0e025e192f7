import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { createClient, RESP_TYPES } from "redis";
import { findFreePort, LOOPBACK } from "../free-port.ts";
import { killOnExit } from "../processes.ts";
import { EXEC_ABORT, type RedisCommand, type RedisEngine, RedisError, type RedisReply } from "./reply.ts";

const START_WAIT_MS = 10_000;

/** Commands that would change or block the one connection all requests share; Upstash has none of them. */
const REFUSED = new Set([
  ...["MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH", "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "MONITOR"],
  ...["SELECT", "AUTH", "HELLO", "CLIENT", "QUIT", "RESET", "SHUTDOWN", "REPLICAOF", "SYNC", "PSYNC"],
  ...["BLPOP", "BRPOP", "BLMOVE", "BLMPOP", "BZPOPMIN", "BZPOPMAX", "BZMPOP", "WAIT", "DEBUG", "CONFIG"],
]);

/**
 * Starts the `redis-server` on PATH on a free port of 127.0.0.1, keeping nothing on disk and asking
 * for a password. Undefined if there is none, or if it does not start.
 */
export async function startRedisServerEngine(options: {
  password: string;
  /** Lines of its configuration besides these. */
  settings?: readonly string[];
  log?: (line: string) => void;
}): Promise<RedisEngine | undefined> {
  const port = await findFreePort();
  const child = spawn("redis-server", ["-"], { stdio: ["pipe", "pipe", "pipe"], cwd: "/" });
  killOnExit(child, "SIGKILL");
  child.stdin.on("error", () => undefined);
  // Settings go in by stdin: on the command line every user of the machine could read the password.
  const own = [`port ${port}`, `bind ${LOOPBACK}`, 'save ""', "appendonly no"];
  const lines = [...own, `requirepass ${options.password}`, ...(options.settings ?? [])];
  child.stdin.end(lines.join("\n"));
  const isReady = await waitUntilReady(child, options.log);
  if (!isReady) return undefined;
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const client = createClient({
    RESP: 2,
    password: options.password,
    socket: { host: LOOPBACK, port },
    disableOfflineQueue: true,
  });
  client.on("error", (error: Error) => options.log?.(`redis: ${error.message}`));
  await client.connect();
  const send = async (command: RedisCommand): Promise<RedisReply> => {
    const reply: unknown = await client.sendCommand([...command], {
      typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer },
    });
    return toReply(reply);
  };
  return {
    name: "redis-server",
    ...(child.pid !== undefined && { pid: child.pid }),
    execute: async (command) => {
      refuse(command);
      return send(command).catch(rethrow);
    },
    transaction: async (commands) => {
      for (const command of commands) refuse(command);
      // Written in one go, so that no other request's command comes between.
      const replies = await Promise.allSettled([["MULTI"], ...commands, ["EXEC"]].map(send));
      const exec = replies.at(-1);
      if (exec?.status === "fulfilled" && Array.isArray(exec.value)) return exec.value;
      return rethrow(exec?.status === "rejected" ? exec.reason : new Error(EXEC_ABORT));
    },
    stop: async () => {
      client.destroy();
      child.kill("SIGTERM");
      await closed;
    },
  };
}

function waitUntilReady(child: ChildProcess, log?: (line: string) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      resolve(false);
    }, START_WAIT_MS);
    const settle = (isReady: boolean): void => {
      clearTimeout(timer);
      resolve(isReady);
    };
    child.once("error", () => settle(false));
    child.once("close", () => settle(false));
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        log?.(line);
        if (line.includes("Ready to accept connections")) settle(true);
      });
    }
  });
}

function refuse(command: RedisCommand): void {
  const name = (command[0] ?? "").toUpperCase();
  if (REFUSED.has(name)) throw new RedisError(`ERR Command is not available: '${name}'`);
}

function toReply(reply: unknown): RedisReply {
  if (typeof reply === "string") return { status: reply };
  if (Buffer.isBuffer(reply) || typeof reply === "number" || reply === null) return reply;
  if (Array.isArray(reply)) return reply.map(toReply);
  if (reply instanceof Error) return new RedisError(reply.message);
  throw new TypeError(`unforeseen reply of Redis: ${typeof reply}`);
}

/** Tells Redis's own refusals from a connection that is gone. */
function rethrow(error: unknown): never {
  if (error instanceof Error && /^[A-Z]+ /.test(error.message)) throw new RedisError(error.message);
  throw error;
}
