import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { takeQuota } from "./quota.ts";

const REDIS = { UPSTASH_REDIS_REST_URL: "https://redis.example", UPSTASH_REDIS_REST_TOKEN: "token" };
/** 13 seconds into a minute. */
const NOW_MS = Date.UTC(2026, 10, 21, 12, 0, 13);
const CALL = { actor: "key:key_a", place: "ws_a", nowMs: NOW_MS };

/** Stands where Redis answers over HTTP. */
function redisOf(counts: Map<string, number>) {
  return vi.spyOn(globalThis, "fetch").mockImplementation(async (_, init) => {
    const commands = JSON.parse(String(init?.body)) as [string, string][];
    return Response.json(
      commands.map(([name, key]) => {
        const by = { incr: 1, decr: -1 }[name];
        if (by !== undefined) counts.set(key, (counts.get(key) ?? 0) + by);
        return { result: by === undefined ? 1 : counts.get(key) };
      }),
    );
  });
}

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => undefined));
afterEach(() => void vi.restoreAllMocks());

describe("the quota of calls", () => {
  it("counts for the caller and for the workspace in one request, and says what is left", async () => {
    const counts = new Map<string, number>();
    const asked = redisOf(counts);
    const quota = await takeQuota(REDIS, CALL);
    expect(quota).toEqual({
      isWithin: true,
      headers: {
        "RateLimit-Policy": '"caller";q=1200;w=60, "workspace";q=6000;w=60',
        RateLimit: '"caller";r=1199;t=47, "workspace";r=5999;t=47',
      },
    });
    await takeQuota(REDIS, { ...CALL, actor: "key:key_b" });
    expect(asked).toHaveBeenCalledTimes(2);
    const minute = NOW_MS / 60_000 - 13 / 60;
    expect([...counts]).toEqual([
      [`calls:ws_a:key:key_a:${minute}`, 1],
      [`calls:ws_a:${minute}`, 2],
      [`calls:ws_a:key:key_b:${minute}`, 1],
    ]);
  });

  it.each([
    ["the caller", `calls:ws_a:key:key_a:${Math.floor(NOW_MS / 60_000)}`, 1_200],
    ["the workspace", `calls:ws_a:${Math.floor(NOW_MS / 60_000)}`, 6_000],
  ])("refuses what goes beyond that of %s, until the minute is over", async (_, key, max) => {
    redisOf(new Map([[key, max - 1]]));
    expect((await takeQuota(REDIS, CALL)).isWithin).toBe(true);
    const { isWithin, headers } = await takeQuota(REDIS, CALL);
    expect([isWithin, headers["Retry-After"]]).toEqual([false, "47"]);
    expect(headers.RateLimit).toContain(";r=0;t=47");
    expect((await takeQuota(REDIS, { ...CALL, nowMs: NOW_MS + 47_000 })).isWithin).toBe(true);
  });

  it("of a workspace is not used up by a caller beyond its own", async () => {
    const minute = Math.floor(NOW_MS / 60_000);
    const counts = new Map([
      [`calls:ws_a:key:key_a:${minute}`, 1_199],
      [`calls:ws_a:${minute}`, 4_000],
    ]);
    redisOf(counts);
    for (const isWithin of [true, false, false, false]) {
      expect((await takeQuota(REDIS, CALL)).isWithin).toBe(isWithin);
    }
    expect(counts.get(`calls:ws_a:${minute}`)).toBe(4_001);
    expect((await takeQuota(REDIS, CALL)).headers.RateLimit).toContain('"workspace";r=1999;');
  });

  it.each<[string, () => Promise<Response>]>([
    ["is away", () => Promise.reject(new TypeError("refused"))],
    ["answers with an error", async () => Response.json({ error: "OOM" }, { status: 500 })],
    ["says nothing", () => new Promise(() => undefined)],
  ])("is kept by the runtime, for each place, where Redis %s", async (_, answer) => {
    vi.spyOn(globalThis, "fetch").mockImplementation(answer);
    const limit = vi.fn(async () => ({ success: false }));
    const refused = await takeQuota({ ...REDIS, CALLS: { limit } }, CALL);
    expect(refused).toEqual({ isWithin: false, headers: { "Retry-After": "47" } });
    expect(limit).toHaveBeenCalledWith({ key: "key:key_a" });
    limit.mockResolvedValue({ success: true });
    expect((await takeQuota({ ...REDIS, CALLS: { limit } }, CALL)).isWithin).toBe(true);
  });

  it("lets calls pass where nothing can count them", async () => {
    const limit = async () => Promise.reject(new Error("no limiter"));
    expect(await takeQuota({}, CALL)).toEqual({ isWithin: true, headers: {} });
    expect(await takeQuota({ CALLS: { limit } }, CALL)).toEqual({ isWithin: true, headers: {} });
  });
});
