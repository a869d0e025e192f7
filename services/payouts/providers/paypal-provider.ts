import { decimalFor, PAYPAL_AMOUNTS, takenAmounts } from "../../../core/payout/provider-amount.ts";
import { isId, type PayoutId } from "../../../core/shared/id.ts";
import { fail, ok, type Result } from "../../../core/shared/result.ts";
import type {
  CallbackProblem,
  OrderReport,
  PaidPayout,
  PayoutOrder,
  PayoutProvider,
  PayoutReport,
  ProviderCallback,
  ProviderEvent,
  ToldSum,
} from "../provider.ts";
import { callProvider, memberOf, type ProviderAnswer, type ProviderCall, textOf } from "./http.ts";
import { oneByOne } from "./one-by-one.ts";

/** How PayPal is reached: as an app, and the webhook its callbacks belong to. */
export type PayPalAccess = {
  /** `https://api-m.paypal.com`, or the sandbox's. */
  readonly address: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookId: string;
};

/** A `sender_batch_id` is refused a second time for this long; a day less, for clocks. */
const KEY_LIVES_MS = 29 * 86_400_000;
const ITEMS_MAX = 15_000;
const PAGE = 1_000;
const PAGES_MAX = 15;

/**
 * Pays by PayPal Payouts, to email addresses. A batch is taken on as a whole and its items end one by one, up to
 * 30 days later; it is looked up by PayPal's own id of it, which a lost answer keeps from us: then submitting
 * again under the same key leads to it.
 */
export function payPalProvider(access: PayPalAccess): PayoutProvider {
  const client = new PayPalClient(access);
  return {
    capabilities: {
      payoutsPerOrderMax: ITEMS_MAX,
      looksUpByKey: false,
      keyLivesMs: KEY_LIVES_MS,
      settlesLater: true,
      news: "callbacks",
    },
    submit: (providerKey, order, isRepeated = false) =>
      submitBatch(client, providerKey, { order, isRepeated }),
    lookUp: async (_, order, reference) => (reference === null ? null : readBatch(client, reference, order)),
    lookUpPaid: async (paid) => (await oneByOne(paid, (payout) => findPaid(client, payout))).payouts,
    parseCallback: (callback) => parseCallback(client, callback),
  };
}

async function submitBatch(
  client: PayPalClient,
  providerKey: string,
  { order, isRepeated }: { readonly order: PayoutOrder; readonly isRepeated: boolean },
): Promise<OrderReport> {
  const { items, refused } = itemsOf(order);
  if (items.length === 0) return { reference: null, payouts: refused };
  const answer = await client.call("POST", "/v1/payments/payouts", {
    sender_batch_header: { sender_batch_id: providerKey, email_subject: "You have received a payout" },
    items,
  });
  const reference = textOf(answer.body, "batch_header", "payout_batch_id") ?? originalOf(answer);
  if (reference !== undefined) return takenOn(client, { answer, reference, order, refused });
  if (!isRefusal(answer, isRepeated)) throw new Error(`PayPal answered ${answer.status}`);
  const reason = textOf(answer.body, "name")?.toLowerCase() ?? "refused";
  const all = items.map(({ sender_item_id: id }): [PayoutId, PayoutReport] => [id, failed(reason)]);
  return { reference: null, payouts: new Map([...refused, ...all]) };
}

/**
 * True where the batch is not at PayPal. Credentials that are not good refuse no payout. That the key is used says that it is
 * there; and where an earlier call may have made it, only what is wrong with the request itself refused that one too: the
 * balance, say, may be too small since it was paid.
 */
function isRefusal({ status, body }: ProviderAnswer, isRepeated: boolean): boolean {
  if (status < 400 || status === 401 || status === 403) return false;
  if (/sender_batch_id|duplicate/i.test(JSON.stringify(body))) return false;
  return !isRepeated || textOf(body, "name") === "VALIDATION_ERROR";
}

