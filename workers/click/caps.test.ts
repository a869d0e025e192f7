import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CapCounterCalls, CapNamespace } from "../../contracts/cap-counter.ts";
import type { PublishedCap } from "../../core/link/published-link.ts";
import { sleep } from "../shared/time-limit.ts";
import { askCaps, CAPS_LIMIT_MS, CapMemory, CONVERSIONS_FRESH_MS, REACHED_FRESH_MS } from "./caps.ts";

const OPEN = { over: null, isUnknown: false };
const UNKNOWN = { over: null, isUnknown: true };
const LATE_MS = 3 * CAPS_LIMIT_MS;

/** Counters in memory that can be made slow or broken, and tell what they were asked. */
class FakeCounters implements CapNamespace {
  readonly clicks = new Map<string, Set<string>>();
  readonly asked: string[] = [];
  conversions = 0;
  /** Runs before each call; may wait or throw. */
  before: (call: string) => Promise<void> = async () => undefined;

  getByName(name: string): CapCounterCalls {
    const called = (call: string): Promise<void> => {
      const text = `${call} ${name.replace(/^ws_one:/, "")}`;
      this.asked.push(text);
      return this.before(text);
    };
    const passed = (span: string): Set<string> => {
      const key = `${name} ${span}`;
      const set = this.clicks.get(key) ?? new Set();
      this.clicks.set(key, set);
      return set;
    };
    return {
      take: async ({ clickId, span, max }) => {
        await called("take");
        const isOver = passed(span.key).size >= max;
        if (!isOver) passed(span.key).add(clickId);
        return isOver;
      },
      giveBack: async (clickId) => {
        await called("give back");
        for (const set of this.clicks.values()) set.delete(clickId);
      },
      note: async () => undefined,
      read: async (spanKey) => {
        await called("read");
        return { clicks: passed(spanKey).size, conversions: this.conversions };
      },
    };
  }

  /** How many clicks passed a cap, in whatever span. */
  passedOf({ id }: PublishedCap): number {
    const sets = [...this.clicks].filter(([name]) => name.startsWith(`ws_one:${id} `));
    return sets.reduce((sum, [, set]) => sum + set.size, 0);
  }
}

let counters: FakeCounters;
let clock: { nowMs: number };
let memory: CapMemory;
let left: Promise<unknown>[];
let made = 0;

const cap = (fields: Partial<PublishedCap> = {}): PublishedCap => {
  made += 1;
  return { id: `cap_${made}`, metric: "clicks", period: "day", max: 1, overflow_url: null, ...fields };
};
const ask = (caps: readonly PublishedCap[], namespace: CapNamespace = counters) => {
  const click = { clickId: crypto.randomUUID(), workspaceId: "ws_one", nowMs: clock.nowMs };
  return askCaps(caps, click, { namespace, memory, waitUntil: (promise) => void left.push(promise) });
};
const settled = async () => {
  for (let count = -1; count < left.length; ) {
    count = left.length;
    await Promise.all(left);
  }
};

