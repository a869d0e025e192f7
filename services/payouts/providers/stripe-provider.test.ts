import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeServer, serveFake } from "../../../tests/support/fake-http.ts";
import { FakeStripe } from "../../../tests/support/fake-stripe.ts";
import { type MadePayout, makeOrder, saidOf } from "../../../tests/support/payout-orders.ts";
import type { PayoutProvider } from "../provider.ts";
import { stripeProvider } from "./stripe-provider.ts";

const SECRET = "whsec_test";
let stripe: FakeStripe;
let server: FakeServer;
let provider: PayoutProvider;

beforeEach(async () => {
  stripe = new FakeStripe();
  server = await serveFake(stripe.handle);
  provider = stripeProvider({ secretKey: "sk_test_1", webhookSecret: SECRET, address: server.url });
});
afterEach(() => server.stop());

const to = (accountId: string, amountMinor = 1_000n): MadePayout => ({
  amountMinor,
  method: { kind: "stripe", accountId },
});
const GOOD = to("acct_12345678");

describe("transfers to connected accounts", () => {
  it("are paid at once, with their payout and the order's key on them", async () => {
    const order = makeOrder([to("acct_12345678", 1_050n), to("acct_87654321", 99n)]);
    expect(saidOf(order, await provider.submit("bat_1", order))).toEqual(["paid", "paid"]);
    expect(stripe.transfers).toMatchObject(
      order.payouts.map(({ id, amountMinor }) => ({
        ...{ amount: Number(amountMinor), currency: "eur", transfer_group: "bat_1" },
        metadata: { payout_id: id },
      })),
    );
  });

  it.each([
    ["JPY", 500n, 500],
    ["MGA", 500n, 5],
    ["ISK", 5n, 500],
    ["KWD", 5_120n, 5_120],
  ])("have amounts as Stripe writes %s", async (currency, minor, amount) => {
    await provider.submit("bat_1", makeOrder([to("acct_12345678", minor)], { currency }));
    expect(stripe.transfers).toMatchObject([{ amount, currency: currency.toLowerCase() }]);
  });

  it("are refused one by one, each with its reason, and nothing is rounded", async () => {
    stripe.balance = 5_000;
    const order = makeOrder([GOOD, to("no account"), to("acct_12345678", 6_000n), {}]);
    expect(saidOf(order, await provider.submit("bat_1", order))).toEqual([
      "paid",
      "failed: account_invalid",
      "failed: balance_insufficient",
      "failed: no_stripe_account",
    ]);
    const dinars = makeOrder([to("acct_12345678", 5_124n)], { currency: "KWD" });
    expect(saidOf(dinars, await provider.submit("bat_2", dinars))).toEqual([
      "failed: amount_not_representable",
    ]);
  });

  it.each([
    ["the connection is cut before", { when: "before", status: "cut" }, 0],
    ["the connection is cut after", { when: "after", status: "cut" }, 1],
    ["Stripe fails before", { when: "before", status: 500 }, 0],
    ["Stripe fails after", { when: "after", status: 502 }, 1],
    ["too many ask", { when: "before", status: 429 }, 0],
    ["another is under way", { when: "before", status: 409 }, 0],
    ["the key is no longer good", { when: "before", status: 401 }, 0],
  ] as const)("are not known when %s; looked up, and paid once in the end", async (_, fault, made) => {
    const order = makeOrder([GOOD, GOOD]);
    const [, second] = order.payouts;
    server.fault = ({ body }) => (body.includes(second?.id ?? "") ? fault : undefined);
    expect(saidOf(order, await provider.submit("bat_1", order))).toEqual(["paid", "unknown"]);
    server.fault = ({ method }) => (method === "GET" ? fault : undefined);
    await expect(provider.lookUp("bat_1", order, null)).rejects.toThrow();
    server.fault = () => undefined;
    const found = await provider.lookUp("bat_1", order, null);
    expect(saidOf(order, found)).toEqual(["paid", made === 1 ? "paid" : "unknown"]);
    await provider.submit("bat_1", order);
    expect(stripe.transfers).toHaveLength(2);
  });

  it("are found on every page of the list, of this order alone", async () => {
    const order = makeOrder(Array.from({ length: 120 }, () => to("acct_12345678", 1n)));
    await provider.submit("bat_1", order);
    await provider.submit("bat_2", makeOrder([GOOD]));
    const found = await provider.lookUp("bat_1", order, null);
    expect(new Set(saidOf(order, found))).toEqual(new Set(["paid"]));
    expect(found?.payouts.size).toBe(120);
  });

  it("need a person where a key was used for another transfer", async () => {
    const order = makeOrder([GOOD]);
    await provider.submit("bat_1", order);
    const [first] = order.payouts;
    const other = { ...order, payouts: [{ ...first, amountMinor: 1n }] } as typeof order;
    expect(saidOf(other, await provider.submit("bat_1", other))).toEqual([
      "needs_review: key_used_for_another_transfer",
    ]);
  });
});

