import { parseFloatStrictly, parseScoreBound, SYNTAX_ERROR } from "./arguments.ts";
import type { CommandTable } from "./command-table.ts";
import type { Keyspace } from "./keyspace.ts";
import { RedisError } from "./reply.ts";

/** Commands about sorted sets. */
export const SORTED_SET_COMMANDS: CommandTable = {
  ZADD: { arity: -4, run: addScored },
  ZCARD: { arity: 2, run: (keys, [key = ""]) => keys.get(key, "zset")?.members.size ?? 0 },
  ZCOUNT: { arity: 4, run: (keys, [key = "", from, to]) => membersBetween(keys, key, from, to).length },
  ZREMRANGEBYSCORE: { arity: 4, run: removeBetween },
};

const FLAGS: readonly string[] = ["NX", "XX", "GT", "LT", "CH"];

function addScored(keys: Keyspace, [key = "", ...words]: readonly string[]): number {
  const { flags, pairs } = parseFlags(words);
  const scored = pairs.map(([score, member]) => [parseFloatStrictly(score), member] as const);
  const found = keys.get(key, "zset");
  if (!found && flags.has("XX")) return 0;
  const value = found ?? { type: "zset" as const, members: new Map<string, number>() };
  let added = 0;
  let changed = 0;
  for (const [score, member] of scored) {
    const current = value.members.get(member);
    if (current === undefined) {
      if (flags.has("XX")) continue;
      added += 1;
    } else {
      const isRefused =
        flags.has("NX") || (flags.has("GT") && score <= current) || (flags.has("LT") && score >= current);
      if (isRefused || score === current) continue;
      changed += 1;
    }
    value.members.set(member, score);
  }
  if (value.members.size > 0) keys.set(key, value, { keepExpiry: true });
  return flags.has("CH") ? added + changed : added;
}

function parseFlags(words: readonly string[]): {
  flags: ReadonlySet<string>;
  pairs: readonly (readonly [string, string])[];
} {
  const flags = new Set<string>();
  let start = 0;
  for (; start < words.length; start += 1) {
    const word = (words[start] ?? "").toUpperCase();
    if (word === "INCR")
      throw new RedisError("ERR ZADD INCR is not supported by the in-process Redis engine");
    if (!FLAGS.includes(word)) break;
    flags.add(word);
  }
  const rest = words.slice(start);
  if (rest.length === 0 || rest.length % 2 !== 0) throw new RedisError(SYNTAX_ERROR);
  if (flags.has("NX") && flags.has("XX")) {
    throw new RedisError("ERR XX and NX options at the same time are not compatible");
  }
  const isAmbiguous = [flags.has("GT"), flags.has("LT"), flags.has("NX")].filter(Boolean).length > 1;
  if (isAmbiguous) throw new RedisError("ERR GT, LT, and/or NX options at the same time are not compatible");
  const pairs = rest.flatMap((score, index) =>
    index % 2 === 0 ? [[score, rest[index + 1] ?? ""] as const] : [],
  );
  return { flags, pairs };
}

function membersBetween(keys: Keyspace, key: string, from?: string, to?: string): readonly string[] {
  const [low, high] = [parseScoreBound(from), parseScoreBound(to)];
  const members = keys.get(key, "zset")?.members ?? new Map<string, number>();
  return [...members].flatMap(([member, score]) => {
    const isAbove = low.isExclusive ? score > low.score : score >= low.score;
    const isBelow = high.isExclusive ? score < high.score : score <= high.score;
    return isAbove && isBelow ? [member] : [];
  });
}

function removeBetween(keys: Keyspace, [key = "", from, to]: readonly string[]): number {
  const members = membersBetween(keys, key, from, to);
  for (const member of members) keys.get(key, "zset")?.members.delete(member);
  keys.deleteIfEmpty(key);
  return members.length;
}
