import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import {
  ABSENT_ENTRIES_MAX,
  ABSENT_MS,
  FRESH_MS,
  KNOWN_LIMIT_MS,
  PublishedStore,
  STALE_MS_MAX,
} from "./published-store.ts";

/** A KV that counts how often it is asked, and may be away. */
function fakeKv(values: Record<string, string>) {
  const kv = {
    asked: 0,
    values,
    answer: async (key: string): Promise<string | null> => kv.values[key] ?? null,
    get: (key: string) => {
      kv.asked += 1;
      return kv.answer(key);
    },
  };
  return kv;
}
const away = async (): Promise<never> => {
  throw new Error("KV is away");
};
const asKv = (kv: object): KVNamespace => kv as KVNamespace;

let nowMs: number;
let store: PublishedStore<number>;
let logged: MockInstance;
afterEach(() => {
  vi.restoreAllMocks();
});

beforeEach(() => {
  nowMs = 1_800_000_000_000;
  store = new PublishedStore(
    (stored) => (typeof stored === "number" ? stored : null),
    () => nowMs,
  );
  logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
});

describe("a known entry", () => {
  it("is read from memory while fresh, and from KV after", async () => {
    const kv = fakeKv({ "link:a": "1" });
    await store.find(asKv(kv), "link:a");
    kv.values["link:a"] = "2";
    nowMs += FRESH_MS - 1;
    expect(await store.find(asKv(kv), "link:a")).toEqual({ status: "found", value: 1 });
    nowMs += 1;
    expect(await store.find(asKv(kv), "link:a")).toEqual({ status: "found", value: 2 });
    expect(kv.asked).toBe(2);
  });

  it("is served for a day while KV is away, which is asked once in a while only", async () => {
    const kv = fakeKv({ "link:a": "1" });
    await store.find(asKv(kv), "link:a");
    kv.answer = away;
    nowMs += STALE_MS_MAX;
    for (let count = 0; count < 10; count += 1) {
      expect(await store.find(asKv(kv), "link:a")).toEqual({ status: "found", value: 1 });
    }
    expect(kv.asked).toBe(2);
    nowMs += 10_000;
    expect(await store.find(asKv(kv), "link:a")).toEqual({ status: "away" });
  });

  it("does not wait long for a KV that hangs", async () => {
    const kv = fakeKv({ "link:a": "1" });
    await store.find(asKv(kv), "link:a");
    kv.answer = () => new Promise(() => undefined);
    nowMs += FRESH_MS;
    const startedAtMs = Date.now();
    expect(await store.find(asKv(kv), "link:a")).toEqual({ status: "found", value: 1 });
    expect(Date.now() - startedAtMs).toBeLessThan(KNOWN_LIMIT_MS + 500);
  });

  it("is served from memory when its stored value has become unreadable", async () => {
    const kv = fakeKv({ "link:a": "1" });
    await store.find(asKv(kv), "link:a");
    kv.values["link:a"] = `"not a number"`;
    nowMs += FRESH_MS;
    expect(await store.find(asKv(kv), "link:a")).toEqual({ status: "found", value: 1 });
  });

  it("is gone as soon as KV says so", async () => {
    const kv = fakeKv({ "link:a": "1" });
    await store.find(asKv(kv), "link:a");
    kv.values = {};
    nowMs += FRESH_MS;
    expect(await store.find(asKv(kv), "link:a")).toEqual({ status: "absent" });
    kv.answer = away;
    nowMs += ABSENT_MS;
    expect(await store.find(asKv(kv), "link:a")).toEqual({ status: "away" });
  });
});

it("large entries push each other out before they fill the memory", async () => {
  const padding = " ".repeat(100_000);
  const kv = fakeKv(
    Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`link:${index}`, `${padding}1`])),
  );
  for (const key of Object.keys(kv.values)) await store.find(asKv(kv), key);
  const kept = Object.keys(kv.values).filter((key) => store.peek(key, nowMs) !== undefined);
  expect(kept.length).toBeGreaterThan(80);
  expect(kept.length).toBeLessThan(101);
});

describe("an unknown entry", () => {
  it("stays absent for a few seconds, then is looked for again", async () => {
    const kv = fakeKv({});
    expect(await store.find(asKv(kv), "link:a")).toEqual({ status: "absent" });
    kv.values["link:a"] = "1";
    nowMs += ABSENT_MS - 1;
    expect(await store.find(asKv(kv), "link:a")).toEqual({ status: "absent" });
    nowMs += 1;
    expect(await store.find(asKv(kv), "link:a")).toEqual({ status: "found", value: 1 });
  });

  it("is never called absent while KV is away", async () => {
    expect(await store.find(asKv({ get: away }), "link:a")).toEqual({ status: "away" });
  });

  it.each(["not JSON", `"not a number"`, "null"])(
    "counts a stored %j as a fault of the store",
    async (text) => {
      expect(await store.find(asKv(fakeKv({ "link:a": text })), "link:a")).toEqual({ status: "away" });
      expect(logged).toHaveBeenCalledOnce();
    },
  );

  it("does not push out the known ones, however many are tried", async () => {
    const kv = fakeKv({ "link:a": "1" });
    await store.find(asKv(kv), "link:a");
    for (let count = 0; count <= ABSENT_ENTRIES_MAX; count += 1) await store.find(asKv(kv), `link:${count}`);
    kv.answer = away;
    expect(await store.find(asKv(kv), "link:a")).toEqual({ status: "found", value: 1 });
  });
});
