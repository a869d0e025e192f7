import { beforeEach, describe, expect, it } from "vitest";
import type { ChangeMessage } from "../../contracts/change.ts";
import type { ConversionMessage } from "../../contracts/conversion.ts";
import * as schema from "../../db/schema/index.ts";
import { runCron } from "../../functions/cron/index.ts";
import { changeId } from "../../platform/change-id.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import {
  bindings,
  clickRecordOf,
  deliver,
  makeWorld,
  rowsOf,
  type World,
} from "../support/functions-world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});

const FINGERPRINT = "a".repeat(64);
const stamp = () => ({
  ...{ v: 1 as const, workspace_id: world.workspaceId, key_id: "key_a" },
  ...{ fingerprint: FINGERPRINT, received_at_ms: Date.now(), request_id: "req_a" },
});
const order = () => conversionId(world.workspaceId, "order-1");
const sale = (clickId: string): ConversionMessage => ({
  ...stamp(),
  id: order(),
  request: {
    ...{ external_id: "order-1", event: "sale", click_id: clickId, amount_minor: "10000", currency: "EUR" },
    items: [{ sku: "mug", quantity: 4, amount_minor: "10000" }],
  },
});
const change = (externalId: string, request: Partial<ChangeMessage["request"]> = {}): ChangeMessage => ({
  ...stamp(),
  ...{ type: "change", id: changeId(order(), externalId), conversion_id: order() },
  request: { external_id: externalId, kind: "refund", ...request },
});
const commissions = () =>
  rowsOf<{ status: string; reducedMinor: bigint }>(world, (db) => db.select().from(schema.commissions));
const changes = () =>
  rowsOf<{ status: string; externalId: string }>(world, (db) =>
    db.select().from(schema.conversionChanges).orderBy(schema.conversionChanges.externalId),
  );
async function click(): Promise<string> {
  const record = clickRecordOf(world, { clicked_at_ms: Date.now() - 30_000 });
  await deliver("clicks", [{ v: 1, clicks: [record] }]);
  return record.id;
}

describe("changes of conversions", () => {
  it("are applied behind their conversion in the same batch, and once though it comes again", async () => {
    const batch = [change("r1", { items: [{ sku: "mug", quantity: 1 }] }), sale(await click())];
    expect(await deliver("conversions", batch)).toEqual({ acked: 2, retried: 0 });
    expect(await deliver("conversions", batch)).toEqual({ acked: 2, retried: 0 });
    expect(await commissions()).toMatchObject([{ status: "pending", reducedMinor: 250n }]);
  });

  it("wait for their conversion, and are applied by the cron within a minute of it", async () => {
    const id = await click();
    expect(await deliver("conversions", [change("r1", { amount_minor: "5000" })])).toEqual({
      acked: 1,
      retried: 0,
    });
    await deliver("conversions", [sale(id)]);
    expect(await changes()).toMatchObject([{ status: "parked" }]);
    await runCron("* * * * *", new Date(), bindings);
    expect(await changes()).toMatchObject([{ status: "applied" }]);
    expect(await commissions()).toMatchObject([{ reducedMinor: 500n }]);
  });

  it("are taken in from the bucket too, where the queue refused them", async () => {
    await deliver("conversions", [sale(await click())]);
    const spilled = change("r1", { amount_minor: "5000" });
    await bindings.INTAKE.put(`spill/conversions/${crypto.randomUUID()}.json`, JSON.stringify(spilled));
    await runCron("* * * * *", new Date(), bindings);
    expect(await changes()).toMatchObject([{ status: "applied" }]);
    expect((await bindings.INTAKE.list({ prefix: "spill/conversions/" })).objects).toEqual([]);
  });

  it("that contradict an earlier one or are none go to the bad rows, and do no harm to the others", async () => {
    const other = { ...change("r1", { amount_minor: "6" }), fingerprint: "b".repeat(64) };
    const batch = [
      change("r1", { amount_minor: "5" }),
      other,
      { ...change("r2"), extra: 1 },
      sale(await click()),
    ];
    expect(await deliver("conversions", batch)).toEqual({ acked: 4, retried: 0 });
    const rows = await rowsOf<{ reason: string; detail: string }>(world, (db) =>
      db.select().from(schema.badRows).orderBy(schema.badRows.reason),
    );
    expect(rows.map(({ reason }) => reason)).toEqual(["change_conflict", "message_malformed"]);
    expect(await changes()).toMatchObject([{ externalId: "r1", status: "applied" }]);
  });
});