beforeEach(() => {
  counters = new FakeCounters();
  clock = { nowMs: Date.parse("2026-11-30T12:00:00Z") };
  memory = new CapMemory(() => clock.nowMs);
  left = [];
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a cap on clicks", () => {
  it("lets as many pass as it says, by the counter of another Worker", async () => {
    const real = cap({ max: 3, id: `cap_real_${crypto.randomUUID()}` });
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask([real], env.CAPS)));
    expect(answers.filter(({ isUnknown }) => isUnknown)).toEqual([]);
    expect(answers.filter(({ over }) => over === null)).toHaveLength(3);
    expect(answers.filter(({ over }) => over === real)).toHaveLength(7);
  });

  it("asks all counters of a click at once", async () => {
    counters.before = () => sleep(CAPS_LIMIT_MS * 0.6);
    expect(await ask([cap(), cap(), cap(), cap()])).toEqual(OPEN);
  });

  it("asks nobody any more once it is reached, till its span ends", async () => {
    const day = cap({ max: 1 });
    expect(await ask([day])).toEqual(OPEN);
    for (let count = 0; count < 5; count += 1) expect((await ask([day])).over).toBe(day);
    expect(counters.asked).toHaveLength(2);
    clock.nowMs = Date.parse("2026-11-30T23:59:59.999Z");
    expect((await ask([day])).over).toBe(day);
    clock.nowMs += 1;
    expect(await ask([day])).toEqual(OPEN);
  });

  it("that is reached keeps a click from counting in the others", async () => {
    const [open, reached] = [cap({ max: 100 }), cap({ max: 0 })];
    await ask([reached]);
    expect((await ask([open, reached])).over).toBe(reached);
    expect(counters.passedOf(open)).toBe(0);
  });

  it("is looked at again after 15 s by one request, and nobody waits for that", async () => {
    const reached = cap({ max: 0 });
    await ask([reached]);
    counters.before = () => sleep(LATE_MS);
    clock.nowMs += REACHED_FRESH_MS - 1;
    await ask([reached]);
    expect(counters.asked).toHaveLength(1);
    clock.nowMs += 1;
    for (let count = 0; count < 3; count += 1) expect((await ask([reached])).over).toBe(reached);
    await settled();
    expect(counters.asked.slice(1)).toEqual([`read ${reached.id}`]);
    expect((await ask([reached])).over).toBe(reached);
  });

  it("is open again where a click was given back", async () => {
    const one = cap({ max: 1 });
    await ask([one]);
    expect((await ask([one])).over).toBe(one);
    counters.clicks.clear();
    clock.nowMs += REACHED_FRESH_MS;
    expect((await ask([one])).over).toBe(one);
    await settled();
    expect((await ask([one])).over).toBeNull();
  });

  it("is asked at once when it is raised, and not when it is lowered", async () => {
    const reached = cap({ max: 2 });
    for (let count = 0; count < 3; count += 1) await ask([reached]);
    expect(counters.asked).toHaveLength(3);
    expect((await ask([{ ...reached, max: 1 }])).over).not.toBeNull();
    expect(counters.asked).toHaveLength(3);
    expect(await ask([{ ...reached, max: 3 }])).toEqual(OPEN);
    expect((await ask([{ ...reached, max: 3 }])).over).not.toBeNull();
  });
});

describe("several caps", () => {
  it("take back what one of them counted when another stops the click", async () => {
    const [open, reached] = [cap({ max: 100 }), cap({ max: 0 })];
    expect((await ask([open, reached])).over).toBe(reached);
    await settled();
    expect(counters.asked).toContain(`give back ${open.id}`);
    expect(counters.passedOf(open)).toBe(0);
  });

  it("stop a click as soon as one of them does, and take back what another counts late", async () => {
    const [late, reached] = [cap({ max: 100 }), cap({ max: 0 })];
    counters.before = async (call) => (call === `take ${late.id}` ? sleep(LATE_MS) : undefined);
    const startedAtMs = Date.now();
    expect((await ask([late, reached])).over).toBe(reached);
    expect(Date.now() - startedAtMs).toBeLessThan(CAPS_LIMIT_MS);
    await settled();
    expect(counters.passedOf(late)).toBe(0);
  });

  it("take nothing back when the click passes", async () => {
    expect(await ask([cap(), cap()])).toEqual(OPEN);
    await settled();
    expect(counters.asked.filter((call) => call.startsWith("give back"))).toEqual([]);
  });
});

describe("a counter that is slow", () => {
  it("stops nobody: the redirect goes on after 25 ms, says so, and the click is counted", async () => {
    const slow = cap({ max: 5 });
    counters.before = () => sleep(LATE_MS);
    const startedAtMs = Date.now();
    expect(await ask([slow])).toEqual(UNKNOWN);
    const tookMs = Date.now() - startedAtMs;
    expect(tookMs).toBeGreaterThanOrEqual(CAPS_LIMIT_MS - 2);
    expect(tookMs).toBeLessThan(CAPS_LIMIT_MS + 20);
    expect(counters.passedOf(slow)).toBe(0);
    await settled();
    expect(counters.passedOf(slow)).toBe(1);
  });

  it("stops the next click, when its late answer is that the cap is reached", async () => {
    const slow = cap({ max: 0 });
    counters.before = () => sleep(LATE_MS);
    expect(await ask([slow])).toEqual(UNKNOWN);
    await settled();
    expect((await ask([slow])).over).toBe(slow);
  });
});

