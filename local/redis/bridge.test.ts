import { Redis } from "@upstash/redis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readCommandLine } from "../processes.ts";
import { type RedisBridge, startRedisBridge } from "./bridge.ts";
import { createInProcessEngine } from "./in-process-engine.ts";
import { startRedisServerEngine } from "./redis-server-engine.ts";
import type { RedisEngine } from "./reply.ts";
import { startRedis } from "./start-redis.ts";

const TOKEN = "token-of-the-test";

describe.each(["in-process", "redis-server"] as const)("the real Upstash client on %s", (name) => {
  let engine: RedisEngine | undefined;
  let bridge: RedisBridge;
  let redis: Redis;

  beforeAll(async () => {
    engine =
      name === "in-process"
        ? createInProcessEngine(Date.now)
        : await startRedisServerEngine({ password: TOKEN });
    if (!engine) return;
    bridge = await startRedisBridge(engine, TOKEN);
    redis = new Redis({ url: bridge.url, token: TOKEN, enableTelemetry: false, retry: false });
  });

  beforeEach(async (context) => {
    if (!engine) return context.skip("no redis-server on PATH; install it to run this");
    await redis.flushall();
  });

  afterAll(async () => {
    await bridge?.stop();
    await engine?.stop();
  });

  it("stores text, numbers and JSON, and reads back the same", async () => {
    await redis.set("text", "ü→ OK");
    await redis.set("status", "OK");
    await redis.set("json", { list: [1, null] });
    expect(await redis.mget("text", "status", "json", "none")).toEqual([
      "ü→ OK",
      "OK",
      { list: [1, null] },
      null,
    ]);
    expect(await redis.ping()).toBe("PONG");
    expect(await redis.type("text")).toBe("string");
  });

  it("lets only the first of two claims through", async () => {
    expect(await redis.set("claim", "1", { nx: true, ex: 60 })).toBe("OK");
    expect(await redis.set("claim", "2", { nx: true, ex: 60 })).toBeNull();
  });

  it("reads hashes and sets in the client's shapes", async () => {
    await redis.hset("hash", { one: "1", two: "zwei" });
    expect(await redis.hgetall("hash")).toEqual({ one: 1, two: "zwei" });
    await redis.sadd("set", "a", "b");
    expect((await redis.smembers("set")).sort()).toEqual(["a", "b"]);
  });

  it("runs a pipeline, with an error in its own place", async () => {
    const pipeline = redis.pipeline().set("text", "x").incr("text").incr("count");
    expect(await pipeline.exec({ keepErrors: true })).toMatchObject([
      { result: "OK" },
      { error: expect.stringContaining("not an integer") },
      { result: 1 },
    ]);
  });

  it("counts a window atomically: twenty at once get the numbers one to twenty", async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, () => redis.multi().incr("window").pexpire("window", 60_000, "NX").exec()),
    );
    expect(results.map(([count]) => count).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(results.filter(([, isFirst]) => isFirst === 1)).toHaveLength(1);
  });

  it("throws Redis's own error text", async () => {
    await redis.sadd("set", "a");
    await expect(redis.incr("set")).rejects.toThrow(/WRONGTYPE/);
  });

  it("runs a command spelt as a path", async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const set = await fetch(`${bridge.url}/set/a%20key/value?EX=100`, { headers });
    expect(await set.json()).toEqual({ result: "OK" });
    expect(await (await fetch(`${bridge.url}/ttl/a%20key?_token=${TOKEN}`)).json()).toEqual({ result: 100 });
    const posted = await fetch(`${bridge.url}/set/body`, { method: "POST", headers, body: "from the body" });
    expect(await posted.json()).toEqual({ result: "OK" });
    expect(await redis.get("body")).toBe("from the body");
  });

  it("refuses a wrong token with 401 and a body that is no command with 400", async () => {
    const wrong = new Redis({ url: bridge.url, token: "wrong", enableTelemetry: false, retry: false });
    await expect(wrong.get("x")).rejects.toThrow(/WRONGPASS/);
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await fetch(bridge.url, { method: "POST", headers, body: "{" })).status).toBe(400);
    expect((await fetch(bridge.url, { method: "POST", headers, body: "[[1]]" })).status).toBe(400);
  });
});

describe("startRedis", () => {
  it("takes the Upstash database of the environment before anything of its own", async () => {
    const env = { UPSTASH_REDIS_REST_URL: "https://example.upstash.io", UPSTASH_REDIS_REST_TOKEN: "theirs" };
    const redis = await startRedis({ env, token: TOKEN });
    expect(redis).toMatchObject({ engine: "upstash", url: "https://example.upstash.io", token: "theirs" });
  });

  it("falls back to the engine in this process where PATH has no redis-server", async () => {
    const path = process.env.PATH;
    process.env.PATH = "/nowhere";
    const redis = await startRedis({ env: {}, token: TOKEN }).finally(() => {
      process.env.PATH = path;
    });
    expect(redis.engine).toBe("in-process");
    await redis.stop();
  });

  it("answers 503 once its redis-server is gone, and leaves none behind", async (context) => {
    const redis = await startRedis({ env: {}, token: TOKEN });
    const { pid } = redis;
    if (redis.engine !== "redis-server" || pid === undefined) {
      await redis.stop();
      return context.skip("no redis-server on PATH; install it to run this");
    }
    process.kill(pid, "SIGKILL");
    await expect.poll(() => readCommandLine(pid)).toBeUndefined();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(redis.url, { method: "POST", headers, body: '["PING"]' });
    expect(answer.status).toBe(503);
    await redis.stop();
  });
});
