import { addIntegers, parseInteger, wrongArgumentCount } from "./arguments.ts";
import type { CommandTable } from "./command-table.ts";
import type { Keyspace } from "./keyspace.ts";

/** Commands about sets and hashes. */
export const COLLECTION_COMMANDS: CommandTable = {
  SADD: { arity: -3, run: addMembers },
  SREM: { arity: -3, run: (keys, [key = "", ...members]) => removeFrom(keys, key, "set", members) },
  SCARD: { arity: 2, run: (keys, [key = ""]) => keys.get(key, "set")?.members.size ?? 0 },
  SISMEMBER: {
    arity: 3,
    run: (keys, [key = "", member = ""]) => (keys.get(key, "set")?.members.has(member) ? 1 : 0),
  },
  SMEMBERS: {
    arity: 2,
    run: (keys, [key = ""]) =>
      [...(keys.get(key, "set")?.members ?? [])].map((member) => Buffer.from(member)),
  },
  HSET: { arity: -4, run: setFields },
  HGET: {
    arity: 3,
    run: (keys, [key = "", field = ""]) => {
      const text = keys.get(key, "hash")?.members.get(field);
      return text === undefined ? null : Buffer.from(text);
    },
  },
  HGETALL: {
    arity: 2,
    run: (keys, [key = ""]) =>
      [...(keys.get(key, "hash")?.members ?? [])].flat().map((text) => Buffer.from(text)),
  },
  HDEL: { arity: -3, run: (keys, [key = "", ...fields]) => removeFrom(keys, key, "hash", fields) },
  HINCRBY: { arity: 4, run: incrementField },
};

function addMembers(keys: Keyspace, [key = "", ...members]: readonly string[]): number {
  const value = keys.get(key, "set") ?? { type: "set" as const, members: new Set<string>() };
  const sizeBefore = value.members.size;
  for (const member of members) value.members.add(member);
  keys.set(key, value, { keepExpiry: true });
  return value.members.size - sizeBefore;
}

function removeFrom(keys: Keyspace, key: string, type: "set" | "hash", names: readonly string[]): number {
  const members = keys.get(key, type)?.members;
  const removed = names.filter((name) => members?.delete(name)).length;
  keys.deleteIfEmpty(key);
  return removed;
}

function setFields(keys: Keyspace, [key = "", ...pairs]: readonly string[]): number {
  if (pairs.length % 2 !== 0) throw wrongArgumentCount("hset");
  const value = keys.get(key, "hash") ?? { type: "hash" as const, members: new Map<string, string>() };
  const sizeBefore = value.members.size;
  for (let index = 0; index < pairs.length; index += 2) {
    value.members.set(pairs[index] ?? "", pairs[index + 1] ?? "");
  }
  keys.set(key, value, { keepExpiry: true });
  return value.members.size - sizeBefore;
}

function incrementField(keys: Keyspace, [key = "", field = "", by]: readonly string[]): number {
  const amount = parseInteger(by);
  const value = keys.get(key, "hash") ?? { type: "hash" as const, members: new Map<string, string>() };
  const current = parseInteger(value.members.get(field) ?? "0", "ERR hash value is not an integer");
  const sum = addIntegers(current, amount);
  value.members.set(field, String(sum));
  keys.set(key, value, { keepExpiry: true });
  return Number(sum);
}
