import { formatMinor } from "../../../core/money/format.ts";
import { bytesToUuid } from "../../../core/shared/encoding.ts";
import type { PayoutId } from "../../../core/shared/id.ts";
import { fail, ok, type Result } from "../../../core/shared/result.ts";
import { sha256Bytes } from "../../../platform/sha256.ts";
import type {
  CallbackProblem,
  OrderedPayout,
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

/** How Wise is reached, and the key its callbacks are signed with. */
export type WiseAccess = {
  /** `https://api.transferwise.com`, or the sandbox's. */
  readonly address: string;
  readonly token: string;
  readonly profileId: string;
  /** Currency of the balance that pays. */
  readonly balanceCurrency: string;
  /** Wise's public key, base64 of its SubjectPublicKeyInfo. */
  readonly publicKey: string;
};

/** Wise never makes a second transfer of one `customerTransactionId`. */
const FOREVER = null;
/** Transfers of one page, and pages of a look-up; of what may be on a later page nothing is known. */
const PAGE = 100;
const PAGES_MAX = 200;
const DAY_MS = 86_400_000;

/**
 * Pays by Wise: quote, transfer, funding from a balance, each payout by itself. The transfer's id of ours is a UUID
 * made of key and payout, so that it exists once however often it is asked for. What was sent may still bounce
 * weeks later, and callbacks come in any order.
 */
export function wiseProvider(access: WiseAccess): PayoutProvider {
  const unfunded: Unfunded = new Map();
  return {
    capabilities: {
      payoutsPerOrderMax: 500,
      looksUpByKey: true,
      keyLivesMs: FOREVER,
      settlesLater: true,
      news: "callbacks",
    },
    submit: (providerKey, order) =>
      oneByOne(order.payouts, async (payout) => {
        const transfer = unfunded.get(transactionId(providerKey, payout.id));
        return transfer === undefined ? pay(access, providerKey, order, payout) : fund(access, transfer);
      }),
    lookUp: (providerKey, order) => lookUp(access, providerKey, order, unfunded),
    lookUpPaid: async (paid) => (await oneByOne(paid, (payout) => findPaid(access, payout))).payouts,
    parseCallback: (callback) => parseCallback(access, callback),
  };
}

/** Transfers that a look-up found waiting for their funds, by their ids of ours: they are funded, and not quoted anew. */
type Unfunded = Map<string, unknown>;

/** Throws where it is not known what became of it; to be called again then. */
async function pay(
  access: WiseAccess,
  providerKey: string,
  { currency }: PayoutOrder,
  { id, recipient: { method }, amountMinor }: OrderedPayout,
): Promise<PayoutReport> {
  if (method?.kind !== "wise") return failed("no_wise_recipient");
  const quotes = `/v3/profiles/${access.profileId}/quotes`;
  const quote = await post(access, quotes, {
    texts: { sourceCurrency: access.balanceCurrency, targetCurrency: currency },
    numbers: { targetAccount: method.recipientId, targetAmount: formatMinor(amountMinor, currency) },
  });
  const quoteUuid = textOf(quote.body, "id");
  if (quoteUuid === undefined) return refusalOf(quote);
  const made = await post(access, "/v1/transfers", {
    texts: {
      quoteUuid,
      customerTransactionId: transactionId(providerKey, id),
      details: { reference: "Payout" },
    },
    numbers: { targetAccount: method.recipientId },
  });
  if (referenceOf(made.body) === null) return refusalOf(made);
  return textOf(made.body, "status") === UNFUNDED ? fund(access, made.body) : reportOf(made.body);
}

/** Funds a transfer from the balance. One that was funded before is not funded again. */
async function fund(access: WiseAccess, transfer: unknown): Promise<PayoutReport> {
  const reference = referenceOf(transfer);
  const path = `/v3/profiles/${access.profileId}/transfers/${reference}/payments`;
  const { status, body } = await post(access, path, { texts: { type: "BALANCE" } });
  if (textOf(body, "status") === "COMPLETED") {
    return { status: "submitted", reference, ...debitedOf(transfer) };
  }
  if (status === 401 || status === 403) throw new Error(`Wise answered ${status}`);
  const reason = textOf(body, "errorCode") ?? textOf(body, "errors", 0, "code") ?? "refused";
  const { body: now } = await call(access, "GET", `/v1/transfers/${reference}`);
  if (textOf(now, "status") !== UNFUNDED) return reportOf(now);
  // Unfunded, it would wait at Wise and could be funded there by hand: it is ended before it is given up.
  const ended = await call(access, "PUT", `/v1/transfers/${reference}/cancel`);
  if (textOf(ended.body, "status") !== "cancelled")
    throw new Error(`Wise answered ${ended.status} for a cancellation`);
  return failed(reason.toLowerCase(), reference);
}

/**
 * Finds the transfers of an order among those that were made since. Throws where there are too many of them to tell that one is
 * not there: it would be taken for one that may be refused.
 */
async function lookUp(
  access: WiseAccess,
  providerKey: string,
  { payouts, orderedAt }: PayoutOrder,
  unfunded: Unfunded,
): Promise<OrderReport> {
  const wanted = new Map(payouts.map(({ id }) => [transactionId(providerKey, id), id]));
  const found = new Map<PayoutId, PayoutReport>();
  const since = new Date(orderedAt.getTime() - DAY_MS).toISOString();
  for (let page = 0; found.size < wanted.size; page += 1) {
    if (page === PAGES_MAX) throw new Error("Wise has more transfers than are looked through");
    const path = `/v1/transfers?profile=${access.profileId}&createdDateStart=${since}&limit=${PAGE}&offset=${page * PAGE}`;
    const { status, body } = await call(access, "GET", path);
    if (status !== 200 || !Array.isArray(body)) throw new Error(`Wise answered ${status} for its transfers`);
    for (const transfer of body) {
      const id = textOf(transfer, "customerTransactionId") ?? "";
      const payoutId = wanted.get(id);
      if (payoutId === undefined) continue;
      // One that waits for its funds is as if it were not there: submitting again funds it.
      if (textOf(transfer, "status") !== UNFUNDED) found.set(payoutId, reportOf(transfer));
      else unfunded.set(id, transfer);
    }
    if (body.length < PAGE) break;
  }
  return { reference: null, payouts: found };
}

/** Null where what the reference finds is not the payout's. */
async function findPaid(access: WiseAccess, { id, providerKey, reference }: PaidPayout) {
  const { status, body } = await call(access, "GET", `/v1/transfers/${encodeURIComponent(reference)}`);
  const isIt = textOf(body, "customerTransactionId") === transactionId(providerKey, id);
  return status === 200 && isIt ? reportOf(body) : null;
}

const UNFUNDED = "incoming_payment_waiting";
const IN_TRANSIT = [UNFUNDED, "incoming_payment_initiated", "processing", "funds_converted", "bounced_back"];
const NOT_PAID = ["cancelled", "funds_refunded"];

function reportOf(transfer: unknown): PayoutReport {
  const report = stateReport(textOf(transfer, "status") ?? "", referenceOf(transfer));
  return report.status === "paid" || report.status === "submitted"
    ? { ...report, ...debitedOf(transfer) }
    : report;
}

/** What Wise turns into the sum that arrives, in the currency of the balance; its own fee is not in it. */
function debitedOf(transfer: unknown): { readonly debited?: ToldSum } {
  const [amount, currency] = [memberOf(transfer, "sourceValue"), textOf(transfer, "sourceCurrency")];
  if (typeof amount !== "number" || currency === undefined) return {};
  return { debited: { amount: String(amount), currency } };
}

function stateReport(state: string, reference: string | null): PayoutReport {
  if (state === "outgoing_payment_sent") return { status: "paid", reference };
  if (IN_TRANSIT.includes(state)) return { status: "submitted", reference };
  if (NOT_PAID.includes(state)) return failed(state, reference);
  return { status: "needs_review", reference, reason: `status_${state}` };
}

const failed = (reason: string, reference: string | null = null): PayoutReport => ({
  ...{ status: "failed", reference, reason },
});

/** A request that Wise refused. Credentials that are not good refuse no payout. */
function refusalOf({ status, body }: ProviderAnswer): PayoutReport {
  if (status < 400 || status === 401 || status === 403 || status === 409)
    throw new Error(`Wise answered ${status}`);
  return failed((textOf(body, "errors", 0, "code") ?? "refused").toLowerCase());
}

function referenceOf(transfer: unknown): string | null {
  const id = memberOf(transfer, "id");
  return typeof id === "number" && Number.isSafeInteger(id) ? String(id) : null;
}

/** The transfer's id of ours: the same for the same payout under the same key, and of nothing else. */
function transactionId(providerKey: string, id: PayoutId): string {
  return bytesToUuid(sha256Bytes(`${providerKey}:${id}`).slice(0, 16));
}

function call(
  { address, token }: WiseAccess,
  method: ProviderCall["method"],
  path: string,
  body?: string,
): Promise<ProviderAnswer> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return callProvider({ method, url: `${address}${path}`, headers, ...(body === undefined ? {} : { body }) });
}

