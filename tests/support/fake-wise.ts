import { generateKeyPairSync, sign } from "node:crypto";
import type { FakeAnswer, FakeRequest } from "./fake-http.ts";

/** A transfer in Wise's books. */
export type WiseTransfer = {
  readonly id: number;
  readonly targetAccount: number;
  readonly customerTransactionId: string;
  readonly targetValue: number;
  readonly targetCurrency: string;
  readonly sourceValue: number;
  readonly sourceCurrency: string;
  status: string;
};

type Quote = {
  readonly targetAmount: number;
  readonly targetCurrency: string;
  readonly sourceCurrency: string;
};
/** What a unit of another currency costs of the balance. */
const RATE = 1.25;

/** Wise's transfers: one for each `customerTransactionId`, funded once, from a balance that may be too small. */
export class FakeWise {
  readonly transfers: WiseTransfer[] = [];
  balance = 1_000_000;
  /** True once it takes no more quotes. */
  refusesQuotes = false;
  /** What the first transfer is called by, the others by the numbers after it. */
  firstId = 1_000;
  readonly #quotes = new Map<string, Quote>();
  readonly #keys = generateKeyPairSync("rsa", { modulusLength: 2_048 });

  /** Base64 of the public key that callbacks are signed with. */
  get publicKey(): string {
    return this.#keys.publicKey.export({ type: "spki", format: "der" }).toString("base64");
  }

  readonly handle = (request: FakeRequest): FakeAnswer => {
    const { method, path, headers, body } = request;
    if (headers.get("authorization") !== "Bearer wise-token") return { status: 401, body: {} };
    if (path === "/v3/profiles/7/quotes") return this.#quote(JSON.parse(body));
    if (path === "/v1/transfers")
      return method === "GET" ? this.#list(request) : this.#create(JSON.parse(body));
    const id = Number(/\/transfers\/(\d+)/.exec(path)?.[1]);
    const transfer = this.transfers.find((each) => each.id === id);
    if (!transfer) return { status: 404, body: { errors: [{ code: "not.found" }] } };
    if (path.endsWith("/payments")) return this.#fund(transfer);
    if (path.endsWith("/cancel") && method === "PUT") transfer.status = "cancelled";
    return { status: 200, body: { ...transfer } };
  };

  /** A callback of a transfer's new state, signed as Wise signs it. */
  callback(id: number, state: string, occurredAt: string) {
    const data = {
      resource: { type: "transfer", id, profile_id: 7 },
      current_state: state,
      occurred_at: occurredAt,
    };
    const body = JSON.stringify({ data, event_type: "transfers#state-change", schema_version: "2.0.0" });
    const signature = sign("sha256", Buffer.from(body), this.#keys.privateKey).toString("base64");
    return { body, headers: new Headers({ "x-signature-sha256": signature }) };
  }

  #quote(quote: Quote): FakeAnswer {
    if (this.refusesQuotes) return { status: 422, body: { errors: [{ code: "RECIPIENT_INACTIVE" }] } };
    const id = `quote-${this.#quotes.size + 1}`;
    this.#quotes.set(id, quote);
    return { status: 200, body: { id } };
  }

  #create(given: { targetAccount: number; quoteUuid: string; customerTransactionId: string }): FakeAnswer {
    const earlier = this.transfers.find(
      ({ customerTransactionId }) => customerTransactionId === given.customerTransactionId,
    );
    if (earlier) return { status: 200, body: { ...earlier } };
    const quote = this.#quotes.get(given.quoteUuid);
    if (!quote) return { status: 422, body: { errors: [{ code: "NOT_VALID", path: "quoteUuid" }] } };
    if (given.targetAccount === 404)
      return { status: 422, body: { errors: [{ code: "RECIPIENT_INACTIVE" }] } };
    const transfer: WiseTransfer = {
      id: this.firstId + this.transfers.length,
      ...{ targetAccount: given.targetAccount, customerTransactionId: given.customerTransactionId },
      ...{ targetValue: quote.targetAmount, targetCurrency: quote.targetCurrency },
      sourceValue: quote.targetAmount * (quote.sourceCurrency === quote.targetCurrency ? 1 : RATE),
      sourceCurrency: quote.sourceCurrency,
      status: "incoming_payment_waiting",
    };
    this.transfers.push(transfer);
    return { status: 200, body: { ...transfer } };
  }

  #fund(transfer: WiseTransfer): FakeAnswer {
    if (transfer.status !== "incoming_payment_waiting") {
      return {
        status: 200,
        body: { type: "BALANCE", status: "REJECTED", errorCode: "transfer.already_funded" },
      };
    }
    if (transfer.targetValue > this.balance) {
      return {
        status: 200,
        body: { type: "BALANCE", status: "REJECTED", errorCode: "balance.payment-option-unavailable" },
      };
    }
    this.balance -= transfer.targetValue;
    transfer.status = "processing";
    return { status: 201, body: { type: "BALANCE", status: "COMPLETED", errorCode: null } };
  }

  #list({ query }: FakeRequest): FakeAnswer {
    const offset = Number(query.get("offset"));
    const limit = Number(query.get("limit"));
    const newest = [...this.transfers].reverse();
    return { status: 200, body: newest.slice(offset, offset + limit) };
  }
}
