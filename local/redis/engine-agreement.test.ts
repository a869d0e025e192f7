import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createInProcessEngine } from "./in-process-engine.ts";
import { startRedisServerEngine } from "./redis-server-engine.ts";
import { type RedisEngine, RedisError, type RedisReply } from "./reply.ts";

const RUNS = 300;

const key = fc.constantFrom("a", "b", "c");
const word = fc.constantFrom("x", "y", "", "10", "-3", "007", "9223372036854775807", "1.5", "ü→", "OK");
const integer = fc.constantFrom(
  "1",
  "-1",
  "0",
  "5",
  "9223372036854775807",
  "-9223372036854775808",
  "1.5",
  "+1",
  " 1",
  "x",
);
// Far off or long gone: what happens at the very end is the clock's affair, and tested with a clock.
const lifetime = fc.constantFrom("5000", "7000", "9000000", "0", "-1", "x", "1.5", "9223372036854775807");
const score = fc.constantFrom("1", "2", "2.5", "-1", "1e3", "+4", ".5", "inf", "-inf", "nan", "x", "1e999");
const bound = fc.constantFrom("1", "2", "(2", "-inf", "+inf", "(x", "2.5", "1000");
const setOption = fc.constantFrom(
  ["nx"],
  ["XX"],
  ["get"],
  ["KeepTTL"],
  ["EX", "5000"],
  ["px", "9000000"],
  ["ex", "0"],
  ["PX", "x"],
  ["ex"],
  ["bogus"],
);
const flag = fc.constantFrom("nx", "XX", "gt", "LT");

/** A name in some case, then words. */
function command(name: string, ...words: fc.Arbitrary<string | string[]>[]): fc.Arbitrary<string[]> {
  const spelt = fc.constantFrom(name, name.toLowerCase());
  return fc.tuple(spelt, ...words).map((parts) => parts.flat());
}
const some = (one: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.array(one, { minLength: 1, maxLength: 3 });
const pairs = (left: fc.Arbitrary<string>, right: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.array(fc.tuple(left, right), { minLength: 1, maxLength: 3 }).map((list) => list.flat());

const anyCommand = fc.oneof(
  command("GET", key),
  command(
    "SET",
    key,
    word,
    fc.array(setOption, { maxLength: 3 }).map((options) => options.flat()),
  ),
  command("MGET", some(key)),
  command("MSET", fc.array(word, { minLength: 1, maxLength: 4 })),
  command("MSET", pairs(key, word)),
  command("INCR", key),
  command("DECR", key),
  command("INCRBY", key, integer),
  command("DEL", some(key)),
  command("EXISTS", some(key)),
  command("TYPE", key),
  command("EXPIRE", key, lifetime, fc.array(flag, { maxLength: 2 })),
  command("PEXPIRE", key, lifetime, fc.array(flag, { maxLength: 2 })),
  command("TTL", key),
  command("SADD", key, some(word)),
  command("SREM", key, some(word)),
  command("SCARD", key),
  command("SISMEMBER", key, word),
  command("SMEMBERS", key),
  command("HSET", key, pairs(word, word)),
  command("HSET", key, some(word)),
  command("HGET", key, word),
  command("HGETALL", key),
  command("HDEL", key, some(word)),
  command("HINCRBY", key, word, integer),
  command(
    "ZADD",
    key,
    fc.array(fc.constantFrom("nx", "XX", "gt", "LT", "ch"), { maxLength: 2 }),
    pairs(score, word),
  ),
  command("ZADD", key, score),
  command("ZCARD", key),
  command("ZCOUNT", key, bound, bound),
  command("ZREMRANGEBYSCORE", key, bound, bound),
  command("DBSIZE"),
  command("PING", fc.array(word, { maxLength: 1 })),
  // Names with any number of arguments, to compare what is said of too many and too few.
  fc
    .tuple(
      fc.constantFrom("get", "SET", "incr", "hset", "zadd", "mset", "ttl", "sadd", "flushall"),
      fc.array(word, { maxLength: 4 }),
    )
    .map(([name, words]) => [name, ...words]),
);

/** A reply in a form to compare: the order in sets and hashes is Redis's own affair, as is a passing millisecond. */
function comparable([name = ""]: readonly string[], reply: RedisReply): unknown {
  if (reply instanceof RedisError) return { error: reply.message };
  if (Buffer.isBuffer(reply)) return { bulk: reply.toString() };
  if (Array.isArray(reply)) {
    const items = reply.map((item) => JSON.stringify(comparable([], item)));
    if (name.toUpperCase() === "SMEMBERS") return items.sort();
    if (name.toUpperCase() !== "HGETALL") return items;
    return items.flatMap((item, index) => (index % 2 === 0 ? [`${item}=${items[index + 1]}`] : [])).sort();
  }
  if (name.toUpperCase() === "TTL" && typeof reply === "number") return Math.round(reply / 10);
  return reply;
}

async function runAll(
  engine: RedisEngine,
  commands: readonly (readonly string[])[],
): Promise<readonly unknown[]> {
  await engine.execute(["FLUSHALL"]);
  const replies: unknown[] = [];
  for (const one of commands) {
    const reply = await engine.execute(one).catch((error: unknown) => {
      if (error instanceof RedisError) return error;
      throw error;
    });
    replies.push(comparable(one, reply));
  }
  return replies;
}

describe("the in-process engine and redis-server", () => {
  let server: RedisEngine | undefined;

  beforeAll(async () => {
    server = await startRedisServerEngine({ password: "agreement" });
  });

  afterAll(async () => {
    await server?.stop();
  });

  it("give the same replies to the same commands, in any order", async (context) => {
    if (!server) return context.skip("no redis-server on PATH to compare with; install it to run this");
    const real = server;
    const property = fc.asyncProperty(
      fc.array(anyCommand, { minLength: 1, maxLength: 25 }),
      async (commands) => {
        const [expected, actual] = [
          await runAll(real, commands),
          await runAll(createInProcessEngine(Date.now), commands),
        ];
        const rows = (replies: readonly unknown[]): unknown =>
          replies.map((reply, index) => [commands[index]?.join(" "), reply]);
        expect(rows(actual)).toEqual(rows(expected));
      },
    );
    // A failure prints the seed and the shortest commands that differ.
    await fc.assert(property, { numRuns: RUNS });
  });

  it("give the same replies to a transaction", async (context) => {
    if (!server) return context.skip("no redis-server on PATH to compare with; install it to run this");
    const real = server;
    const property = fc.asyncProperty(
      fc.array(anyCommand, { minLength: 1, maxLength: 8 }),
      async (commands) => {
        const outcomes = [];
        for (const engine of [real, createInProcessEngine(Date.now)]) {
          await engine.execute(["FLUSHALL"]);
          const replies = await engine
            .transaction(commands)
            .catch((error: Error) => [new RedisError(error.message)]);
          outcomes.push(replies.map((reply, index) => comparable(commands[index] ?? [], reply)));
        }
        expect(outcomes[1]).toEqual(outcomes[0]);
      },
    );
    await fc.assert(property, { numRuns: RUNS });
  });
});