/** Sends JSON whose numbers are written as they are given, so that no amount passes through a fraction. */
function post(
  access: WiseAccess,
  path: string,
  { texts, numbers = {} }: { readonly texts: object; readonly numbers?: Readonly<Record<string, string>> },
): Promise<ProviderAnswer> {
  const members = Object.entries(numbers).map(([name, digits]) => `,"${name}":${digits}`);
  return call(access, "POST", path, `${JSON.stringify(texts).slice(0, -1)}${members.join("")}}`);
}

async function parseCallback(
  access: WiseAccess,
  { headers, body }: ProviderCallback,
): Promise<Result<readonly ProviderEvent[], CallbackProblem>> {
  if (!(await isSigned(access, headers.get("x-signature-sha256") ?? "", body))) {
    return fail({ code: "signature_invalid" });
  }
  const event = readJson(body);
  const reference = referenceOf(memberOf(event, "data", "resource"));
  const state = textOf(event, "data", "current_state");
  const occurredAtMs = Date.parse(textOf(event, "data", "occurred_at") ?? "");
  if (textOf(event, "event_type") !== "transfers#state-change")
    return event ? ok([]) : fail({ code: "malformed" });
  if (reference === null || state === undefined || Number.isNaN(occurredAtMs))
    return fail({ code: "malformed" });
  const eventId = [reference, state, occurredAtMs].join(":");
  return ok([{ eventId, payoutId: null, report: stateReport(state, reference), occurredAtMs }]);
}

async function isSigned({ publicKey }: WiseAccess, signature: string, body: string): Promise<boolean> {
  const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("spki", bytesOf(publicKey), rsa, false, ["verify"]);
  try {
    return await crypto.subtle.verify(rsa.name, key, bytesOf(signature), new TextEncoder().encode(body));
  } catch {
    return false;
  }
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
