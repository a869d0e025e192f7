import { NOT_AN_INTEGER, parseExpiry, SYNTAX_ERROR } from "./arguments.ts";
import type { CommandTable } from "./command-table.ts";
import type { Keyspace } from "./keyspace.ts";
import { OK, RedisError } from "./reply.ts";

const NO_KEY = -2;
const NO_EXPIRY = -1;

/** Commands about keys of whatever type, and about all of them. */
export const KEY_COMMANDS: CommandTable = {
  PING: { arity: -1, run: (_keys, [text]) => (text === undefined ? { status: "PONG" } : Buffer.from(text)) },
  DEL: { arity: -2, run: (keys, names) => names.filter((name) => keys.delete(name)).length },
  EXISTS: { arity: -2, run: (keys, names) => names.filter((name) => keys.peek(name)).length },
  TYPE: { arity: 2, run: (keys, [name = ""]) => ({ status: keys.peek(name)?.type ?? "none" }) },
  EXPIRE: { arity: -3, run: (keys, args) => expire(keys, args, { command: "expire", unitMs: 1000n }) },
  PEXPIRE: { arity: -3, run: (keys, args) => expire(keys, args, { command: "pexpire", unitMs: 1n }) },
  TTL: { arity: 2, run: (keys, [name = ""]) => timeToLive(keys, name, 1000) },
  PTTL: { arity: 2, run: (keys, [name = ""]) => timeToLive(keys, name, 1) },
  DBSIZE: { arity: 1, run: (keys) => keys.count() },
  FLUSHALL: { arity: -1, run: flush },
  FLUSHDB: { arity: -1, run: flush },
};

function flush(keys: Keyspace, args: readonly string[]): typeof OK {
  const isKnown = args.length === 0 || (args.length === 1 && /^(?:async|sync)$/i.test(args[0] ?? ""));
  if (!isKnown) throw new RedisError(SYNTAX_ERROR);
  keys.clear();
  return OK;
}

function timeToLive(keys: Keyspace, name: string, unitMs: number): number {
  if (!keys.peek(name)) return NO_KEY;
  const expiresAtMs = keys.expiresAtMs(name);
  if (expiresAtMs === undefined) return NO_EXPIRY;
  return Math.floor((expiresAtMs - keys.nowMs + unitMs / 2) / unitMs);
}

function expire(
  keys: Keyspace,
  [name = "", amount, ...words]: readonly string[],
  { command, unitMs }: { command: string; unitMs: bigint },
): number {
  const flags = parseFlags(words);
  if (amount === undefined) throw new RedisError(NOT_AN_INTEGER);
  const { nowMs } = keys;
  const expiresAtMs = parseExpiry(amount, { unitMs, nowMs, command, isPositive: false });
  if (!keys.peek(name)) return 0;
  const current = keys.expiresAtMs(name);
  // A key that never goes counts as having the longest time to live.
  const currentMs = current ?? Infinity;
  if (flags.has("NX") && current !== undefined) return 0;
  if (flags.has("XX") && current === undefined) return 0;
  if (flags.has("GT") && expiresAtMs <= currentMs) return 0;
  if (flags.has("LT") && expiresAtMs >= currentMs) return 0;
  if (expiresAtMs <= nowMs) keys.delete(name);
  else keys.expireAt(name, expiresAtMs);
  return 1;
}

function parseFlags(words: readonly string[]): ReadonlySet<string> {
  const flags = new Set<string>();
  for (const word of words) {
    const flag = word.toUpperCase();
    if (!["NX", "XX", "GT", "LT"].includes(flag)) throw new RedisError(`ERR Unsupported option ${word}`);
    flags.add(flag);
  }
  if (flags.has("NX") && flags.size > 1) {
    throw new RedisError("ERR NX and XX, GT or LT options at the same time are not compatible");
  }
  if (flags.has("GT") && flags.has("LT")) {
    throw new RedisError("ERR GT and LT options at the same time are not compatible");
  }
  return flags;
}