/** The items that PayPal can be asked for, and why it cannot for the others. */
function itemsOf({ currency, payouts }: PayoutOrder) {
  const refused = new Map<PayoutId, PayoutReport>();
  const items = payouts.flatMap(({ id, recipient: { method }, amountMinor }) => {
    const value = decimalFor(PAYPAL_AMOUNTS, amountMinor, currency);
    if (takenAmounts("paypal", currency) === null) refused.set(id, failed("currency_not_supported"));
    else if (method?.kind !== "paypal") refused.set(id, failed("no_paypal_account"));
    else if (value === null) refused.set(id, failed("amount_not_representable"));
    else {
      const amount = { value, currency };
      return [{ recipient_type: "EMAIL", receiver: method.email, amount, sender_item_id: id }];
    }
    return [];
  });
  return { items, refused };
}

/** The batch that has the same key already: the refusal links to it. */
function originalOf({ body }: ProviderAnswer): string | undefined {
  const links = [memberOf(body, "links"), memberOf(body, "details", 0, "link")].flat();
  const hrefs = links.map((link) => textOf(link, "href") ?? "");
  return hrefs.map((href) => /\/payouts\/([A-Z0-9]+)(?:\?|$)/.exec(href)?.[1]).find((id) => id !== undefined);
}

async function takenOn(
  client: PayPalClient,
  {
    answer,
    reference,
    order,
    refused,
  }: {
    readonly answer: ProviderAnswer;
    readonly reference: string;
    readonly order: PayoutOrder;
    readonly refused: ReadonlyMap<PayoutId, PayoutReport>;
  },
): Promise<OrderReport> {
  if (answer.status < 300) {
    const report: PayoutReport = { status: "submitted", reference };
    const sent = order.payouts.filter(({ id }) => !refused.has(id));
    return { reference, payouts: new Map([...refused, ...sent.map(({ id }) => [id, report] as const)]) };
  }
  const earlier = await readBatch(client, reference, order);
  return { reference, payouts: new Map([...refused, ...earlier.payouts]) };
}

/** Reads what became of each item of a batch, page by page; a batch that is denied has paid nothing. */
async function readBatch(client: PayPalClient, reference: string, order: PayoutOrder): Promise<OrderReport> {
  const payouts = new Map<PayoutId, PayoutReport>();
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const path = `/v1/payments/payouts/${reference}?page=${page}&page_size=${PAGE}`;
    const { status, body } = await client.call("GET", path);
    if (status !== 200) throw new Error(`PayPal answered ${status} for a batch`);
    if (textOf(body, "batch_header", "batch_status") === "DENIED") {
      return { reference, payouts: new Map(order.payouts.map(({ id }) => [id, failed("batch_denied")])) };
    }
    const items = memberOf(body, "items");
    if (!Array.isArray(items) || items.length === 0) break;
    for (const item of items) {
      const payoutId = payoutIdOf(item);
      if (payoutId !== null) payouts.set(payoutId, reportOf(item));
    }
    if (items.length < PAGE) break;
  }
  return { reference, payouts };
}

/** Null where what the reference finds is not the payout's. */
async function findPaid(client: PayPalClient, { id, reference }: PaidPayout): Promise<PayoutReport | null> {
  const path = `/v1/payments/payouts-item/${encodeURIComponent(reference)}`;
  const { status, body } = await client.call("GET", path);
  return status === 200 && payoutIdOf(body) === id ? reportOf(body) : null;
}

function payoutIdOf(item: unknown): PayoutId | null {
  const id = textOf(item, "payout_item", "sender_item_id") ?? "";
  return isId("pay", id) ? id : null;
}

const IN_TRANSIT = ["NEW", "PENDING", "ONHOLD", "UNCLAIMED"];
const NOT_PAID = ["FAILED", "RETURNED", "BLOCKED", "REFUNDED", "REVERSED", "DENIED", "CANCELED"];

