import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PayoutProviderName } from "../../core/payout/payout-lifecycle.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { type Answer, startTestApi, type TestApi } from "../support/call-api.ts";
import { FAKE_ACCESS, FAKE_METHODS } from "../support/fake-access.ts";
import { type FakeServer, serveFake } from "../support/fake-http.ts";
import { FakePayPal } from "../support/fake-paypal.ts";
import { FakeStripe } from "../support/fake-stripe.ts";
import { FakeWise } from "../support/fake-wise.ts";
import { schemaErrors } from "../support/iso-20022/validate.ts";
import { type PayoutFunctionsEnv, payoutDoor, payoutFunctionsEnv } from "../support/payout-door.ts";
import { PayoutShop, payoutFiles } from "../support/payout-shop.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

const stripe = new FakeStripe();
const paypal = new FakePayPal();
const wise = new FakeWise();
const servers: Partial<Record<"stripe" | "paypal" | "wise", FakeServer>> = {};

let database: TestDatabase;
let api: TestApi;
let functions: PayoutFunctionsEnv;

beforeAll(async () => {
  database = await createTestDatabase();
  servers.stripe = await serveFake(stripe.handle);
  servers.paypal = await serveFake(paypal.handle);
  servers.wise = await serveFake(wise.handle);
  const PAYOUT_FILES = payoutFiles();
  functions = payoutFunctionsEnv(database, PAYOUT_FILES, {
    ...{ stripe: servers.stripe.url, paypal: servers.paypal.url, wise: servers.wise.url },
  });
  api = await startTestApi(database, ROUTES, { PAYOUT_FILES, PAYOUT_DOOR: payoutDoor(functions) });
});
afterAll(async () => {
  await api.stop();
  for (const server of Object.values(servers)) await server.stop();
  await database.drop();
});

const newShop = () => PayoutShop.open(database, api, functions);

/** What of a payout its provider tells, as the provider sends it. */
type News = (shop: PayoutShop, payoutId: string, what: "paid" | "back") => Promise<Answer | null>;

