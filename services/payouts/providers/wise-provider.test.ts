import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeServer, serveFake } from "../../../tests/support/fake-http.ts";
import { FakeWise } from "../../../tests/support/fake-wise.ts";
import { type MadePayout, makeOrder, saidOf } from "../../../tests/support/payout-orders.ts";
import type { PayoutProvider } from "../provider.ts";
import { wiseProvider } from "./wise-provider.ts";

let wise: FakeWise;
let server: FakeServer;
let provider: PayoutProvider;

beforeEach(async () => {
  wise = new FakeWise();
  server = await serveFake(wise.handle);
  provider = wiseProvider({
    ...{ address: server.url, token: "wise-token", profileId: "7", balanceCurrency: "EUR" },
    publicKey: wise.publicKey,
  });
});
afterEach(() => server.stop());

const to = (recipientId: string, amountMinor = 1_050n): MadePayout => ({
  amountMinor,
  method: { kind: "wise", recipientId },
});

describe("transfers of Wise", () => {
  it("are quoted, made and funded, each once", async () => {
    const order = makeOrder([to("501", 1_050n), to("502", 99n)]);
    expect(saidOf(order, await provider.submit("bat_1", order))).toEqual(["submitted", "submitted"]);
    expect(saidOf(order, await provider.submit("bat_1", order))).toEqual(["submitted", "submitted"]);
    const made = wise.transfers.map(({ targetAccount, targetValue }) => [targetAccount, targetValue]).sort();
    expect(made).toEqual([
      [501, 10.5],
      [502, 0.99],
    ]);
    expect(wise.balance).toBeCloseTo(1_000_000 - 11.49, 2);
  });

  it("have their amount in the request digit by digit", async () => {
    await provider.submit("bat_1", makeOrder([to("501", 100_000_000_000_001n)]));
    expect(server.requests[0]?.body).toContain('"targetAmount":1000000000000.01');
    await provider.submit("bat_2", makeOrder([to("501", 500n)], { currency: "JPY" }));
    expect(server.requests.find(({ body }) => body.includes("JPY"))?.body).toContain('"targetAmount":500}');
  });

  it("tell what they cost in the currency of the balance, when they are made and when they are looked up", async () => {
    const order = makeOrder([to("501", 1_000n)], { currency: "USD" });
    const debited = { amount: "12.5", currency: "EUR" };
    const made = await provider.submit("bat_1", order);
    expect([...made.payouts.values()]).toEqual([{ status: "submitted", reference: "1000", debited }]);
    const found = await provider.lookUp("bat_1", order, null);
    expect([...(found?.payouts.values() ?? [])]).toEqual([
      { status: "submitted", reference: "1000", debited },
    ]);
  });

  it("are refused one by one; what cannot be funded is ended, so that nobody funds it later", async () => {
    wise.balance = 20;
    const order = makeOrder([to("501", 1_000n), to("404"), to("502", 5_000n), {}]);
    expect(saidOf(order, await provider.submit("bat_1", order))).toEqual([
      "submitted",
      "failed: recipient_inactive",
      "failed: balance.payment-option-unavailable",
      "failed: no_wise_recipient",
    ]);
    expect(wise.transfers.map(({ status }) => status).sort()).toEqual(["cancelled", "processing"]);
  });

  const LOST = [
    ["the quote", "/quotes"],
    ["the transfer", "/v1/transfers"],
    ["the funding", "/payments"],
  ] as const;
  const FAULTS = [
    { when: "before", status: "cut" },
    { when: "after", status: "cut" },
    { when: "after", status: 500 },
    { when: "before", status: 401 },
  ] as const;
  it.each(LOST.flatMap(([what, path]) => FAULTS.map((fault) => [what, fault, path] as const)))(
    "are paid once though the answer to %s is lost (%o)",
    async (_, fault, path) => {
      const order = makeOrder([to("501", 1_000n)]);
      server.fault = (request) => (request.path.endsWith(path) ? fault : undefined);
      expect(saidOf(order, await provider.submit("bat_1", order))).toEqual(["unknown"]);
      server.fault = () => undefined;
      const isFunded = wise.balance < 1_000_000;
      const found = await provider.lookUp("bat_1", order, null);
      expect(saidOf(order, found)).toEqual([isFunded ? "submitted" : "unknown"]);
      expect(saidOf(order, await provider.submit("bat_1", order))).toEqual(["submitted"]);
      expect(wise.transfers).toHaveLength(1);
      expect(wise.balance).toBe(999_990);
    },
  );

  it("that wait for their funds are funded though the recipient would be refused by now", async () => {
    const order = makeOrder([to("501", 1_000n)]);
    server.fault = ({ path }) => (path.endsWith("/payments") ? { when: "before", status: "cut" } : undefined);
    expect(saidOf(order, await provider.submit("bat_1", order))).toEqual(["unknown"]);
    server.fault = () => undefined;
    wise.refusesQuotes = true;
    expect(saidOf(order, await provider.lookUp("bat_1", order, null))).toEqual(["unknown"]);
    expect(saidOf(order, await provider.submit("bat_1", order))).toEqual(["submitted"]);
    expect(wise.transfers.map(({ status }) => status)).toEqual(["processing"]);
  });

  it("are not said to be missing where there are more transfers than are looked through", async () => {
    const order = makeOrder([to("501", 1_000n)]);
    await provider.submit("bat_1", order);
    const [one] = wise.transfers;
    if (!one) throw new Error("no transfer");
    for (let index = 0; index < 20_000; index += 1) {
      wise.transfers.push({ ...one, id: 2_000 + index, customerTransactionId: `another-${index}` });
    }
    await expect(provider.lookUp("bat_1", order, null)).rejects.toThrow("more transfers");
  });

  it("are found on later pages, and of this order alone", async () => {
    const order = makeOrder([to("501")]);
    await provider.submit("bat_1", order);
    await provider.submit("bat_2", makeOrder(Array.from({ length: 120 }, () => to("502", 1n))));
    expect(saidOf(order, await provider.lookUp("bat_1", order, null))).toEqual(["submitted"]);
    expect(saidOf(order, await provider.lookUp("bat_3", order, null))).toEqual(["unknown"]);
  });
});

