import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BatchId } from "../../core/shared/id.ts";
import { payoutCallbackRefusals, payoutCallbacks } from "../../db/schema/index.ts";
import { sealAccess } from "../../functions/seal-access.ts";
import { putPayoutAccount } from "../../services/payout-accounts/payout-accounts.ts";
import { dropBookedCallbacks } from "../../services/payouts/drop-callbacks.ts";
import { executeBatch } from "../../services/payouts/execute-batch.ts";
import { applyKeptCallbacks } from "../../services/payouts/keep-callback.ts";
import { listOpenBatches } from "../../services/payouts/list-open-batches.ts";
import { transact } from "../../services/shared/context.ts";
import { startTestApi, type TestApi } from "../support/call-api.ts";
import { FAKE_ACCESS } from "../support/fake-access.ts";
import { FakeProvider } from "../support/fake-provider.ts";
import { FakeWise } from "../support/fake-wise.ts";
import { MemoryBucket } from "../support/memory-bucket.ts";
import { type PayoutFunctionsEnv, payoutDoor, payoutFunctionsEnv } from "../support/payout-door.ts";
import { PayoutWorld } from "../support/payout-world.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

const DAY_MS = 86_400_000;
const SENT = "outgoing_payment_sent";
const AT = "2090-11-21T10:00:00Z";
const wise = new FakeWise();

let database: TestDatabase;
let env: PayoutFunctionsEnv;
let api: TestApi;
let world: PayoutWorld;
let batchId: BatchId;
let provider: FakeProvider;
/** The transfer at Wise. */
let transfer = 1_000;

beforeAll(async () => {
  database = await createTestDatabase();
  env = payoutFunctionsEnv(database, new MemoryBucket() as unknown as R2Bucket);
  api = await startTestApi(database, [], { PAYOUT_DOOR: payoutDoor(env) });
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});
beforeEach(async () => {
  world = await PayoutWorld.open(database);
  await connect("7");
  await world.sell(0);
  batchId = (await world.approvedBatch("wise")) as BatchId;
  provider = new FakeProvider({ settlesLater: true });
  await execute();
  transfer += 1;
  await world.owner((db) =>
    db.execute(`update payouts set reference = '${transfer}' where batch_id = '${batchId}'`),
  );
});

const execute = () =>
  world.as("key:b", (context) =>
    executeBatch(context, batchId, provider, { account: "7", methodKeys: null }),
  );

async function connect(profile: string, publicKey = wise.publicKey): Promise<void> {
  const { workspaceId } = world.sample;
  const access = { ...FAKE_ACCESS.wise, profile_id: profile, public_key: publicKey };
  const sealed = await sealAccess(env, { provider: "wise", workspaceId, access });
  if (sealed.kind === "wrong") throw new Error(JSON.stringify(sealed.problems));
  const { kind: _, ...account } = sealed;
  await world.as("key:a", (context) =>
    putPayoutAccount(context, { provider: "wise", ...account }, { principal: "key:a" }),
  );
}

/** Sends a callback as a provider does: without a key. */
async function send(
  { body, headers }: { readonly body: string; readonly headers: Headers },
  to = `wise/${world.sample.workspaceId}`,
) {
  const answer = await api.call("POST", `/v1/payout-callbacks/${to}`, null, new Blob([body]), headers);
  return { status: answer.status, code: answer.body.error?.code ?? answer.body.status };
}

const rows = <Table extends typeof payoutCallbacks | typeof payoutCallbackRefusals>(table: Table) =>
  world.owner(async (db) =>
    (await db.select().from(table as typeof payoutCallbacks)).filter(
      ({ workspaceId }) => workspaceId === world.sample.workspaceId,
    ),
  ) as unknown as Promise<Table["$inferSelect"][]>;

