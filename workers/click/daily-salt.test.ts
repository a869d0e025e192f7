import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { saltKey } from "../../core/link/published-keys.ts";
import { DailySalt, READ_AGAIN_MS, VISITOR_WAIT_MS } from "./daily-salt.ts";

const SALTS = { prefix: saltKey("") };
const NOON_MS = Date.UTC(2026, 10, 20, 12);
const DAY_MS = 24 * 60 * 60 * 1_000;

let nowMs: number;
let pending: Promise<unknown>[];
const waitUntil = (promise: Promise<unknown>): void => {
  pending.push(promise);
};
const settle = () => Promise.all(pending);
const newIsolate = () => new DailySalt(() => nowMs);
const asKv = (kv: object): KVNamespace => kv as KVNamespace;

afterEach(() => {
  vi.restoreAllMocks();
});

beforeEach(async () => {
  nowMs = NOON_MS;
  pending = [];
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  for (const { name } of (await env.PUBLISHED.list(SALTS)).keys) await env.PUBLISHED.delete(name);
});

describe("the salt of a day", () => {
  it("is 32 random bytes that all isolates share, and gone a day after its own", async () => {
    const first = await newIsolate().today(env.PUBLISHED, waitUntil);
    await settle();
    const second = await newIsolate().today(env.PUBLISHED, waitUntil);
    expect(first).toHaveLength(32);
    expect(second).toEqual(first);
    const { keys } = await env.PUBLISHED.list(SALTS);
    expect(keys.map(({ name }) => name)).toEqual([saltKey("2026-11-20")]);
    const ttlSeconds = (keys[0]?.expiration ?? 0) - Date.now() / 1_000;
    expect(Math.abs(ttlSeconds - 36 * 60 * 60)).toBeLessThan(60);
  });

  it("is gone at that hour too where the first visitor of the day came late", async () => {
    const put = vi.fn(async () => undefined);
    nowMs = Date.UTC(2026, 10, 20, 23, 59, 59);
    await newIsolate().today(asKv({ get: async () => null, put }), waitUntil);
    await settle();
    expect(put).toHaveBeenCalledWith(saltKey("2026-11-20"), expect.any(String), {
      expirationTtl: 24 * 60 * 60 + 1,
    });
  });

  it("is another one the next day", async () => {
    const isolate = newIsolate();
    const today = await isolate.today(env.PUBLISHED, waitUntil);
    nowMs += DAY_MS;
    expect(await isolate.today(env.PUBLISHED, waitUntil)).not.toEqual(today);
  });

  it("is asked for once a minute and no more", async () => {
    const get = vi.fn(async () => null);
    const kv = asKv({ get, put: async () => undefined });
    const isolate = newIsolate();
    for (let count = 0; count < 5; count += 1) await isolate.today(kv, waitUntil);
    nowMs += READ_AGAIN_MS;
    for (let count = 0; count < 5; count += 1) await isolate.today(kv, waitUntil);
    await settle();
    expect(get).toHaveBeenCalledTimes(2);
  });

  it("settles to the stored one where two isolates made one each", async () => {
    const [one, other] = [newIsolate(), newIsolate()];
    await Promise.all([one.today(env.PUBLISHED, waitUntil), other.today(env.PUBLISHED, waitUntil)]);
    await settle();
    nowMs += READ_AGAIN_MS;
    await Promise.all([one.today(env.PUBLISHED, waitUntil), other.today(env.PUBLISHED, waitUntil)]);
    await settle();
    expect(await one.today(env.PUBLISHED, waitUntil)).toEqual(await other.today(env.PUBLISHED, waitUntil));
  });

  it("is the same for all who ask at once", async () => {
    const isolate = newIsolate();
    const salts = await Promise.all(Array.from({ length: 5 }, () => isolate.today(env.PUBLISHED, waitUntil)));
    await settle();
    const later = await newIsolate().today(env.PUBLISHED, waitUntil);
    for (const salt of salts) expect(salt).toEqual(later);
  });
});

describe("a store that fails", () => {
  const away = async (): Promise<never> => {
    throw new Error("KV is away");
  };

  it("leaves the isolate a salt of its own for the day", async () => {
    const isolate = newIsolate();
    const kv = asKv({ get: away, put: away });
    const salt = await isolate.today(kv, waitUntil);
    await settle();
    expect(salt).toHaveLength(32);
    expect(await isolate.today(kv, waitUntil)).toEqual(salt);
    expect(await newIsolate().today(kv, waitUntil)).not.toEqual(salt);
  });

  it("makes no visitor wait longer than a moment, and none of those that follow", async () => {
    const isolate = newIsolate();
    const kv = asKv({ get: () => new Promise(() => undefined), put: away });
    const startedAtMs = Date.now();
    await isolate.today(kv, waitUntil);
    const firstMs = Date.now() - startedAtMs;
    for (let count = 0; count < 20; count += 1) await isolate.today(kv, waitUntil);
    expect(firstMs).toBeLessThan(VISITOR_WAIT_MS + 400);
    expect(Date.now() - startedAtMs - firstMs).toBeLessThan(VISITOR_WAIT_MS);
  });

  it("is healed by a good salt where the stored one is broken", async () => {
    await env.PUBLISHED.put(saltKey("2026-11-20"), "short");
    const salt = await newIsolate().today(env.PUBLISHED, waitUntil);
    await settle();
    expect(await newIsolate().today(env.PUBLISHED, waitUntil)).toEqual(salt);
  });
});
