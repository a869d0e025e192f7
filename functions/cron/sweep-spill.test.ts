import { beforeEach, describe, expect, it, vi } from "vitest";
import { withDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import {
  bindings,
  clickRecordOf,
  makeWorld,
  rowsOf,
  type World,
} from "../../tests/support/functions-world.ts";
import { MemoryBucket } from "../../tests/support/memory-bucket.ts";
import { ClickLog } from "../../workers/click/click-log.ts";
import { sweepSpill } from "./sweep-spill.ts";

const MINUTE_MS = 60_000;
const NOW_MS = Date.UTC(2026, 10, 20, 12);

/** A bucket in memory that never gives what is named `stuck`. */
class StuckBucket extends MemoryBucket {
  override pageSize = 1_000;

  override get(key: string): Promise<unknown> {
    return key.includes("stuck") ? Promise.reject(new Error("stuck")) : super.get(key);
  }
}

let world: World;
let bucket: StuckBucket;
const spill = (name: string, content: unknown = {}) =>
  bucket.set(`spill/${name}.json`, new TextEncoder().encode(JSON.stringify(content)));
const sweep = (afterMinutes: number) =>
  withDatabase(bindings, (db) => {
    const env = { ...bindings, INTAKE: bucket.binding(), CLICK_LOG: bucket.binding() };
    return sweepSpill({ env, db, now: new Date(NOW_MS + afterMinutes * MINUTE_MS) });
  });
const clicks = () => rowsOf(world, (db) => db.select().from(schema.clicks));

beforeEach(async () => {
  world = await makeWorld();
  bucket = new StuckBucket();
});

it("takes in what is younger than a thousand objects that stay, in the runs that they take turns in", async () => {
  for (let number = 0; number < 1_000; number += 1) spill(`clicks/2026-11-19/stuck-${number}`);
  spill("clicks/2026-11-20/young", { v: 1, clicks: [clickRecordOf(world)] });
  for (let minute = 0; minute < 3; minute += 1) await expect(sweep(minute)).rejects.toThrow("stay under");
  expect(await clicks()).toHaveLength(1);
  expect(bucket.keys("spill/")).toHaveLength(1_000);
});

it("goes on with conversions and dead letters when clicks stay", async () => {
  spill("clicks/2026-11-20/stuck");
  spill("conversions/none", { v: 1, workspace_id: world.workspaceId });
  bucket.set("dead-letters/day=2026-11-20/m.json", new TextEncoder().encode("{}"));
  await expect(sweep(0)).rejects.toThrow("1 objects stay under spill/clicks/");
  expect(bucket.keys()).toEqual(["spill/clicks/2026-11-20/stuck.json"]);
  expect(await rowsOf(world, (db) => db.select().from(schema.badRows))).toHaveLength(1);
});

describe("F9: a click that its queue would not take", () => {
  const refuse = () => Promise.reject(new Error("Queue send failed: Too Many Requests"));
  /** The runtime's own queue, given each message filled up to a kilobyte more than it takes. */
  const fill = (message: Uint8Array, options?: QueueSendOptions) => {
    const filled = new Uint8Array(129_000).fill(32);
    filled.set(message);
    return (bindings.DEAD_LETTERS as Queue<unknown>).send(filled, options);
  };

  it.each([
    ["since there are too many", refuse, "Too Many Requests"],
    ["since there is no room", () => Promise.reject(new Error("Storage Limit Exceeded")), "Storage Limit"],
    ["for its 129 KB", fill, "Internal Error (15000)"],
  ])("%s is a row once it was swept, however often it is", async (_, send, told) => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const queues = [{ send } as unknown as Queue<Uint8Array>];
    const log = new ClickLog(() => NOW_MS);
    await log.record(clickRecordOf(world), { queues, lingerMs: 0, bucket: bucket.binding() });
    expect([logged.mock.calls.length, log.lostTotal]).toEqual([1, 0]);
    expect(logged.mock.calls.join()).toContain(told);
    vi.restoreAllMocks();
    const [key = ""] = bucket.keys("spill/");
    const spilled = bucket.bytes(key);
    await sweep(0);
    // As if its deletion had not been done when the run ended.
    bucket.set(key, spilled);
    await sweep(1);
    expect(await clicks()).toMatchObject([{ linkId: world.link.id }]);
    expect([bucket.keys("spill/").length, bucket.keys("clicks/raw/").length]).toEqual([0, 1]);
  });
});
