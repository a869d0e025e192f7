import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CanaryMessage } from "../../contracts/canary-message.ts";
import type { Db } from "../../db/client.ts";
import { bindings, deliver } from "../../tests/support/functions-world.ts";
import { CANARY_KEY, watchDeadLetters } from "./watch-dead-letters.ts";

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
/** How long Cloudflare keeps what nobody consumes. */
const KEPT_MS = 96 * HOUR_MS;

let nowMs: number;
let sent: CanaryMessage[];
/** A queue that nobody consumes until the test does. */
const queue = { send: async (canary: CanaryMessage) => void sent.push(canary) };
const run = () =>
  watchDeadLetters({
    env: { ...bindings, DEAD_LETTERS: queue as unknown as Queue<CanaryMessage> },
    db: undefined as unknown as Db,
    now: new Date(nowMs),
  });

beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 20);
  sent = [];
  await bindings.CLICK_LOG.delete(CANARY_KEY);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await bindings.CLICK_LOG.delete(CANARY_KEY);
});

describe("F14: a consumer of dead letters that is down for four days", () => {
  it("raises an alarm long before anything expires, and at each run from then on", async () => {
    let firstAlarmMs: number | null = null;
    const startedMs = nowMs;
    for (; nowMs - startedMs < KEPT_MS; nowMs += QUARTER_MS) {
      const isAlarm = await run().then(
        () => false,
        () => true,
      );
      if (isAlarm) firstAlarmMs ??= nowMs - startedMs;
      expect(isAlarm).toBe(firstAlarmMs !== null);
    }
    expect(firstAlarmMs).toBe(6 * HOUR_MS + QUARTER_MS);
    expect(sent).toHaveLength(KEPT_MS / QUARTER_MS);
  });

  it("and back again ends the alarm; canaries are no bad rows and no objects of the log", async () => {
    const objects = async () =>
      (await bindings.CLICK_LOG.list({ prefix: "dead-letters/" })).objects.map(({ key }) => key);
    const before = await objects();
    await run();
    nowMs += 24 * HOUR_MS;
    await expect(run()).rejects.toThrow("six hours");
    expect(await deliver("dead-letters", [...sent])).toEqual({ acked: 2, retried: 0 });
    nowMs += QUARTER_MS;
    await run();
    expect(await objects()).toEqual(before);
  });
});