describe("transfers of Wise that were paid", () => {
  it("are found by their references, and only where they are the payout's", async () => {
    const order = makeOrder([to("501", 1_000n), to("502", 1_000n)]);
    await provider.submit("bat_1", order);
    const paid = order.payouts.map(({ id }, index) => ({
      ...{ id, providerKey: "bat_1" },
      reference: String(wise.transfers.find(({ targetAccount }) => targetAccount === 501 + index)?.id),
    }));
    for (const transfer of wise.transfers) transfer.status = "outgoing_payment_sent";
    expect(saidOf(order, await lookUpPaid(paid))).toEqual(["paid", "paid"]);
    for (const transfer of wise.transfers) transfer.status = "funds_refunded";
    expect(saidOf(order, await lookUpPaid(paid))).toEqual([
      "failed: funds_refunded",
      "failed: funds_refunded",
    ]);
    const [one, other] = paid;
    const wrong = [
      { ...one, reference: other?.reference },
      { ...other, reference: "../v1/transfers" },
    ] as typeof paid;
    expect(saidOf(order, await lookUpPaid(wrong))).toEqual(["unknown", "unknown"]);
    server.fault = () => ({ when: "before", status: 500 });
    expect(saidOf(order, await lookUpPaid(paid))).toEqual(["unknown", "unknown"]);
  });

  const lookUpPaid = async (paid: Parameters<NonNullable<PayoutProvider["lookUpPaid"]>>[0]) => ({
    payouts: (await provider.lookUpPaid?.(paid)) ?? new Map(),
  });
});

describe("callbacks of Wise", () => {
  const receivedAt = new Date("2026-11-20T10:01:00Z");
  const AT = "2026-11-20T10:00:00Z";

  it.each([
    ["incoming_payment_waiting", { status: "submitted" }],
    ["processing", { status: "submitted" }],
    ["funds_converted", { status: "submitted" }],
    ["bounced_back", { status: "submitted" }],
    ["outgoing_payment_sent", { status: "paid" }],
    ["funds_refunded", { status: "failed", reason: "funds_refunded" }],
    ["cancelled", { status: "failed", reason: "cancelled" }],
    ["charged_back", { status: "needs_review", reason: "status_charged_back" }],
  ])("tell that a transfer is %s", async (state, report) => {
    const parsed = await provider.parseCallback({ ...wise.callback(1_000, state, AT), receivedAt });
    expect(parsed).toEqual({
      ok: true,
      value: [
        {
          ...{ eventId: `1000:${state}:${Date.parse(AT)}`, payoutId: null, occurredAtMs: Date.parse(AT) },
          report: { reference: "1000", ...report },
        },
      ],
    });
  });

  it("are refused unless Wise signed just this", async () => {
    const { body, headers } = wise.callback(1_000, "funds_refunded", AT);
    const refused = { ok: false, error: { code: "signature_invalid" } };
    const forged = body.replace("1000", "1001");
    expect(await provider.parseCallback({ body: forged, headers, receivedAt })).toEqual(refused);
    for (const signature of ["", "!", "AAAA"]) {
      const wrong = new Headers({ "x-signature-sha256": signature });
      expect(await provider.parseCallback({ body, headers: wrong, receivedAt })).toEqual(refused);
    }
  });
});
