import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ClickMessage, ClickRecord } from "../../contracts/click-message.ts";
import { CLICK_MESSAGE_BYTES_MAX } from "../../core/link/click-limits.ts";
import sample from "../../tests/contracts/samples/click-message.v1.json";
import { awayStore, FakeClickQueue, refuse } from "../../tests/support/worker-fakes.ts";
import { sleep } from "../shared/time-limit.ts";
import { ClickLog } from "./click-log.ts";

/** A short one, so that as many as may go fit one message. */
const [, example] = sample.clicks as readonly ClickRecord[];
const makeClick = (number: number, changes: Partial<ClickRecord> = {}): ClickRecord => ({
  ...(example as ClickRecord),
  id: String(number).padStart(32, "0"),
  ...changes,
});
const makeClicks = (count: number): ClickRecord[] =>
  Array.from({ length: count }, (_, number) => makeClick(number));

let nowMs: number;
let queue: FakeClickQueue;
let log: ClickLog;
const stores = (bucket = env.INTAKE) => ({
  queues: [queue as unknown as Queue<Uint8Array>],
  lingerMs: 0,
  bucket,
});
const idsOf = (messages: readonly ClickMessage[]): string[] =>
  messages.flatMap(({ clicks }) => clicks.map(({ id }) => id));

/** Lets the queue take a message only when told. */
function holdQueue(): () => void {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  queue.onSend = () => gate;
  return () => release();
}

afterEach(() => {
  vi.restoreAllMocks();
});

beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 20, 12);
  queue = new FakeClickQueue();
  log = new ClickLog(() => nowMs);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  for (const { key } of (await env.INTAKE.list()).objects) await env.INTAKE.delete(key);
});

