import type { FakeAnswer, FakeRequest } from "./fake-http.ts";

/** An item of a payout in PayPal's books. */
export type PayPalItem = {
  readonly payout_item_id: string;
  transaction_status: string;
  readonly payout_batch_id: string;
  readonly payout_item: {
    readonly sender_item_id: string;
    readonly receiver: string;
    readonly amount: { readonly value: string; readonly currency: string };
  };
};

type Batch = { readonly id: string; readonly key: string; status: string; readonly items: PayPalItem[] };

const NO_DECIMALS = ["HUF", "JPY", "TWD"];

/** PayPal's Payouts: a key is refused a second time with a link to the first batch, and items end by themselves. */
export class FakePayPal {
  /** What the first batch is called by, the others by the numbers after it. */
  firstId = 1;
  readonly batches: Batch[] = [];
  /** Bodies of callbacks that are PayPal's own. */
  readonly genuine = new Set<string>();
  /** How many more batches the balance suffices for; it is looked at before the key is. */
  funds = 1_000;
  /** False where a refused key comes without a link to its batch. */
  linksToEarlier = true;

  readonly handle = (request: FakeRequest): FakeAnswer => {
    const { method, path, headers } = request;
    if (path === "/v1/oauth2/token") return token(headers);
    if (headers.get("authorization") !== "Bearer a-token")
      return { status: 401, body: { name: "UNAUTHORIZED" } };
    if (path === "/v1/payments/payouts" && method === "POST") return this.#create(JSON.parse(request.body));
    if (path === "/v1/notifications/verify-webhook-signature") return this.#verify(request.body);
    const item = this.batches
      .flatMap(({ items }) => items)
      .find(({ payout_item_id: id }) => path === `/v1/payments/payouts-item/${id}`);
    if (item) return { status: 200, body: item };
    const batch = this.batches.find(({ id }) => path === `/v1/payments/payouts/${id}`);
    if (!batch) return { status: 404, body: { name: "INVALID_RESOURCE_ID" } };
    const size = Number(request.query.get("page_size"));
    const from = (Number(request.query.get("page")) - 1) * size;
    return { status: 200, body: { ...header(batch), items: batch.items.slice(from, from + size) } };
  };

  /** Ends every item with a status. */
  settle(status: string): void {
    for (const batch of this.batches) for (const item of batch.items) item.transaction_status = status;
  }

  /** A callback of an item, as PayPal sends it. */
  callback(item: PayPalItem, id: string, createTime = "2026-11-20T10:00:00Z") {
    const body = JSON.stringify({
      ...{ id, create_time: createTime, event_type: `PAYMENT.PAYOUTS-ITEM.${item.transaction_status}` },
      resource: item,
    });
    this.genuine.add(body);
    const headers = ["auth-algo", "cert-url", "transmission-id", "transmission-sig", "transmission-time"];
    return { body, headers: new Headers(headers.map((name): [string, string] => [`paypal-${name}`, name])) };
  }

  #create(given: {
    sender_batch_header: { sender_batch_id: string };
    items: { sender_item_id: string; receiver: string; amount: { value: string; currency: string } }[];
  }): FakeAnswer {
    const key = given.sender_batch_header.sender_batch_id;
    if (this.funds <= 0) return { status: 422, body: { name: "INSUFFICIENT_FUNDS", details: [] } };
    const earlier = this.batches.find((batch) => batch.key === key);
    if (earlier) return duplicate(earlier.id, this.linksToEarlier);
    const bad = given.items.find(({ amount }) => !isAmount(amount));
    if (bad)
      return {
        status: 400,
        body: { name: "VALIDATION_ERROR", details: [{ issue: "DECIMALS_NOT_SUPPORTED" }] },
      };
    const id = `BATCH${this.firstId + this.batches.length}`;
    const items = given.items.map((item, index) => ({
      ...{ payout_item_id: `${id}ITEM${index}`, transaction_status: "PENDING", payout_batch_id: id },
      payout_item: item,
    }));
    const batch = { id, key, status: "PENDING", items };
    this.batches.push(batch);
    this.funds -= 1;
    return { status: 201, body: header(batch) };
  }

  #verify(body: string): FakeAnswer {
    const { webhook_id: webhook } = JSON.parse(body);
    const passedOn = body.slice(body.indexOf(',"webhook_event":') + 17, -1);
    const isGenuine = webhook === "WH-1" && this.genuine.has(passedOn);
    return { status: 200, body: { verification_status: isGenuine ? "SUCCESS" : "FAILURE" } };
  }
}

const isAmount = ({ value, currency }: { value: string; currency: string }): boolean =>
  (NO_DECIMALS.includes(currency) ? /^\d+$/ : /^\d+\.\d\d$/).test(value);

const header = ({ id, key, status }: Batch) => ({
  batch_header: { payout_batch_id: id, batch_status: status, sender_batch_header: { sender_batch_id: key } },
});

function token(headers: Headers): FakeAnswer {
  const isKnown = headers.get("authorization") === `Basic ${btoa("client:secret")}`;
  return isKnown
    ? { status: 200, body: { access_token: "a-token", expires_in: 32_400 } }
    : { status: 401, body: { error: "invalid_client" } };
}

function duplicate(id: string, isLinked: boolean): FakeAnswer {
  const href = `https://api-m.paypal.com/v1/payments/payouts/${id}`;
  const link = isLinked ? [{ href, rel: "self", method: "GET" }] : [];
  const issue = "Batch with given sender_batch_id already exists";
  return {
    status: 400,
    body: { name: "USER_BUSINESS_ERROR", details: [{ field: "SENDER_BATCH_ID", issue, link }] },
  };
}
