import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { unstable_readConfig } from "wrangler";
import { parseCron } from "./cron-expression.ts";
import { startCronTimer } from "./cron-timer.ts";

const TOML = new URL("../wrangler.toml", import.meta.url).pathname;

describe("parseCron", () => {
  it.each([
    ["* * * * *", "2026-02-28T23:59:59Z", true],
    ["*/15 * * * *", "2026-01-01T10:45:00Z", true],
    ["*/15 * * * *", "2026-01-01T10:44:59Z", false],
    ["0 3 * * *", "2026-01-01T03:00:30Z", true],
    ["0 3 * * *", "2026-01-01T04:00:00Z", false],
    ["5,10-12 * * * *", "2026-01-01T04:11:00Z", true],
    ["5,10-12 * * * *", "2026-01-01T04:13:00Z", false],
    ["10-30/10 * * * *", "2026-01-01T04:20:00Z", true],
    ["10-30/10 * * * *", "2026-01-01T04:40:00Z", false],
    ["5/15 * * * *", "2026-01-01T04:50:00Z", true],
    ["0 0 29 2 *", "2028-02-29T00:00:00Z", true],
    ["0 0 1 12 *", "2026-11-01T00:00:00Z", false],
  ])("%s at %s is %s", (expression, at, expected) => {
    expect(parseCron(expression)(new Date(at))).toBe(expected);
  });

  it.each([
    "* * * *",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "5-1 * * * *",
    "*/0 * * * *",
    "x * * * *",
    "* * * * 1",
  ])("refuses %s", (expression) => {
    expect(() => parseCron(expression)).toThrow();
  });

  it("reads every cron of wrangler.toml", () => {
    const crons = unstable_readConfig({ config: TOML, env: "functions" }).triggers.crons ?? [];
    expect(crons.length).toBeGreaterThan(0);
    for (const cron of crons) parseCron(cron);
  });
});

describe("startCronTimer", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date("2026-01-01T00:58:30Z") });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it("runs each cron in its own minutes, and no more after stop", async () => {
    const runs: string[] = [];
    const timer = startCronTimer({
      crons: ["* * * * *", "0 1 * * *"],
      run: async (cron) => runs.push(cron),
      onError: () => undefined,
    });
    await vi.advanceTimersByTimeAsync(29_000);
    expect(runs).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(runs).toEqual(["* * * * *"]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(runs).toEqual(["* * * * *", "* * * * *", "0 1 * * *", "* * * * *"]);
    timer.stop();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(runs).toHaveLength(4);
  });

  it("never runs a cron beside itself", async () => {
    let started = 0;
    let finish: () => void = () => undefined;
    const timer = startCronTimer({
      crons: ["* * * * *"],
      run: () => {
        started += 1;
        return new Promise<void>((resolve) => {
          finish = resolve;
        });
      },
      onError: () => undefined,
    });
    await vi.advanceTimersByTimeAsync(180_000);
    expect(started).toBe(1);
    finish();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(started).toBe(2);
    timer.stop();
  });

  it("tells of a failed run and goes on", async () => {
    const errors: unknown[] = [];
    const timer = startCronTimer({
      crons: ["* * * * *"],
      run: () => Promise.reject(new Error("database away")),
      onError: (cron, error) => errors.push([cron, error]),
    });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(errors).toEqual(Array(2).fill(["* * * * *", new Error("database away")]));
    timer.stop();
  });
});
