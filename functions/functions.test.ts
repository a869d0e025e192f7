import { beforeEach, describe, expect, it } from "vitest";
import type { ClickRecord } from "../contracts/click-message.ts";
import type { ConversionMessage } from "../contracts/conversion.ts";
import type { RefusedReport } from "../contracts/refused-report.ts";
import * as schema from "../db/schema/index.ts";
import { conversionId } from "../platform/conversion-id.ts";
import {
  bindings,
  clickRecordOf,
  deliver,
  makeWorld,
  rawLinesOf,
  rowsOf,
  type World,
} from "../tests/support/functions-world.ts";
import { CRONS } from "./cron/index.ts";
import worker from "./index.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});

const record = (change: Partial<ClickRecord> = {}) => clickRecordOf(world, change);
const clicks = () => rowsOf<{ id: string }>(world, (db) => db.select().from(schema.clicks));
const badRows = () =>
  rowsOf<{ reason: string; payload: string }>(world, (db) => db.select().from(schema.badRows));
const click = (...each: unknown[]) => ({ v: 1, clicks: each });

describe("clicks", () => {
  it("become rows and lines of the raw log, once, though the batch comes again", async () => {
    const batch = [click(record(), record()), click(record())];
    expect(await deliver("clicks", batch)).toEqual({ acked: 2, retried: 0 });
    expect(await deliver("clicks", batch)).toEqual({ acked: 2, retried: 0 });
    expect(await clicks()).toHaveLength(3);
    const lines = await rawLinesOf<ClickRecord>(world);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(3);
    expect(lines[0]).toMatchObject({ request_id: "req", slug: world.link.slug });
  });

  it("leave their neighbours unharmed: what is none goes to the bad rows", async () => {
    const poison = [
      "not a message",
      click("not a click"),
      click({ ...record(), user_agent: "NUL \u0000" }),
      click({ ...record(), extra: 1 }),
      click(record({ id: "A".repeat(32) })),
      click(record({ clicked_at_ms: 1 })),
      click(record({ workspace_id: "ws_other" })),
    ];
    const unknownLink = click(record({ link_id: "lnk_none" }), record());
    const delivered = [...poison, unknownLink, click(record())];
    expect(await deliver("clicks", delivered)).toEqual({ acked: 9, retried: 0 });
    expect(await clicks()).toHaveLength(2);
    const reasons = async () => (await badRows()).map(({ reason }) => reason).sort();
    // Of the workspace are those that name it, and whose id was not forged.
    expect(await reasons()).toEqual(["click_malformed", "click_malformed", "unknown_link"]);
    await deliver("clicks", delivered);
    expect(await clicks()).toHaveLength(2);
    expect(await reasons()).toHaveLength(3);
  });

  it("all come again while Postgres is away, or the bucket refuses", async () => {
    const away = { ...bindings, DATABASE_URL: "postgres://tributary_app:x@127.0.0.1:1/none" };
    expect(await deliver("clicks", [click(record()), click(record())], away)).toEqual({
      acked: 0,
      retried: 2,
    });
    const refusing = {
      ...bindings,
      CLICK_LOG: { put: () => Promise.reject(new Error("R2 is away")) } as never,
    };
    expect(await deliver("clicks", [click(record())], refusing)).toEqual({ acked: 0, retried: 1 });
    expect(await clicks()).toHaveLength(0);
  });
});

function conversion(clickIds: string[], change: Partial<ConversionMessage> = {}): ConversionMessage {
  return {
    v: 1,
    id: conversionId(world.workspaceId, "order-1"),
    workspace_id: world.workspaceId,
    key_id: "key_1",
    fingerprint: "f".repeat(64),
    received_at_ms: Date.now(),
    request_id: "req",
    request: {
      external_id: "order-1",
      event: "sale",
      amount_minor: "10000",
      currency: "EUR",
      click_ids: clickIds,
    },
    ...change,
  };
}

describe("conversions", () => {
  const decided = () =>
    rowsOf<{ reason: string | null }>(world, (db) => db.select().from(schema.conversions));

  it("are decided, and once more change nothing", async () => {
    const made = record();
    await deliver("clicks", [click(made)]);
    for (let time = 0; time < 2; time += 1) {
      expect(await deliver("conversions", [conversion([made.id])])).toEqual({ acked: 1, retried: 0 });
    }
    expect(await decided()).toMatchObject([{ reason: "attributed" }]);
    expect(await rowsOf(world, (db) => db.select().from(schema.commissions))).toHaveLength(1);
  });

  it("that wait for their click come again", async () => {
    const late = record();
    expect(await deliver("conversions", [conversion([late.id])])).toEqual({ acked: 0, retried: 1 });
    await deliver("clicks", [click(late)]);
    expect(await deliver("conversions", [conversion([late.id])])).toEqual({ acked: 1, retried: 0 });
    expect(await decided()).toMatchObject([{ reason: "attributed" }]);
  });

  it("that contradict an earlier one, or are none, end in the bad rows", async () => {
    await deliver("conversions", [conversion([])]);
    const other = conversion([], { fingerprint: "e".repeat(64) });
    expect(await deliver("conversions", [other, { v: 1 }])).toEqual({ acked: 2, retried: 0 });
    expect(await badRows()).toMatchObject([{ reason: "conversion_conflict" }]);
    expect(await decided()).toHaveLength(1);
  });
});