describe("a counter that fails", () => {
  const away = Object.assign(new Error("the object was reset"), { retryable: true });

  it("stops nobody, and is tried twice", async () => {
    counters.before = () => Promise.reject(away);
    const dead = cap();
    expect(await ask([dead])).toEqual(UNKNOWN);
    expect(counters.asked).toEqual([`take ${dead.id}`, `take ${dead.id}`]);
  });

  it("once answers the second time, and counts the click once", async () => {
    const flaky = cap({ max: 1 });
    counters.before = async () => (counters.asked.length === 1 ? Promise.reject(away) : undefined);
    expect(await ask([flaky])).toEqual(OPEN);
    expect([counters.passedOf(flaky), (await ask([flaky])).over]).toEqual([1, flaky]);
  });

  it("for its load is not given more of it", async () => {
    counters.before = () => Promise.reject(Object.assign(new Error("overloaded"), { overloaded: true }));
    expect(await ask([cap()])).toEqual(UNKNOWN);
    expect(counters.asked).toHaveLength(1);
  });

  it.each([
    [
      "throws at once",
      () => {
        throw new Error("no such object");
      },
    ],
    ["is missing", () => undefined],
  ])("stops nobody where the binding %s", async (_, getByName) => {
    expect(await ask([cap()], { getByName } as unknown as CapNamespace)).toEqual(UNKNOWN);
    expect(await ask([cap()], null as unknown as CapNamespace)).toEqual(UNKNOWN);
  });

  it("does not hide that another cap is reached", async () => {
    const [dead, reached] = [cap(), cap({ max: 0 })];
    counters.before = async (call) => (call.endsWith(dead.id) ? Promise.reject(away) : undefined);
    expect((await ask([dead, reached])).over).toBe(reached);
    await settled();
    expect(counters.asked).toContain(`give back ${dead.id}`);
  });

  it("leaves a reached cap reached while it is looked at again", async () => {
    const reached = cap({ max: 0 });
    await ask([reached]);
    counters.before = () => Promise.reject(away);
    clock.nowMs += REACHED_FRESH_MS;
    await ask([reached]);
    await settled();
    expect((await ask([reached])).over).toBe(reached);
  });
});

describe("a cap on conversions", () => {
  const conversions = (max: number) => cap({ metric: "conversions", period: "total", max });

  it("is read and counts no click", async () => {
    const total = conversions(5);
    counters.conversions = 4;
    expect(await ask([total])).toEqual(OPEN);
    expect([counters.asked, counters.passedOf(total)]).toEqual([[`read ${total.id}`], 0]);
  });

  it("is read once a second, and holds once it is reached", async () => {
    const total = conversions(5);
    await ask([total]);
    counters.conversions = 5;
    clock.nowMs += CONVERSIONS_FRESH_MS - 1;
    expect(await ask([total])).toEqual(OPEN);
    expect(counters.asked).toHaveLength(1);
    clock.nowMs += 1;
    expect((await ask([total])).over).toBe(total);
    clock.nowMs += REACHED_FRESH_MS - 1;
    expect((await ask([total])).over).toBe(total);
    expect(counters.asked).toHaveLength(2);
  });

  it("is read at once when it is lowered", async () => {
    const total = conversions(5);
    counters.conversions = 3;
    await ask([total]);
    expect((await ask([{ ...total, max: 3 }])).over).not.toBeNull();
  });

  it("stops a click that no cap on clicks then counts", async () => {
    const [clicks, total] = [cap({ max: 100 }), conversions(0)];
    expect((await ask([clicks, total])).over).toBe(total);
    await settled();
    expect(counters.passedOf(clicks)).toBe(0);
  });
});