describe("a callback", () => {
  it("is kept sealed and booked, once however often it is delivered", async () => {
    const callback = wise.callback(transfer, SENT, AT);
    for (let repeat = 0; repeat < 3; repeat += 1) {
      expect(await send(callback)).toEqual({ status: 200, code: "taken" });
    }
    expect(await world.statuses("payouts")).toEqual({ paid: 1 });
    const [kept, ...more] = await rows(payoutCallbacks);
    expect([kept?.deliveries, kept?.identity, more]).toEqual([3, "7", []]);
    expect(JSON.stringify(kept)).not.toContain("transfers#state-change");
    expect(await world.balances()).toEqual({ merchant_payable: 1_000, paid_out: -1_000 });
  });

  it("is dropped three months after it was booked, and changes nothing when it is delivered once more", async () => {
    const callback = wise.callback(transfer, SENT, AT);
    await send(callback);
    const drop = () => world.as("system:test", dropBookedCallbacks);
    world.nowMs += 89 * DAY_MS;
    expect(await drop()).toBe(0);
    world.nowMs += 2 * DAY_MS;
    expect([await drop(), await drop(), await rows(payoutCallbacks)]).toEqual([1, 0, []]);
    expect((await send(callback)).status).toBe(200);
    expect(await world.balances()).toEqual({ merchant_payable: 1_000, paid_out: -1_000 });
  });

  it("is not dropped before it is booked, however old it is, by the app role neither", async () => {
    await send(wise.callback(transfer, SENT, AT));
    await world.owner((db) => db.execute(`update payout_callbacks set applied_at = null`));
    world.nowMs += 1_000 * DAY_MS;
    expect(await world.as("system:test", dropBookedCallbacks)).toBe(0);
    const dropped = world.as("system:test", (context) =>
      transact(context, (tx) => tx.delete(payoutCallbacks)),
    );
    await expect(dropped).rejects.toMatchObject({
      cause: { message: expect.stringContaining("is not booked yet") },
    });
    expect(await rows(payoutCallbacks)).toHaveLength(1);
  });

  it("is booked by the cron where a crash left it kept and no more", async () => {
    await world.owner((db) =>
      db.execute(`create function fail_once() returns trigger language plpgsql as $$ begin raise exception 'away'; end $$;
        create trigger fail_once before insert on payout_events for each row execute function fail_once()`),
    );
    expect(await send(wise.callback(transfer, SENT, AT))).toEqual({ status: 200, code: "taken" });
    expect(await world.statuses("payouts")).toEqual({ submitted: 1 });
    await world.owner((db) => db.execute("drop function fail_once cascade"));
    expect(await world.as("system:test", applyKeptCallbacks)).toBe(1);
    expect(await world.as("system:test", applyKeptCallbacks)).toBe(0);
    expect(await world.statuses("payouts")).toEqual({ paid: 1 });
  });

  it("of an account that was replaced is taken as well", async () => {
    const callback = wise.callback(transfer, SENT, AT);
    await connect("8", new FakeWise().publicKey);
    expect(await send(callback)).toEqual({ status: 200, code: "taken" });
  });

  it("that is not proved leaves nothing but a count", async () => {
    const { body, headers } = wise.callback(transfer, SENT, AT);
    const forged = { body: body.replace(SENT, "funds_refunded"), headers };
    for (let repeat = 0; repeat < 2; repeat += 1) {
      expect(await send(forged)).toEqual({ status: 401, code: "signature_invalid" });
    }
    expect(await send({ body, headers: new Headers() })).toEqual({ status: 401, code: "signature_invalid" });
    expect(await rows(payoutCallbacks)).toEqual([]);
    expect(await rows(payoutCallbackRefusals)).toMatchObject([
      { provider: "wise", reason: "signature_invalid", count: 3 },
    ]);
    expect(await world.statuses("payouts")).toEqual({ submitted: 1 });
  });

  it.each([
    ["of a workspace that is not connected", () => `stripe/${world.sample.workspaceId}`, 404],
    ["of a bank, whose statements a person brings", () => `sepa/${world.sample.workspaceId}`, 404],
    ["of no workspace", () => "wise/ws_00000000000000000000000000", 404],
    ["of nothing", () => "wise/none", 404],
  ])("%s is not found", async (_, to, status) => {
    const callback = wise.callback(transfer, SENT, AT);
    expect((await send(callback, to())).status).toBe(status);
    expect(await rows(payoutCallbackRefusals)).toEqual([]);
  });

  it("that never comes is asked for in ever longer pauses, an hour at most", async () => {
    const open = () => world.as("system:test", listOpenBatches);
    expect(await open()).toEqual([]);
    world.nowMs += 121_000;
    expect(await open()).toEqual([{ id: batchId, provider: "wise", accountIdentity: "7" }]);
    world.nowMs += 2 * DAY_MS;
    await execute();
    world.nowMs += 3_500_000;
    expect(await open()).toEqual([]);
    world.nowMs += 101_000;
    expect(await open()).toHaveLength(1);
    provider.settle();
    await execute();
    world.nowMs += DAY_MS;
    expect(await open()).toEqual([]);
  });

  it("that is too large, or no text, is refused before anybody looks into it", async () => {
    const headers = new Headers();
    expect((await send({ body: "x".repeat(262_145), headers })).status).toBe(413);
    const answer = await api.call(
      "POST",
      `/v1/payout-callbacks/wise/${world.sample.workspaceId}`,
      null,
      new Blob([new Uint8Array([255, 254])]),
    );
    expect([answer.status, answer.body.error.param]).toEqual([422, "body"]);
  });

  it("is asked for again while the functions are away", async () => {
    const away = { takeCallback: () => Promise.reject(new Error("away")) } as never;
    const alone = await startTestApi(database, [], { PAYOUT_DOOR: away });
    const answer = await alone.call(
      "POST",
      `/v1/payout-callbacks/wise/${world.sample.workspaceId}`,
      null,
      new Blob(["{}"]),
    );
    await alone.stop();
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
  });
});