describe("packing", () => {
  it("sends a click at once when nothing is under way", async () => {
    await log.record(makeClick(1), stores());
    expect(queue.messages).toEqual([{ v: 1, clicks: [makeClick(1)] }]);
  });

  it("sends those that come meanwhile together, in order, and loses none", async () => {
    const release = holdQueue();
    const clicks = makeClicks(250);
    const records = clicks.map((click) => log.record(click, stores()));
    release();
    await Promise.all(records);
    expect(queue.messages.map((message) => message.clicks.length)).toEqual([1, 100, 100, 49]);
    expect(idsOf(queue.messages)).toEqual(clicks.map(({ id }) => id));
  });

  it("keeps each message below its size, however long the clicks are", async () => {
    const release = holdQueue();
    const sub_ids = Array.from({ length: 8 }, () => "\u{20ac}".repeat(255));
    const clicks = Array.from({ length: 30 }, (_, number) => makeClick(number, { sub_ids }));
    const records = clicks.map((click) => log.record(click, stores()));
    release();
    await Promise.all(records);
    const sizes = queue.messages.map(
      (message) => new TextEncoder().encode(JSON.stringify(message)).byteLength,
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(CLICK_MESSAGE_BYTES_MAX);
    expect(Math.max(...sizes)).toBeGreaterThan(CLICK_MESSAGE_BYTES_MAX - 8_000);
    expect(idsOf(queue.messages)).toEqual(clicks.map(({ id }) => id));
  });

  it("begins anew after all is sent", async () => {
    await Promise.all(makeClicks(3).map((click) => log.record(click, stores())));
    await log.record(makeClick(9), stores());
    expect(queue.messages.map((message) => message.clicks.length)).toEqual([1, 2, 1]);
  });
});

describe("a request that dies while it delivers for others", () => {
  it("loses neither its own click nor theirs: another takes over what it held", async () => {
    let isDead = true;
    queue.onSend = () => (isDead ? new Promise(() => undefined) : Promise.resolve());
    void log.record(makeClick(1), stores());
    const follower = log.record(makeClick(2), stores());
    isDead = false;
    nowMs += 20_000;
    await follower;
    expect(idsOf(queue.messages)).toEqual([makeClick(1).id, makeClick(2).id]);
  });

  it("does not block the log: the next click delivers for all", async () => {
    let isDead = true;
    queue.onSend = () => (isDead ? new Promise(() => undefined) : Promise.resolve());
    void log.record(makeClick(1), stores());
    isDead = false;
    nowMs += 20_000;
    await log.record(makeClick(2), stores());
    expect(idsOf(queue.messages)).toEqual([makeClick(1).id, makeClick(2).id]);
  });
});

it("lets a request go home after its shift, and another go on", async () => {
  const release = holdQueue();
  const opener = log.record(makeClick(1), stores());
  nowMs += 11_000;
  const next = log.record(makeClick(2), stores());
  expect(queue.attempts).toBe(2);
  release();
  await Promise.all([opener, next]);
  expect(idsOf(queue.messages)).toEqual([makeClick(1).id, makeClick(2).id]);
});

describe("a busy isolate", () => {
  it("sends a message as soon as it is full, however slow the queue is with those before", async () => {
    const release = holdQueue();
    const records = makeClicks(101).map((click) => log.record(click, stores()));
    expect(queue.attempts).toBe(1);
    records.push(log.record(makeClick(101), stores()));
    expect(queue.attempts).toBe(2);
    release();
    await Promise.all(records);
    expect(queue.messages.map((message) => message.clicks.length)).toEqual([1, 100, 1]);
  });

  it("lets 5 ms pass between messages that are not full", async () => {
    const records = [log.record(makeClick(1), stores()), log.record(makeClick(2), stores())];
    await sleep(1);
    records.push(log.record(makeClick(3), stores()));
    await Promise.all(records);
    expect(queue.messages.map((message) => message.clicks.length)).toEqual([1, 2]);
  });

  it("leaves nothing to do to most requests: one delivers, one watches", async () => {
    const release = holdQueue();
    const records = makeClicks(100).map((click) => log.record(click, stores()));
    expect(records.map((work) => work !== undefined)).toEqual([true, true, ...Array(98).fill(false)]);
    release();
    await Promise.all(records);
  });

  it("lets 60 messages hang and 5,000 clicks wait, then sends what is full all the same, and loses none", async () => {
    const release = holdQueue();
    const clicks = makeClicks(1 + 59 * 100 + 5_000 + 200);
    const records = clicks.slice(0, -200).map((click) => log.record(click, stores()));
    expect(queue.attempts).toBe(60);
    records.push(...clicks.slice(-200).map((click) => log.record(click, stores())));
    expect(queue.attempts).toBe(60 + 2);
    release();
    await Promise.all(records);
    expect(new Set(idsOf(queue.messages)).size).toBe(clicks.length);
    expect(queue.attempts).toBe(60 + 2 + 50);
  });

  it("fills its messages again once a queue that hung answers, though clicks go on coming", async () => {
    const release = holdQueue();
    const records = makeClicks(11_000).map((click) => log.record(click, stores()));
    queue.onSend = () => sleep(60);
    release();
    for (let from = 20_000; from < 30_000; from += 100) {
      records.push(...makeClicks(100).map((_, at) => log.record(makeClick(from + at), stores())));
      await sleep(5);
    }
    await Promise.all(records);
    expect(new Set(idsOf(queue.messages)).size).toBe(21_000);
    expect(queue.attempts).toBeLessThan(1.1 * 210);
  });
});

it("sends all that waited at once when a hang ends: one after the other would outlast the request that does it", async () => {
  const release = holdQueue();
  const records = makeClicks(1 + 59 * 100 + 3_000).map((click) => log.record(click, stores()));
  let underWay = 0;
  let most = 0;
  queue.onSend = async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await sleep(20);
    underWay -= 1;
  };
  release();
  await Promise.all(records);
  expect([most, queue.attempts]).toEqual([30, 60 + 30]);
  expect(new Set(idsOf(queue.messages)).size).toBe(records.length);
});