describe("a batch of conversions", () => {
  const named = (externalId: string, clickId: string, change: object = {}) => {
    const message = conversion([clickId], { id: conversionId(world.workspaceId, externalId) });
    return { ...message, request: { ...message.request, external_id: externalId, ...change } };
  };
  const reasons = async () =>
    (await rowsOf<{ reason: string | null }>(world, (db) => db.select().from(schema.conversions))).map(
      ({ reason }) => reason,
    );

  it("leaves its neighbours unharmed by one that Postgres refuses, and by messages that are none", async () => {
    const [first, second] = [record(), record()];
    await deliver("clicks", [click(first, second)]);
    const poison = named("poison", first.id, { occurred_at: 8.64e15 });
    const batch = [named("a", first.id), poison, { v: 1 }, named("b", second.id)];
    for (let time = 0; time < 2; time += 1) {
      expect(await deliver("conversions", batch)).toEqual({ acked: 4, retried: 0 });
      expect(await reasons()).toEqual(["attributed", "attributed"]);
      expect(await badRows()).toMatchObject([{ reason: "refused_by_database" }]);
    }
  });

  it("sends only those round again that wait, and the cron decides them together", async () => {
    const [here, late, later] = [record(), record(), record()];
    await deliver("clicks", [click(here)]);
    const batch = [named("a", here.id), named("b", late.id), named("c", later.id)];
    expect(await deliver("conversions", batch)).toEqual({ acked: 1, retried: 2 });
    await deliver("clicks", [click(late, later)]);
    const inMinutes = { cron: "* * * * *", scheduledTime: Date.now() + 600_000 } as ScheduledController;
    await worker.scheduled(inMinutes, bindings);
    expect(await reasons()).toEqual(["attributed", "attributed", "attributed"]);
  });
});

describe("reports that the intake refused", () => {
  const report = (change: Partial<RefusedReport> = {}): RefusedReport => ({
    v: 1,
    refused: "pixel_signature_wrong",
    source: "pixel",
    workspace_id: world.workspaceId,
    key_id: "key_1",
    param: "sig",
    parameters: { order: "A-1", amount: "12.90", currency: "EUR", sig: "forged" },
    ...change,
  });

  it("are filed as bad rows of their workspace, each once, and become no conversion", async () => {
    const malformed = report({
      refused: "report_malformed",
      source: "postback",
      param: null,
      parameters: {},
    });
    const batch = [report(), malformed, report({ parameters: { order: "A-2" } })];
    expect(await deliver("conversions", batch)).toEqual({ acked: 3, retried: 0 });
    expect(await deliver("conversions", batch)).toEqual({ acked: 3, retried: 0 });
    const rows = await rowsOf<{ workspaceId: string; reason: string; detail: string; payload: string }>(
      world,
      (db) => db.select().from(schema.badRows),
    );
    expect(rows.map(({ reason, detail }) => `${reason}: ${detail}`).sort()).toEqual([
      "pixel_signature_wrong: pixel, sig: The signature of the pixel does not fit its order.",
      "pixel_signature_wrong: pixel, sig: The signature of the pixel does not fit its order.",
      "report_malformed: postback: A field is missing or wrong.",
    ]);
    expect(rows.map(({ workspaceId }) => workspaceId)).toEqual(Array(3).fill(world.workspaceId));
    expect(rows.map(({ payload }) => payload).join()).toContain("12.90");
    expect(await rowsOf(world, (db) => db.select().from(schema.conversions))).toEqual([]);
  });

  it("are taken from the bucket too, where the queue refused them", async () => {
    await bindings.INTAKE.put("spill/conversions/r.json", JSON.stringify(report()));
    await worker.scheduled({ cron: "* * * * *", scheduledTime: Date.now() } as ScheduledController, bindings);
    expect(await badRows()).toMatchObject([{ reason: "pixel_signature_wrong" }]);
  });
});

describe("what the edge spilled", () => {
  it("is taken in and deleted; what is no JSON does not block it", async () => {
    await bindings.INTAKE.put("spill/clicks/2026-01-01/a.json", "{ broken");
    await bindings.INTAKE.put("spill/clicks/2026-01-01/b.json", JSON.stringify(click(record())));
    await bindings.INTAKE.put("spill/conversions/c.json", JSON.stringify(conversion([])));
    const scheduled = { cron: "* * * * *", scheduledTime: Date.now() } as ScheduledController;
    await worker.scheduled(scheduled, bindings);
    expect(await clicks()).toHaveLength(1);
    expect(await rowsOf(world, (db) => db.select().from(schema.conversions))).toHaveLength(1);
    expect((await bindings.INTAKE.list({ prefix: "spill/" })).objects).toEqual([]);
  });
});

it("every cron runs, and one that nobody knows is an error", async () => {
  const run = (cron: string) =>
    worker.scheduled({ cron, scheduledTime: Date.now() } as ScheduledController, bindings);
  for (const cron of Object.keys(CRONS)) await expect(run(cron)).resolves.toBeUndefined();
  await expect(run("1 2 3 4 5")).rejects.toThrow("no job");
  await expect(deliver("nobody", [{}])).rejects.toThrow("no consumer");
});
