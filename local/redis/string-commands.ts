import { addIntegers, parseExpiry, parseInteger, SYNTAX_ERROR, wrongArgumentCount } from "./arguments.ts";
import type { CommandTable } from "./command-table.ts";
import type { Keyspace } from "./keyspace.ts";
import { OK, RedisError, type RedisReply } from "./reply.ts";

/** Commands about strings and counters. */
export const STRING_COMMANDS: CommandTable = {
  GET: { arity: 2, run: (keys, [key = ""]) => toBulk(keys.get(key, "string")?.text) },
  SET: { arity: -3, run: set },
  MGET: { arity: -2, run: (keys, names) => names.map((name) => readString(keys, name)) },
  MSET: { arity: -3, run: setMany },
  INCR: { arity: 2, run: (keys, [key = ""]) => increment(keys, key, 1n) },
  DECR: { arity: 2, run: (keys, [key = ""]) => increment(keys, key, -1n) },
  INCRBY: { arity: 3, run: (keys, [key = "", by]) => increment(keys, key, parseInteger(by)) },
};

function toBulk(text: string | undefined): Buffer | null {
  return text === undefined ? null : Buffer.from(text);
}

/** MGET answers nil, not an error, for a key of another type. */
function readString(keys: Keyspace, name: string): Buffer | null {
  const value = keys.peek(name);
  return value?.type === "string" ? Buffer.from(value.text) : null;
}

function setMany(keys: Keyspace, args: readonly string[]): RedisReply {
  if (args.length % 2 !== 0) throw wrongArgumentCount("mset");
  for (let index = 0; index < args.length; index += 2) {
    keys.set(args[index] ?? "", { type: "string", text: args[index + 1] ?? "" }, { keepExpiry: false });
  }
  return OK;
}

function increment(keys: Keyspace, key: string, by: bigint): number {
  const sum = addIntegers(parseInteger(keys.get(key, "string")?.text ?? "0"), by);
  keys.set(key, { type: "string", text: String(sum) }, { keepExpiry: true });
  return Number(sum);
}

function set(keys: Keyspace, [key = "", text = "", ...words]: readonly string[]): RedisReply {
  const options = parseSetOptions(words);
  const expiry = options.expiry && { ...options.expiry, nowMs: keys.nowMs, command: "set", isPositive: true };
  const expiresAtMs = expiry && parseExpiry(expiry.amount, expiry);
  const previous = options.flags.has("GET") ? toBulk(keys.get(key, "string")?.text) : undefined;
  const isThere = keys.peek(key) !== undefined;
  if ((options.flags.has("NX") && isThere) || (options.flags.has("XX") && !isThere)) return previous ?? null;
  keys.set(key, { type: "string", text }, { keepExpiry: options.flags.has("KEEPTTL") });
  if (expiresAtMs !== undefined) keys.expireAt(key, expiresAtMs);
  return previous === undefined ? OK : previous;
}

type SetOptions = {
  readonly flags: ReadonlySet<string>;
  readonly expiry: { readonly amount: string; readonly unitMs: bigint } | undefined;
};

/** Which flags cannot stand beside which. */
const EXCLUDES: Readonly<Record<string, string>> = { NX: "XX", XX: "NX" };

function parseSetOptions(words: readonly string[]): SetOptions {
  const flags = new Set<string>();
  let expiry: SetOptions["expiry"];
  for (let index = 0; index < words.length; index += 1) {
    const word = (words[index] ?? "").toUpperCase();
    if (word === "EXAT" || word === "PXAT") {
      throw new RedisError(`ERR SET ${word} is not supported by the in-process Redis engine`);
    }
    if (word === "EX" || word === "PX") {
      const amount = words[index + 1];
      const unitMs = word === "EX" ? 1000n : 1n;
      // Redis lets the same unit come twice, and the last one counts.
      const isOtherUnit = expiry !== undefined && expiry.unitMs !== unitMs;
      if (amount === undefined || isOtherUnit || flags.has("KEEPTTL")) throw new RedisError(SYNTAX_ERROR);
      expiry = { amount, unitMs };
      index += 1;
      continue;
    }
    const isKnown = word === "NX" || word === "XX" || word === "GET" || word === "KEEPTTL";
    const isExcluded = flags.has(EXCLUDES[word] ?? "") || (word === "KEEPTTL" && expiry !== undefined);
    if (!isKnown || isExcluded) throw new RedisError(SYNTAX_ERROR);
    flags.add(word);
  }
  return { flags, expiry };
}