function reportOf(item: unknown): PayoutReport {
  const status = textOf(item, "transaction_status") ?? "";
  const reference = textOf(item, "payout_item_id") ?? null;
  if (status === "SUCCESS") return { status: "paid", reference, ...debitedOf(item) };
  if (IN_TRANSIT.includes(status)) return { status: "submitted", reference };
  if (!NOT_PAID.includes(status)) return { status: "needs_review", reference, reason: `status_${status}` };
  return { status: "failed", reference, reason: (textOf(item, "errors", "name") ?? status).toLowerCase() };
}

/** What PayPal took from another balance, where it converted: for the payout and its fee together. */
function debitedOf(item: unknown): { readonly debited?: ToldSum } {
  const from = memberOf(item, "currency_conversion", "from_amount");
  const [amount, currency] = [textOf(from, "value"), textOf(from, "currency")];
  return amount === undefined || currency === undefined ? {} : { debited: { amount, currency } };
}

const failed = (reason: string): PayoutReport => ({ status: "failed", reference: null, reason });

async function parseCallback(
  client: PayPalClient,
  { headers, body }: ProviderCallback,
): Promise<Result<readonly ProviderEvent[], CallbackProblem>> {
  const event = readJson(body);
  const eventId = textOf(event, "id");
  const occurredAtMs = Date.parse(textOf(event, "create_time") ?? "");
  if (eventId === undefined || Number.isNaN(occurredAtMs)) return fail({ code: "malformed" });
  if (!(await client.isGenuine(headers, body))) return fail({ code: "signature_invalid" });
  const item = memberOf(event, "resource");
  const payoutId = payoutIdOf(item);
  const isOfItem = /^PAYMENT\.PAYOUTS-ITEM\./.test(textOf(event, "event_type") ?? "");
  if (!isOfItem || payoutId === null) return ok([]);
  return ok([{ eventId, payoutId, report: reportOf(item), occurredAtMs }]);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Calls PayPal as the app, with a token that is asked for once in the life of the client. */
class PayPalClient {
  readonly #access: PayPalAccess;
  #token: string | null = null;

  constructor(access: PayPalAccess) {
    this.#access = access;
  }

  async call(method: ProviderCall["method"], path: string, body?: unknown): Promise<ProviderAnswer> {
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    return callProvider({
      method,
      url: `${this.#access.address}${path}`,
      headers: await this.#headers(),
      ...text,
    });
  }

  /** Asks PayPal whether it sent a callback, which must be passed on byte for byte. */
  async isGenuine(headers: Headers, body: string): Promise<boolean> {
    const proof = {
      auth_algo: headers.get("paypal-auth-algo"),
      cert_url: headers.get("paypal-cert-url"),
      transmission_id: headers.get("paypal-transmission-id"),
      transmission_sig: headers.get("paypal-transmission-sig"),
      transmission_time: headers.get("paypal-transmission-time"),
      webhook_id: this.#access.webhookId,
    };
    if (Object.values(proof).includes(null)) return false;
    const { body: answer } = await callProvider({
      method: "POST",
      url: `${this.#access.address}/v1/notifications/verify-webhook-signature`,
      headers: await this.#headers(),
      body: `${JSON.stringify(proof).slice(0, -1)},"webhook_event":${body}}`,
    });
    return textOf(answer, "verification_status") === "SUCCESS";
  }

  async #headers(): Promise<Readonly<Record<string, string>>> {
    this.#token ??= await this.#askToken();
    return { authorization: `Bearer ${this.#token}`, "content-type": "application/json" };
  }

  async #askToken(): Promise<string> {
    const { address, clientId, clientSecret } = this.#access;
    const { status, body } = await callProvider({
      method: "POST",
      url: `${address}/v1/oauth2/token`,
      headers: {
        authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "grant_type=client_credentials",
    });
    const token = textOf(body, "access_token");
    if (token === undefined) throw new Error(`PayPal gave no token: ${status}`);
    return token;
  }
}
