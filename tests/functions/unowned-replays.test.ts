import { beforeEach, describe, expect, it } from "vitest";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { withDatabase } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { CRONS } from "../../functions/cron/index.ts";
import { replayUnownedRows } from "../../functions/cron/replay-unowned.ts";
import { sweepSpill } from "../../functions/cron/sweep-spill.ts";
import {
  bindings,
  clickRecordOf,
  deliver,
  makeWorld,
  rowsOf,
  type World,
} from "../support/functions-world.ts";
import { tally, unownedWith } from "../support/unowned-rows.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});

const record = (change: Partial<ClickRecord> = {}) => clickRecordOf(world, change);
const message = (...each: unknown[]) => ({ v: 1, clicks: each });
const clicks = () => rowsOf<{ id: string }>(world, (db) => db.select().from(schema.clicks));
const random = (): string => crypto.randomUUID().replaceAll("-", "");

describe("what names no workspace", () => {
  const MINUTE_MS = 60_000;
  const runCronIn = (minutes: number) =>
    withDatabase(bindings, (db) =>
      replayUnownedRows({ env: bindings, db, now: new Date(Date.now() + minutes * MINUTE_MS) }),
    );

  /** Messages that ran out of attempts, as bad rows. */
  async function giveUp(...bodies: unknown[]): Promise<void> {
    await deliver("dead-letters", bodies);
    await withDatabase(bindings, (db) => sweepSpill({ env: bindings, db, now: new Date() }));
  }

  it("has its turn every quarter of an hour", () => {
    expect(CRONS["*/15 * * * *"]).toContain(replayUnownedRows);
  });

  it("is tried again by a cron: a dead letter of an outage becomes what it was", async () => {
    const click = record();
    await giveUp(message(click), JSON.stringify(message(record())));
    await runCronIn(10);
    expect(await clicks()).toHaveLength(0);
    await runCronIn(16);
    expect(await clicks()).toHaveLength(2);
    expect(tally(await unownedWith(world.workspaceId))).toEqual({ open: 0, resolved: 2 });
  });

  it("is tried again ever more seldom, and a forged click never becomes one", async () => {
    const forged = record({ id: random() });
    await deliver("clicks", [message(forged)]);
    const replays = async () => (await unownedWith(forged.id)).map((row) => [row.replays, row.resolvedAt]);
    await runCronIn(16);
    await runCronIn(17);
    expect(await replays()).toEqual([[1, null]]);
    await runCronIn(31);
    expect(await replays()).toEqual([[2, null]]);
    await runCronIn(32);
    expect(await replays()).toEqual([[2, null]]);
    expect(await clicks()).toEqual([]);
  });

  it("of what nothing can be made stays as it came", async () => {
    const text = random();
    await giveUp({ text });
    await runCronIn(16);
    expect(await unownedWith(text)).toMatchObject([
      { reason: "out_of_attempts", replays: 1, resolvedAt: null },
    ]);
  });
});
