import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeServer, serveFake } from "../../../tests/support/fake-http.ts";
import { FakePayPal } from "../../../tests/support/fake-paypal.ts";
import { type MadePayout, makeOrder, saidOf } from "../../../tests/support/payout-orders.ts";
import type { PayoutProvider } from "../provider.ts";
import { payPalProvider } from "./paypal-provider.ts";

let paypal: FakePayPal;
let server: FakeServer;
let provider: PayoutProvider;

beforeEach(async () => {
  paypal = new FakePayPal();
  server = await serveFake(paypal.handle);
  const access = { clientId: "client", clientSecret: "secret", webhookId: "WH-1" };
  provider = payPalProvider({ address: server.url, ...access });
});
afterEach(() => server.stop());

const pay = (amountMinor = 1_050n): MadePayout => ({
  amountMinor,
  method: { kind: "paypal", email: "ada@affiliates.example" },
});

describe("a batch of PayPal Payouts", () => {
  it("is on its way as a whole, each item with its amount in the currency's decimals", async () => {
    const order = makeOrder([pay(1_050n), pay(5n)]);
    const report = await provider.submit("bat_1", order);
    expect([report.reference, saidOf(order, report)]).toEqual(["BATCH1", ["submitted", "submitted"]]);
    const items = paypal.batches[0]?.items.map(({ payout_item: item }) => [
      item.sender_item_id,
      item.amount.value,
    ]);
    expect(items).toEqual(order.payouts.map(({ id }, index) => [id, ["10.50", "0.05"][index]]));
  });

  it.each([
    ["JPY", 1_050n, "1050"],
    ["HUF", 105_000n, "1050"],
    ["TWD", 105_000n, "1050"],
  ])("takes %s without decimals", async (currency, minor, value) => {
    await provider.submit("bat_1", makeOrder([pay(minor)], { currency }));
    expect(paypal.batches[0]?.items[0]?.payout_item.amount).toEqual({ value, currency });
  });

  it("leaves out what PayPal cannot pay, and says why", async () => {
    const forints = makeOrder([pay(1_050n), pay(100n), {}], { currency: "HUF" });
    expect(saidOf(forints, await provider.submit("bat_1", forints))).toEqual([
      "failed: amount_not_representable",
      "submitted",
      "failed: no_paypal_account",
    ]);
    const dinars = makeOrder([pay()], { currency: "KWD" });
    expect(saidOf(dinars, await provider.submit("bat_2", dinars))).toEqual([
      "failed: currency_not_supported",
    ]);
    expect(paypal.batches).toHaveLength(1);
  });

  it.each([
    ["SUCCESS", "paid"],
    ["PENDING", "submitted"],
    ["ONHOLD", "submitted"],
    ["UNCLAIMED", "submitted"],
    ["FAILED", "failed: failed"],
    ["RETURNED", "failed: returned"],
    ["BLOCKED", "failed: blocked"],
    ["REFUNDED", "failed: refunded"],
    ["REVERSED", "failed: reversed"],
    ["SOMETHING", "needs_review: status_SOMETHING"],
  ])("whose item is %s is %s", async (status, said) => {
    const order = makeOrder([pay()]);
    await provider.submit("bat_1", order);
    paypal.settle(status);
    expect(saidOf(order, await provider.lookUp("bat_1", order, "BATCH1"))).toEqual([said]);
  });

  it("that is denied has paid nothing", async () => {
    const order = makeOrder([pay()]);
    await provider.submit("bat_1", order);
    const [batch] = paypal.batches;
    if (batch) batch.status = "DENIED";
    expect(saidOf(order, await provider.lookUp("bat_1", order, "BATCH1"))).toEqual(["failed: batch_denied"]);
  });

  it("tells what it took from another balance, where it converted", async () => {
    const order = makeOrder([pay()]);
    await provider.submit("bat_1", order);
    paypal.settle("SUCCESS");
    Object.assign(paypal.batches[0]?.items[0] ?? {}, {
      currency_conversion: { from_amount: { currency: "USD", value: "11.43" } },
    });
    const found = await provider.lookUp("bat_1", order, "BATCH1");
    expect([...(found?.payouts.values() ?? [])]).toEqual([
      { status: "paid", reference: "BATCH1ITEM0", debited: { amount: "11.43", currency: "USD" } },
    ]);
  });

  it("is read page by page", async () => {
    const order = makeOrder(Array.from({ length: 1_001 }, () => pay(1n)));
    await provider.submit("bat_1", order);
    paypal.settle("SUCCESS");
    expect((await provider.lookUp("bat_1", order, "BATCH1"))?.payouts.size).toBe(1_001);
  });

  it.each([
    ["cut before", { when: "before", status: "cut" }],
    ["cut after", { when: "after", status: "cut" }],
    ["500 before", { when: "before", status: 500 }],
    ["503 after", { when: "after", status: 503 }],
  ] as const)("whose answer is lost (%s) is made once, and found by asking again", async (_, fault) => {
    const order = makeOrder([pay(), pay()]);
    server.fault = ({ path }) => (path === "/v1/payments/payouts" ? fault : undefined);
    await expect(provider.submit("bat_1", order)).rejects.toThrow();
    server.fault = () => undefined;
    expect(await provider.lookUp("bat_1", order, null)).toBeNull();
    const report = await provider.submit("bat_1", order);
    expect([report.reference, saidOf(order, report)]).toEqual(["BATCH1", ["submitted", "submitted"]]);
    expect(paypal.batches).toHaveLength(1);
  });

  it("is not given up for want of funds once an earlier call may have made it and spent them", async () => {
    const order = makeOrder([pay()]);
    paypal.funds = 1;
    server.fault = ({ path }) =>
      path === "/v1/payments/payouts" ? { when: "after", status: "cut" } : undefined;
    await expect(provider.submit("bat_1", order)).rejects.toThrow();
    server.fault = () => undefined;
    await expect(provider.submit("bat_1", order, true)).rejects.toThrow("PayPal answered 422");
    paypal.funds = 1;
    expect(saidOf(order, await provider.submit("bat_1", order, true))).toEqual(["submitted"]);
    expect(paypal.batches).toHaveLength(1);
  });

  it("is refused for want of funds where no call was made before", async () => {
    paypal.funds = 0;
    const order = makeOrder([pay()]);
    expect(saidOf(order, await provider.submit("bat_1", order))).toEqual(["failed: insufficient_funds"]);
  });

  it("is not given up where its key is refused and nothing links to the batch that has it", async () => {
    const order = makeOrder([pay()]);
    await provider.submit("bat_1", order);
    paypal.linksToEarlier = false;
    for (const isRepeated of [false, true]) {
      await expect(provider.submit("bat_1", order, isRepeated)).rejects.toThrow("PayPal answered 400");
    }
  });

  it("is not given up when the credentials are not good", async () => {
    const access = { clientId: "client", clientSecret: "wrong", webhookId: "WH-1" };
    const other = payPalProvider({ address: server.url, ...access });
    await expect(other.submit("bat_1", makeOrder([pay()]))).rejects.toThrow("no token");
  });
});

