import type { FakeAnswer, FakeRequest } from "./fake-http.ts";

/** A transfer in Stripe's books. */
export type StripeTransfer = {
  readonly id: string;
  readonly object: "transfer";
  readonly amount: number;
  readonly currency: string;
  readonly destination: string;
  readonly transfer_group: string;
  readonly metadata: { readonly payout_id: string };
  amount_reversed: number;
  reversed: boolean;
};

/** Stripe's transfers: idempotency keys are kept with their first answer, errors too. */
export class FakeStripe {
  /** What the first transfer is called by, the others by the numbers after it. */
  firstId = 1;
  readonly transfers: StripeTransfer[] = [];
  balance = 10_000_000;
  readonly #answers = new Map<string, { readonly body: string; readonly answer: FakeAnswer }>();

  readonly handle = (request: FakeRequest): FakeAnswer => {
    if (request.headers.get("authorization") !== "Bearer sk_test_1") {
      return refusal(401, "invalid_request_error", "api_key_invalid");
    }
    const one = this.transfers.find(({ id }) => request.path === `/v1/transfers/${id}`);
    if (one && request.method === "GET") return { status: 200, body: { ...one } };
    if (request.path !== "/v1/transfers") return refusal(404, "invalid_request_error", "resource_missing");
    return request.method === "GET" ? this.#list(request) : this.#create(request);
  };

  #create({ headers, body }: FakeRequest): FakeAnswer {
    const key = headers.get("idempotency-key") ?? "";
    const kept = this.#answers.get(key);
    if (kept) return kept.body === body ? kept.answer : refusal(400, "idempotency_error", "");
    const answer = this.#transfer(new URLSearchParams(body));
    this.#answers.set(key, { body, answer });
    return answer;
  }

  #transfer(form: URLSearchParams): FakeAnswer {
    const amount = Number(form.get("amount"));
    if (!/^acct_/.test(form.get("destination") ?? ""))
      return refusal(400, "invalid_request_error", "account_invalid");
    if (amount > this.balance) return refusal(400, "invalid_request_error", "balance_insufficient");
    this.balance -= amount;
    const transfer: StripeTransfer = {
      ...{ id: `tr_${this.firstId + this.transfers.length}`, object: "transfer", amount },
      currency: form.get("currency") ?? "",
      destination: form.get("destination") ?? "",
      transfer_group: form.get("transfer_group") ?? "",
      metadata: { payout_id: form.get("metadata[payout_id]") ?? "" },
      ...{ amount_reversed: 0, reversed: false },
    };
    this.transfers.push(transfer);
    return { status: 200, body: { ...transfer } };
  }

  #list({ query }: FakeRequest): FakeAnswer {
    const all = this.transfers
      .filter((each) => each.transfer_group === query.get("transfer_group"))
      .reverse();
    const after = query.get("starting_after");
    const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
    const limit = Number(query.get("limit") ?? 10);
    const data = all.slice(from, from + limit);
    return {
      status: 200,
      body: { object: "list", data, has_more: from + limit < all.length, url: "/v1/transfers" },
    };
  }
}

function refusal(status: number, type: string, code: string): FakeAnswer {
  return { status, body: { error: { type, code, message: code } } };
}
