import { type FakeServer, serveFake } from "../tests/support/fake-http.ts";
import { FakePayPal } from "../tests/support/fake-paypal.ts";
import { FakeStripe } from "../tests/support/fake-stripe.ts";
import { FakeWise } from "../tests/support/fake-wise.ts";

/** Stand-ins for the providers of payouts, each with books of its own. */
export type PayoutFakes = {
  /** Where they are, as `PAYOUT_ADDRESSES`. */
  readonly addresses: string;
  /** What Wise signs its callbacks with, made anew with each start. */
  readonly wisePublicKey: string;
  /** What left the merchant's accounts, as the providers have it. */
  books(): { readonly stripe: unknown; readonly paypal: unknown; readonly wise: unknown };
  /** Lets what is on its way arrive, and tells of it by callbacks; gives how many were taken. */
  settle(to: { readonly apiUrl: string; readonly workspaceId: string }): Promise<number>;
  stop(): Promise<void>;
};

/** Starts fakes of Stripe, PayPal and Wise on 127.0.0.1. What they have paid is forgotten when they stop. */
export async function startPayoutFakes(): Promise<PayoutFakes> {
  const [stripe, paypal, wise] = [new FakeStripe(), new FakePayPal(), new FakeWise()];
  // Postgres outlives the fakes, and knows payouts and callbacks by these numbers: those of an earlier start must not come again.
  const firstId = Math.floor(Date.now() / 1_000);
  for (const fake of [stripe, paypal, wise]) fake.firstId = firstId;
  const servers: Record<string, FakeServer> = {
    stripe: await serveFake(stripe.handle),
    paypal: await serveFake(paypal.handle),
    wise: await serveFake(wise.handle),
  };
  return {
    addresses: Object.entries(servers)
      .map(([name, { url }]) => `${name}=${url}`)
      .join(","),
    wisePublicKey: wise.publicKey,
    books: () => ({ stripe: stripe.transfers, paypal: paypal.batches, wise: wise.transfers }),
    settle: async ({ apiUrl, workspaceId }) => {
      const callbacks = [
        ...settledItems(paypal).map((callback) => ({ provider: "paypal", callback })),
        ...settledTransfers(wise).map((callback) => ({ provider: "wise", callback })),
      ];
      let taken = 0;
      for (const { provider, callback } of callbacks) {
        const url = `${apiUrl}/v1/payout-callbacks/${provider}/${workspaceId}`;
        const { status } = await fetch(url, { method: "POST", ...callback });
        if (status === 200) taken += 1;
      }
      return taken;
    },
    stop: async () => void (await Promise.all(Object.values(servers).map((server) => server.stop()))),
  };
}

function settledItems(paypal: FakePayPal) {
  const open = paypal.batches
    .flatMap(({ items }) => items)
    .filter((item) => item.transaction_status === "PENDING");
  return open.map((item) => {
    item.transaction_status = "SUCCESS";
    return paypal.callback({ ...item }, `WH-${item.payout_item_id}`, new Date().toISOString());
  });
}

function settledTransfers(wise: FakeWise) {
  const open = wise.transfers.filter(({ status }) => status === "processing");
  return open.map((transfer) => {
    transfer.status = "outgoing_payment_sent";
    return wise.callback(transfer.id, transfer.status, new Date().toISOString());
  });
}