describe("items of PayPal that were paid", () => {
  it("are found by their references, and only where they are the payout's", async () => {
    const order = makeOrder([pay(), pay()]);
    await provider.submit("bat_1", order);
    paypal.settle("SUCCESS");
    const find = async (references: readonly string[]) => {
      const paid = order.payouts.map(({ id }, index) => ({
        ...{ id, providerKey: "bat_1", reference: references[index] ?? "" },
      }));
      return saidOf(order, { payouts: (await provider.lookUpPaid?.(paid)) ?? new Map() });
    };
    expect(await find(["BATCH1ITEM0", "BATCH1ITEM1"])).toEqual(["paid", "paid"]);
    paypal.settle("REVERSED");
    expect(await find(["BATCH1ITEM0", "BATCH1ITEM0"])).toEqual(["failed: reversed", "unknown"]);
    expect(await find(["BATCH1", "../payouts/BATCH1"])).toEqual(["unknown", "unknown"]);
  });
});

describe("callbacks of PayPal", () => {
  async function item() {
    await provider.submit("bat_1", makeOrder([pay()]));
    paypal.settle("RETURNED");
    const [first] = paypal.batches[0]?.items ?? [];
    if (!first) throw new Error("no item");
    return first;
  }
  const receivedAt = new Date("2026-11-20T10:01:00Z");

  it("tell of an item, once PayPal says that it sent them", async () => {
    const returned = await item();
    const callback = paypal.callback(returned, "WH-EVENT-1");
    expect(await provider.parseCallback({ ...callback, receivedAt })).toEqual({
      ok: true,
      value: [
        {
          ...{ eventId: "WH-EVENT-1", payoutId: returned.payout_item.sender_item_id },
          report: { status: "failed", reference: "BATCH1ITEM0", reason: "returned" },
          occurredAtMs: Date.parse("2026-11-20T10:00:00Z"),
        },
      ],
    });
  });

  it("are refused when a byte of them is another, or the proof is not there", async () => {
    const { body, headers } = paypal.callback(await item(), "WH-EVENT-1");
    const refused = { ok: false, error: { code: "signature_invalid" } };
    const forged = body.replace("RETURNED", "SUCCESS");
    expect(await provider.parseCallback({ body: forged, headers, receivedAt })).toEqual(refused);
    expect(await provider.parseCallback({ body, headers: new Headers(), receivedAt })).toEqual(refused);
    expect(await provider.parseCallback({ body: "nothing", headers, receivedAt })).toEqual({
      ok: false,
      error: { code: "malformed" },
    });
  });
});
