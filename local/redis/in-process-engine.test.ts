import { beforeEach, describe, expect, it } from "vitest";
import { createInProcessEngine } from "./in-process-engine.ts";
import { type RedisEngine, RedisError } from "./reply.ts";

let nowMs: number;
let engine: RedisEngine;

beforeEach(() => {
  nowMs = 1_000_000;
  engine = createInProcessEngine(() => nowMs);
});

/** Runs one command given as words, and shows bytes as text. */
async function run(line: string): Promise<unknown> {
  const reply = await engine.execute(line.split(" "));
  return Buffer.isBuffer(reply) ? reply.toString() : reply;
}

describe("the in-process Redis engine", () => {
  it("lets a key go exactly when its time to live ends", async () => {
    await run("set seen 1 px 500");
    nowMs += 499;
    expect(await run("get seen")).toBe("1");
    expect(await run("pttl seen")).toBe(1);
    nowMs += 1;
    expect(await run("get seen")).toBeNull();
    expect(await run("ttl seen")).toBe(-2);
    expect(await run("dbsize")).toBe(0);
  });

  it("takes options in any case, so that a lower-case nx still de-duplicates", async () => {
    expect(await run("set once 1 nx ex 10")).toEqual({ status: "OK" });
    expect(await run("SET once 2 NX EX 10")).toBeNull();
    expect(await run("SeT once 3 nX eX 10")).toBeNull();
    expect(await run("get once")).toBe("1");
  });

  it("keeps a counter's time to live while it counts, and drops it when it is set anew", async () => {
    await run("set clicks 1 ex 10");
    await run("incrby clicks 5");
    expect(await run("ttl clicks")).toBe(10);
    await run("set clicks 1 keepttl");
    expect(await run("ttl clicks")).toBe(10);
    await run("set clicks 1");
    expect(await run("ttl clicks")).toBe(-1);
  });

  it("counts a window by score", async () => {
    await run("zadd window 10 a 20 b 30 c");
    expect(await run("zcount window (10 +inf")).toBe(2);
    expect(await run("zremrangebyscore window -inf 20")).toBe(2);
    expect(await run("zcard window")).toBe(1);
    await run("zremrangebyscore window 0 99");
    expect(await run("exists window")).toBe(0);
  });

  it("refuses in Redis's words", async () => {
    await run("sadd set a");
    await expect(run("incr set")).rejects.toThrow(
      "WRONGTYPE Operation against a key holding the wrong kind of value",
    );
    await expect(run("get")).rejects.toThrow("ERR wrong number of arguments for 'get' command");
    await expect(run("set k v ex 0")).rejects.toThrow("ERR invalid expire time in 'set' command");
    await run(`set big ${2n ** 63n - 1n}`);
    await expect(run("incr big")).rejects.toThrow("ERR increment or decrement would overflow");
  });

  it("says plainly that it does not have a command, object properties included", async () => {
    await expect(run("eval script 0")).rejects.toThrow(/unknown command 'eval': the in-process Redis engine/);
    await expect(run("constructor x")).rejects.toThrow(/unknown command 'constructor'/);
  });

  it("runs the rest of a transaction after an error in it, and nothing of one that cannot be queued", async () => {
    await run("set text x");
    const replies = await engine.transaction([
      ["INCR", "n"],
      ["INCR", "text"],
      ["INCR", "n"],
    ]);
    expect(replies).toEqual([1, new RedisError("ERR value is not an integer or out of range"), 2]);
    const refused = engine.transaction([["INCR", "n"], ["NOSUCH"]]);
    await expect(refused).rejects.toThrow("EXECABORT Transaction discarded because of previous errors.");
    expect(await run("get n")).toBe("2");
  });
});