describe("transfers that were paid", () => {
  it("are found by their references, and only where they are the payout's", async () => {
    const order = makeOrder([GOOD, GOOD]);
    await provider.submit("bat_1", order);
    const idOf = (index: number) =>
      stripe.transfers.find(({ metadata }) => metadata.payout_id === order.payouts[index]?.id)?.id ?? "";
    const find = async (references: readonly string[]) => {
      const paid = order.payouts.map(({ id }, index) => ({
        ...{ id, providerKey: "bat_1", reference: references[index] ?? "" },
      }));
      return saidOf(order, { payouts: (await provider.lookUpPaid?.(paid)) ?? new Map() });
    };
    expect(await find([idOf(0), idOf(1)])).toEqual(["paid", "paid"]);
    for (const transfer of stripe.transfers) transfer.reversed = true;
    expect(await find([idOf(0), idOf(0)])).toEqual(["failed: reversed", "unknown"]);
    expect(await find(["tr_999", "a reference of a person"])).toEqual(["unknown", "unknown"]);
  });
});

describe("callbacks of Stripe", () => {
  const receivedAt = new Date("2026-11-20T10:00:00Z");
  const created = receivedAt.getTime() / 1_000;

  async function callback(type: string, change: object, { secret = SECRET, signedAt = created } = {}) {
    const order = makeOrder([GOOD]);
    await provider.submit("bat_1", order);
    const object = { ...stripe.transfers[0], ...change };
    const body = JSON.stringify({ id: "evt_1", object: "event", type, created, data: { object } });
    const header = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: signedAt });
    const parsed = await provider.parseCallback({
      body,
      headers: new Headers({ "stripe-signature": header }),
      receivedAt,
    });
    return { parsed, payoutId: order.payouts[0]?.id };
  }

  it("tell of a transfer that was reversed, or in part", async () => {
    const whole = await callback("transfer.reversed", { reversed: true, amount_reversed: 1_000 });
    expect(whole.parsed).toEqual({
      ok: true,
      value: [
        {
          ...{ eventId: "evt_1", payoutId: whole.payoutId, occurredAtMs: receivedAt.getTime() },
          report: { status: "failed", reference: "tr_1", reason: "reversed" },
        },
      ],
    });
    expect((await callback("transfer.updated", { amount_reversed: 1 })).parsed).toMatchObject({
      value: [{ report: { status: "needs_review", reason: "reversed_in_part" } }],
    });
  });

  it("are taken only if Stripe signed them, and lately", async () => {
    const wrong = await callback("transfer.created", {}, { secret: "whsec_other" });
    expect(wrong.parsed).toEqual({ ok: false, error: { code: "signature_invalid" } });
    const old = await callback("transfer.created", {}, { signedAt: created - 301 });
    expect(old.parsed).toEqual({ ok: false, error: { code: "too_old" } });
    const headers = new Headers();
    expect(await provider.parseCallback({ body: "{}", headers, receivedAt })).toMatchObject({ ok: false });
  });

  it("of other things, and of transfers that are not ours, are nothing to us", async () => {
    expect((await callback("account.updated", {})).parsed).toEqual({ ok: true, value: [] });
    expect((await callback("transfer.created", { metadata: {} })).parsed).toEqual({ ok: true, value: [] });
  });
});