it("takes over a full message too whose request died, and sends it with what waits", async () => {
  let isDead = true;
  queue.onSend = () => (isDead ? new Promise(() => undefined) : Promise.resolve());
  const clicks = makeClicks(103);
  const records = clicks.map((click) => log.record(click, stores()));
  isDead = false;
  nowMs += 20_000;
  await records[1];
  expect(idsOf(queue.messages).toSorted()).toEqual(clicks.map(({ id }) => id).toSorted());
});

describe("a queue that refuses", () => {
  it("is asked once more, and that is enough when it has come back", async () => {
    queue.onSend = async () => {
      if (queue.attempts === 1) await refuse();
    };
    await log.record(makeClick(1), stores());
    expect(queue.taken).toHaveLength(1);
    expect((await env.INTAKE.list()).objects).toEqual([]);
  });

  it("leaves the message in the bucket, one object each, under the day", async () => {
    queue.onSend = refuse;
    await log.record(makeClick(1), stores());
    const { objects } = await env.INTAKE.list();
    expect(objects.map(({ key }) => key)).toEqual([
      expect.stringMatching(/^spill\/clicks\/2026-11-20\/[0-9a-f-]{36}\.json$/),
    ]);
    const stored = await env.INTAKE.get(objects[0]?.key ?? "");
    expect(await stored?.json()).toEqual({ v: 1, clicks: [makeClick(1)] });
    expect([queue.attempts, log.lostTotal]).toEqual([2, 0]);
  });

  it("and a bucket that refuses too: the clicks are counted as lost, and nothing of them is logged", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    queue.onSend = refuse;
    await Promise.all(makeClicks(3).map((click) => log.record(click, stores(awayStore<R2Bucket>()))));
    expect(log.lostTotal).toBe(3);
    const lines = logged.mock.calls.map(([line]) => String(line));
    expect(lines.filter((line) => line.includes("click_lost_total"))).toEqual([
      `{"event":"click_lost","clicks":1,"click_lost_total":1}`,
      `{"event":"click_lost","clicks":2,"click_lost_total":3}`,
    ]);
    expect(lines.join()).not.toContain(makeClick(1).visitor_id);
  });
});

describe("a log that lingers", () => {
  it("waits for more clicks, and sends them together with the first", async () => {
    const lingering = { ...stores(), lingerMs: 40 };
    const records = [log.record(makeClick(1), lingering)];
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(queue.taken).toHaveLength(0);
    records.push(log.record(makeClick(2), lingering), log.record(makeClick(3), lingering));
    await Promise.all(records);
    expect(idsOf(queue.messages.slice(0, 1))).toEqual([1, 2, 3].map((number) => makeClick(number).id));
  });

  it("does not wait once a message is full", async () => {
    const lingering = { ...stores(), lingerMs: 1_000 };
    const startedAtMs = Date.now();
    const records = makeClicks(101).map((click) => log.record(click, lingering));
    await vi.waitFor(() => expect(queue.messages[0]?.clicks).toHaveLength(100), { timeout: 500 });
    expect(Date.now() - startedAtMs).toBeLessThan(900);
    await Promise.all(records);
    expect(idsOf(queue.messages)).toHaveLength(101);
  });
});

it("keeps to one shard of the queue, and isolates spread over all of them", async () => {
  const shards = [new FakeClickQueue(), new FakeClickQueue(), new FakeClickQueue()];
  const sharded = { ...stores(), queues: shards as unknown as readonly Queue<Uint8Array>[] };
  for (let isolate = 0; isolate < 60; isolate += 1) {
    const before = shards.map(({ taken }) => taken.length);
    const own = new ClickLog(() => nowMs);
    await own.record(makeClick(1), sharded);
    await own.record(makeClick(2), sharded);
    const grown = shards.map(({ taken }, index) => taken.length - (before[index] ?? 0));
    expect(grown.toSorted()).toEqual([0, 0, 2]);
  }
  expect(shards.every(({ taken }) => taken.length > 0)).toBe(true);
});
