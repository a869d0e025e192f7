import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { type Db, withDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import {
  bindings,
  clickRecordOf,
  deliver,
  makeWorld,
  rawLinesOf,
  rowsOf,
  type World,
} from "../../tests/support/functions-world.ts";
import { tally, unownedWith } from "../../tests/support/unowned-rows.ts";
import { replayUnownedRows } from "../cron/replay-unowned.ts";
import { sweepSpill } from "../cron/sweep-spill.ts";
import { CANARY_KEY } from "../cron/watch-dead-letters.ts";
import type { FunctionsEnv } from "../env.ts";
import { QUEUES, runQueue } from "./index.ts";
import { retryDelaySeconds } from "./retry-delay.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let world: World;
/** The bindings of an isolate that has never reached Postgres, which nobody answers for. */
let away: FunctionsEnv;
const record = (change: Partial<ClickRecord> = {}) => clickRecordOf(world, change);
const message = (...each: unknown[]) => ({ v: 1, clicks: each });
const clickIds = async () =>
  (await rowsOf<{ id: string }>(world, (db) => db.select().from(schema.clicks))).map(({ id }) => id);
const run = (job: typeof sweepSpill, afterMinutes = 0) =>
  withDatabase(bindings, (db) =>
    job({ env: bindings, db, now: new Date(Date.now() + afterMinutes * MINUTE_MS) }),
  );

/** What is kept of messages that ran out of attempts, by key. */
async function lettersInBucket(): Promise<Record<string, string>> {
  const { objects } = await bindings.CLICK_LOG.list({ prefix: "dead-letters/" });
  const texts = objects.map(async ({ key }) => [key, await (await bindings.CLICK_LOG.get(key))?.text()]);
  return Object.fromEntries(await Promise.all(texts));
}

/** Gives messages, each delivered `attempts` times so far, to the consumer of a queue. */
async function give(
  queue: string,
  messages: readonly { readonly body: unknown; readonly id?: string; readonly sentAt?: Date }[],
  { to = away, attempts = [1] }: { readonly to?: FunctionsEnv; readonly attempts?: readonly number[] } = {},
) {
  const told = { acked: 0, delays: [] as (number | undefined)[] };
  const batch = messages.map(({ body, id = crypto.randomUUID(), sentAt = new Date() }, index) => ({
    ...{ id, body, timestamp: sentAt, attempts: attempts[index] ?? 1 },
    ack: () => {
      told.acked += 1;
    },
    retry: ({ delaySeconds }: QueueRetryOptions = {}) => void told.delays.push(delaySeconds),
  }));
  await runQueue({ queue, messages: batch } as unknown as MessageBatch, to);
  return told;
}

beforeEach(async () => {
  world = await makeWorld();
  const unknown = `postgres://tributary_app:x@127.0.0.1:1/${crypto.randomUUID()}`;
  away = { ...bindings, DATABASE_URL: unknown, DATABASE_PROXY: "127.0.0.1:1" };
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  for (const key of Object.keys(await lettersInBucket())) await bindings.CLICK_LOG.delete(key);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("while Postgres is away", () => {
  const attempts = [1, 2, 10, 50, 100];
  it.each(Object.keys(QUEUES).filter((queue) => queue !== "dead-letters"))(
    "%s is asked to bring each message again, the later the more often it came",
    async (queue) => {
      const messages = attempts.map(() => ({ body: message(record()) }));
      expect(await give(queue, messages, { attempts })).toEqual({
        acked: 0,
        delays: attempts.map(retryDelaySeconds),
      });
    },
  );

  it("dead letters are kept in the bucket as they came, and come again only where that refuses", async () => {
    const [first, second] = [message(record()), JSON.stringify(message(record()))];
    const bodies = [first, second, new TextEncoder().encode(second).buffer];
    const sentAt = new Date(Date.UTC(2026, 10, 20, 23, 59));
    const messages = bodies.map((body, index) => ({ body, id: `out-${index}`, sentAt }));
    const refusing = { ...away, CLICK_LOG: { put: () => Promise.reject(new Error("R2 is away")) } };
    expect(await give("dead-letters", messages, { to: refusing as unknown as FunctionsEnv })).toEqual({
      acked: 0,
      delays: [2, 2, 2],
    });
    expect(await give("dead-letters", messages)).toEqual({ acked: 3, delays: [] });
    expect(await lettersInBucket()).toEqual({
      "dead-letters/day=2026-11-20/out-0.json": JSON.stringify(first),
      "dead-letters/day=2026-11-20/out-1.json": JSON.stringify(second),
      "dead-letters/day=2026-11-20/out-2.json": JSON.stringify(second),
    });
  });

  it("a dead letter that comes twice leaves what lies there, from which a person may have been erased", async () => {
    const letter = { body: message(record()), id: "twice" };
    await give("dead-letters", [letter]);
    const [key = ""] = Object.keys(await lettersInBucket());
    await bindings.CLICK_LOG.put(key, "erased");
    expect(await give("dead-letters", [letter])).toEqual({ acked: 1, delays: [] });
    expect(await lettersInBucket()).toEqual({ [key]: "erased" });
  });
});

describe("F14: when dead letters of four days are consumed", () => {
  it("each click of them ends in Postgres and the log once, Postgres away or not, and nothing is left", async () => {
    const days = Array.from({ length: 4 }, (_, day) => new Date(Date.now() - day * DAY_MS));
    const letters = days.map((sentAt) => ({ body: JSON.stringify(message(record(), record())), sentAt }));
    const canary = { v: 1, canary_sent_at: new Date().toISOString() };
    expect(await give("dead-letters", [...letters, { body: canary }])).toEqual({ acked: 5, delays: [] });
    const kept = await lettersInBucket();
    expect(Object.values(kept).sort()).toEqual(letters.map(({ body }) => JSON.stringify(body)).sort());
    expect(await (await bindings.CLICK_LOG.get(CANARY_KEY))?.json()).toEqual(canary);

    const insert = () => {
      throw new Error("Postgres is away");
    };
    const cut = sweepSpill({ env: bindings, db: { insert } as unknown as Db, now: new Date() });
    await expect(cut).rejects.toThrow("4 objects stay");
    expect(await lettersInBucket()).toEqual(kept);

    expect(await run(sweepSpill)).toMatchObject({ swept_dead_letters: 4 });
    expect(await lettersInBucket()).toEqual({});
    expect(tally(await unownedWith(world.workspaceId))).toEqual({ open: 4, resolved: 0 });
    await run(replayUnownedRows, 16);
    const sent = letters.flatMap(({ body }) => JSON.parse(body).clicks as ClickRecord[]);
    expect(await clickIds()).toHaveLength(8);
    expect((await rawLinesOf<ClickRecord>(world)).map(({ id }) => id).sort()).toEqual(
      sent.map(({ id }) => id).sort(),
    );
    expect(tally(await unownedWith(world.workspaceId))).toEqual({ open: 0, resolved: 4 });
  });

  it("one that was swept before its object was deleted is the same bad row", async () => {
    const body = message(record());
    for (let time = 0; time < 2; time += 1) {
      expect(await deliver("dead-letters", [body])).toEqual({ acked: 1, retried: 0 });
      await run(sweepSpill);
    }
    expect(await unownedWith(world.workspaceId)).toMatchObject([{ reason: "out_of_attempts" }]);
  });
});