const NEWS: Readonly<Record<PayoutProviderName, News>> = {
  csv: async () => null,
  sepa: (shop, payoutId, what) => {
    const [direction, day] = what === "paid" ? ["DBIT", "23"] : ["CRDT", "24"];
    const body = `<Document><BkToCstmrDbtCdtNtfctn><Ntfctn><Ntry><Amt Ccy="EUR">10.00</Amt>
      <CdtDbtInd>${direction}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2090-11-${day}</Dt></BookgDt><AcctSvcrRef>${what}</AcctSvcrRef>
      <NtryDtls><TxDtls><Refs><EndToEndId>${payoutId.replace("_", "-")}</EndToEndId></Refs>
      <Amt Ccy="EUR">10.00</Amt></TxDtls></NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;
    const headers = { "content-type": "application/xml" };
    return shop.api.call("POST", "/v1/payout-statements", shop.keys.approver, new Blob([body]), headers);
  },
  stripe: (shop, payoutId, what) => {
    const transfer = stripe.transfers.find(({ metadata }) => metadata.payout_id === payoutId);
    const isBack = what === "back";
    const object = { ...transfer, reversed: isBack, amount_reversed: isBack ? 1_000 : 0 };
    const created = Math.floor(Date.now() / 1_000) + (isBack ? 60 : 0);
    const type = isBack ? "transfer.reversed" : "transfer.created";
    const body = JSON.stringify({
      id: `evt_${payoutId}_${what}`,
      object: "event",
      type,
      created,
      data: { object },
    });
    const signature = Stripe.webhooks.generateTestHeaderString({
      payload: body,
      secret: FAKE_ACCESS.stripe.webhook_secret,
    });
    return shop.tell("stripe", { body, headers: new Headers({ "stripe-signature": signature }) });
  },
  paypal: (shop, payoutId, what) => {
    const item = paypal.batches
      .flatMap(({ items }) => items)
      .find((each) => each.payout_item.sender_item_id === payoutId);
    if (!item) throw new Error("PayPal has no such item");
    item.transaction_status = what === "paid" ? "SUCCESS" : "RETURNED";
    const at = what === "paid" ? "2090-11-20T10:00:00Z" : "2090-12-20T10:00:00Z";
    return shop.tell("paypal", paypal.callback({ ...item }, `WH-${payoutId}-${what}`, at));
  },
  wise: (shop, _, what) => {
    const { id } = wise.transfers.at(-1) ?? { id: 0 };
    const state = what === "paid" ? "outgoing_payment_sent" : "funds_refunded";
    return shop.tell("wise", wise.callback(id, state, `2090-1${what === "paid" ? 1 : 2}-20T10:00:00Z`));
  },
};

describe.each(["csv", "sepa", "stripe", "paypal", "wise"] as const)("by %s", (provider) => {
  it("what is owed is prepared, approved by another, sent, paid and taken back, over the API alone", async () => {
    const shop = await newShop();
    if (provider !== "csv") {
      const change = provider === "wise" ? { public_key: wise.publicKey } : {};
      expect(await shop.connect(provider, change)).toMatchObject({
        status: 200,
        body: { in_force: true, provider },
      });
      expect(await shop.giveMethod(FAKE_METHODS[provider])).toMatchObject({ status: 201 });
    }
    const batch = await shop.prepare();
    expect(batch).toMatchObject({ provider, currency: "EUR", payouts_count: 1 });
    const path = `/v1/payout-batches/${batch.id}`;
    for (const [verb, by] of [
      ["approve", "preparer"],
      ["execute", "approver"],
    ] as const) {
      expect((await shop.post(`${path}/${verb}`, undefined, by)).status).toBe(409);
    }
    await shop.pay(batch.id);
    const payoutId = (await shop.get(path)).body.payouts[0].id;
    const statusOf = async () => (await shop.get(`/v1/payouts/${payoutId}`)).body.status;
    const arrivesAtOnce = provider === "csv" || provider === "stripe";
    expect(await statusOf()).toBe(arrivesAtOnce ? "paid" : "submitted");
    if (provider === "sepa") {
      const { body } = await shop.get(`${path}/file`);
      expect(await schemaErrors("pain.001.001.03", body)).toEqual([]);
      expect(body).toContain(FAKE_METHODS.sepa.iban);
    }
    for (const what of ["paid", "paid"] as const) {
      expect((await NEWS[provider](shop, payoutId, what))?.status ?? 200).toBe(200);
    }
    expect(await statusOf()).toBe("paid");
    expect(await shop.world.balances()).toEqual({ merchant_payable: 1_000, paid_out: -1_000 });
    if (provider === "csv") return;
    await NEWS[provider](shop, payoutId, "back");
    await NEWS[provider](shop, payoutId, "paid");
    const { body: returned } = await shop.get(`/v1/payouts/${payoutId}`);
    expect(returned).toMatchObject({ status: "returned", provider, attempts: [{ outcome: "answered" }] });
    expect(returned.events.length).toBeGreaterThan(0);
    expect(await shop.world.balances()).toEqual({ merchant_payable: 1_000, affiliate_payable: -1_000 });
    // What came back is paid by the next batch, under a key of its own.
    const again = (await shop.post("/v1/payout-batches")).body.batches[0];
    expect(again).toMatchObject({ provider, total: { amount_minor: "1000", currency: "EUR" } });
  });
});

describe("a payout of which no provider can tell", () => {
  it("is resolved by two persons who say the same, and paid anew where it failed", async () => {
    const shop = await newShop();
    await shop.connect("wise", { public_key: wise.publicKey });
    await shop.giveMethod(FAKE_METHODS.wise);
    const { id: batchId } = await shop.prepare();
    await shop.pay(batchId);
    const [{ id }] = (await shop.get(`/v1/payouts?batch_id=${batchId}`)).body.data;
    const resolve = (by: "preparer" | "approver", outcome: string, reference: string | null = null) =>
      shop.post(`/v1/payouts/${id}/resolve`, { outcome, reference, note: "The bank says so." }, by);
    expect((await resolve("preparer", "failed")).body.error.code).toBe("illegal_move");
    const { id: transfer } = wise.transfers.at(-1) ?? { id: 0 };
    await shop.tell("wise", wise.callback(transfer, "charged_back", "2090-11-20T10:00:00Z"));
    expect((await shop.get(`/v1/payouts/${id}`)).body.status).toBe("needs_review");

    expect((await resolve("preparer", "paid")).body).toMatchObject({
      ...{ status: "needs_review", resolution: { outcome: "paid", confirmed_by: null } },
    });
    const differs = await resolve("approver", "failed");
    expect([differs.status, differs.body.error.code]).toEqual([409, "conflict"]);
    for (let repeat = 0; repeat < 2; repeat += 1) {
      expect((await resolve("preparer", "failed")).body.status).toBe("needs_review");
    }
    for (let repeat = 0; repeat < 2; repeat += 1) {
      expect((await resolve("approver", "failed")).body).toMatchObject({
        ...{ status: "failed", reason: "resolved_by_a_person", resolution: { outcome: "failed" } },
      });
    }
    expect(await shop.world.balances()).toEqual({ merchant_payable: 1_000, affiliate_payable: -1_000 });
    // That it was paid after all, whenever, is for a person: it may be paid twice by now.
    await shop.tell("wise", wise.callback(transfer, "outgoing_payment_sent", "2020-11-20T10:00:00Z"));
    const { body } = await shop.get(`/v1/payouts/${id}`);
    expect(body.status).toBe("failed");
    expect(body.events).toContainEqual(expect.objectContaining({ said: "paid", outcome: "contradicts" }));
  });
});

describe("an account", () => {
  it("shows hints alone, and a batch stays with the one it was begun with", async () => {
    const shop = await newShop();
    await shop.connect("paypal");
    await shop.giveMethod(FAKE_METHODS.paypal);
    const { id: batchId } = await shop.prepare();
    await shop.pay(batchId);
    const made = paypal.batches.length;
    await shop.connect("paypal", { merchant_id: "ANOTHER123456", client_secret: "another" });
    const { body } = await shop.get("/v1/payout-accounts");
    expect(
      body.data.map((each: { identity: string; in_force: boolean }) => [each.identity, each.in_force]),
    ).toEqual([
      ["ANOTHER123456", true],
      ["MERCHANT12345", false],
    ]);
    expect(JSON.stringify(body)).not.toContain("secret");
    await shop.post(`/v1/payout-batches/${batchId}/execute`, undefined, "approver");
    expect(await shop.runFunctions()).toBe(0);
    expect(paypal.batches).toHaveLength(made);
  });
});
